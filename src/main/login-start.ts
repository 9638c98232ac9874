import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { HostPort } from '../core/host-port.ts'
import { AppError } from '../shared/domain/app-error.ts'

/** The part of Electron's `app` that is used here. */
export interface LoginItems {
  getLoginItemSettings(options?: { readonly path?: string; readonly args?: string[] }): {
    readonly openAtLogin: boolean
    readonly executableWillLaunchAtLogin?: boolean
  }
  setLoginItemSettings(settings: {
    readonly openAtLogin: boolean
    readonly path?: string
    readonly args?: string[]
  }): void
}

export interface LoginStartOptions {
  readonly platform: NodeJS.Platform
  readonly isPackaged: boolean
  readonly items: LoginItems
  /** The program and what it is started with, as for a start without a window. */
  readonly exe: string
  readonly args: readonly string[]
  readonly name: string
  /** Where applications of this person keep their configuration (Linux). */
  readonly configDir: string
}

/** Starts the app, without its window, when the person logs in; null where that cannot be arranged. */
export function createLoginStart(options: LoginStartOptions): HostPort['loginStart'] {
  if (options.platform === 'linux') return createAutostartFile(options)
  if (options.platform === 'win32') return createRunKey(options)
  // macOS starts the bundle that the process lies in, which is Electron itself as long as the app is not packaged.
  if (options.platform === 'darwin' && options.isPackaged) return createLoginItem(options)
  return null
}

function createLoginItem({ items }: LoginStartOptions): HostPort['loginStart'] {
  return {
    get: () => items.getLoginItemSettings().openAtLogin,
    set: (openAtLogin) => items.setLoginItemSettings({ openAtLogin }),
  }
}

/** A value below the registry's Run key; its arguments must be named to find it again. */
function createRunKey({ items, exe: path, args: plain }: LoginStartOptions): HostPort['loginStart'] {
  const args = plain.map(quoteForWindows)
  return {
    get() {
      const { openAtLogin, executableWillLaunchAtLogin } = items.getLoginItemSettings({ path, args })
      // Switched off in the task manager the key stays, and does nothing.
      return openAtLogin && executableWillLaunchAtLogin !== false
    },
    set: (openAtLogin) => items.setLoginItemSettings({ openAtLogin, path, args }),
  }
}

/** A desktop entry (Desktop Application Autostart Specification), which the desktop may have switched off meanwhile. */
function createAutostartFile(options: LoginStartOptions): HostPort['loginStart'] {
  const file = join(options.configDir, 'autostart', 'duewatch.desktop')
  return {
    get() {
      try {
        const lines = readFileSync(file, 'utf8').split(/\r?\n/)
        return !lines.some((line) => /^(?:Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/.test(line))
      } catch {
        return false
      }
    },
    set(startsAtLogin) {
      try {
        if (!startsAtLogin) return rmSync(file, { force: true })
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
        writeFileSync(file, createDesktopEntry(options))
      } catch (error) {
        throw new AppError('FILE_UNWRITABLE', { file }, { cause: error, raw: (error as Error).message })
      }
    },
  }
}

function createDesktopEntry({ name, exe, args }: LoginStartOptions): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.0',
    `Name=${name}`,
    `Exec=${[exe, ...args].map(quoteForExec).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** Quoted twice: as an argument of the Exec key, then as a string of the file (Desktop Entry Specification). */
function quoteForExec(argument: string): string {
  const quoted = /^[\w@%+=:,./-]+$/.test(argument) ? argument : `"${argument.replace(/["`$\\]/g, String.raw`\$&`)}"`
  return quoted.replaceAll('%', '%%').replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

/** Backslashes count only before a quotation mark, as CommandLineToArgvW reads them. */
function quoteForWindows(argument: string): string {
  if (!/[\s"]/.test(argument)) return argument
  return `"${argument.replace(/(\\*)"/g, String.raw`$1$1\"`).replace(/\\+$/, '$&$&')}"`
}
