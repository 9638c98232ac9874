import { contextBridge, ipcRenderer } from 'electron'
import { createPreloadApi } from './preload-api.ts'

contextBridge.exposeInMainWorld('duewatch', createPreloadApi(ipcRenderer))
