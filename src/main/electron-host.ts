import { app, dialog, Notification, shell } from 'electron'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { HostPort } from '../core/host-port.ts'
import type { DataPaths } from '../core/paths.ts'
import type { Translator } from '../shared/i18n/translator.ts'
import { loginArguments } from './arguments.ts'
import { createDesktopHost } from './desktop-host.ts'
import { createLoginStart } from './login-start.ts'
import type { MainWindow } from './main-window.ts'
import { createNotifier, type SystemNotification } from './notifier.ts'
import { systemLocale } from './system-language.ts'

export interface ElectronHostOptions {
  readonly paths: DataPaths
  readonly window: MainWindow
  readonly acceptWeakStore: () => void
  readonly onNoticeClick: (noticeId: string) => void
  readonly isOnline: () => boolean
  readonly hasTray: () => boolean
  readonly translator: () => Translator
}

/** The host of the core, made of Electron's parts. */
export function createElectronHost(options: ElectronHostOptions): HostPort {
  const { window, translator } = options
  return createDesktopHost({
    platform: process.platform,
    locale: systemLocale,
    openPath: (path) => shell.openPath(path),
    openExternal: (url) => shell.openExternal(url),
    showSaveDialog: (dialogOptions) => {
      const parent = window.current
      return parent ? dialog.showSaveDialog(parent, dialogOptions) : dialog.showSaveDialog(dialogOptions)
    },
    documentsDir: () => app.getPath('documents'),
    acceptWeakStore: options.acceptWeakStore,
    notifier: createNotifier({
      platform: process.platform,
      isSupported: () => Notification.isSupported(),
      create: (notification) => new Notification(notification) as SystemNotification,
      onClick: options.onNoticeClick,
      translator,
    }),
    isOnline: options.isOnline,
    hasTray: options.hasTray,
    loginStart: createElectronLoginStart(options.paths.dataDir),
    translator,
  })
}

function createElectronLoginStart(dataDir: string): HostPort['loginStart'] {
  const { env, platform } = process
  return createLoginStart({
    platform,
    isPackaged: app.isPackaged,
    items: app,
    // An AppImage is mounted at another place at every start.
    exe: env['APPIMAGE'] || app.getPath('exe'),
    args: loginArguments({
      dataDir,
      env,
      platform,
      appDir: app.isPackaged ? null : app.getAppPath(),
      hasSandbox: !app.commandLine.hasSwitch('no-sandbox'),
    }),
    name: app.name,
    configDir: env['XDG_CONFIG_HOME'] || join(homedir(), '.config'),
  })
}
