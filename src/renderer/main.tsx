import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './app/global.css'
import { createRoot } from 'react-dom/client'
import type { PreloadApi } from '../shared/preload-api.ts'
import { App } from './app/app.tsx'
import { createApi } from './lib/api.ts'
import { createHttpTransport } from './lib/http-transport.ts'
import { createIpcTransport } from './lib/ipc-transport.ts'
import { followRuns } from './stores/live-runs.ts'

const bridge = (window as { readonly duewatch?: PreloadApi }).duewatch
const api = createApi(bridge ? createIpcTransport(bridge) : createHttpTransport())
followRuns(api)
const root = document.querySelector('#root')
if (!root) throw new Error('the page has no root')
createRoot(root).render(<App api={api} bridge={bridge ?? null} />)
