import { app, protocol } from 'electron'
import { mkdirSync } from 'node:fs'
import { dataPaths } from '../core/paths.ts'
import { APP_SCHEME } from './address.ts'
import { readDataDir } from './arguments.ts'
import { survivePipeErrors } from './errors.ts'
import { desktopDir } from './desktop-dir.ts'
import { toStartProblem, type StartResult } from './start-result.ts'

/** The installer registers the app under the same names. */
const APP_ID = 'app.duewatch'
const DESKTOP_ENTRY = 'duewatch.desktop'

// The entry of the app. What stands here must happen before Electron is ready, so this file becomes a CommonJS bundle
// of its own, which is loaded at once; all the rest is a module, which is not.
survivePipeErrors()
// Root can start the browser only without its sandbox, and says so with this switch (scripts/start.mjs).
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
protocol.registerSchemesAsPrivileged([
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
])

// By these the systems know which program notifications, badges and pinned icons belong to.
if (process.platform === 'win32') app.setAppUserModelId(app.isPackaged ? APP_ID : process.execPath)
if (process.platform === 'linux') app.setDesktopName(DESKTOP_ENTRY)

const prepared = prepare()

function prepare(): StartResult {
  let dataDir = ''
  try {
    dataDir = readDataDir(process.argv, process.env, process.platform)
    mkdirSync(desktopDir(dataDir), { recursive: true, mode: 0o700 })
    app.setPath('userData', desktopDir(dataDir))
    return { paths: dataPaths(dataDir) }
  } catch (error) {
    return { problem: toStartProblem(error, dataDir) }
  }
}

// Stands beside this bundle, as a module of its own.
void import('./desktop.js').then(({ startDesktop }) => startDesktop(prepared))
