import type { MenuItemConstructorOptions } from 'electron'
import type { Translator } from '../shared/i18n/translator.ts'
import { MENU_PAGES, type MenuCommand } from '../shared/preload-api.ts'

export interface MenuOptions {
  readonly platform: NodeJS.Platform
  /** Adds what only developers need. */
  readonly isDev: boolean
  readonly appName: string
  readonly t: Translator['t']
  readonly send: (command: MenuCommand) => void
  readonly showDataFolder: () => void
  readonly showAbout: () => void
}

type Item = MenuItemConstructorOptions

const SEPARATOR: Item = { type: 'separator' }

/** The menu bar by the customs of the platform: the app's own menu on macOS, everything in File and Help elsewhere. */
export function createMenuTemplate(options: MenuOptions): Item[] {
  const isMac = options.platform === 'darwin'
  return [
    ...(isMac ? [appMenu(options)] : []),
    fileMenu(options, isMac),
    editMenu(options, isMac),
    viewMenu(options),
    windowMenu(options, isMac),
    helpMenu(options, isMac),
  ]
}

function settingsItem({ t, send }: MenuOptions): Item {
  return {
    label: t('host.menu.settings'),
    accelerator: 'CmdOrCtrl+,',
    click: () => send({ kind: 'open', page: 'settings' }),
  }
}

function appMenu(options: MenuOptions): Item {
  const { t, appName: name } = options
  return {
    label: name,
    submenu: [
      { role: 'about', label: t('host.menu.about', { name }) },
      SEPARATOR,
      settingsItem(options),
      SEPARATOR,
      { role: 'services', label: t('host.menu.services') },
      SEPARATOR,
      { role: 'hide', label: t('host.menu.hide', { name }) },
      { role: 'hideOthers', label: t('host.menu.hideOthers') },
      { role: 'unhide', label: t('host.menu.unhide') },
      SEPARATOR,
      { role: 'quit', label: t('host.menu.quitApp', { name }) },
    ],
  }
}

function fileMenu(options: MenuOptions, isMac: boolean): Item {
  const { t, send } = options
  return {
    label: t('host.menu.file'),
    submenu: [
      { label: t('host.menu.syncAll'), accelerator: 'CmdOrCtrl+Shift+S', click: () => send({ kind: 'syncAll' }) },
      { label: t('host.menu.dataFolder'), click: options.showDataFolder },
      SEPARATOR,
      ...(isMac
        ? [{ role: 'close', label: t('host.menu.close') } as const]
        : [settingsItem(options), SEPARATOR, { role: 'quit', label: t('host.menu.quit') } as const]),
    ],
  }
}

function editMenu({ t, send }: MenuOptions, isMac: boolean): Item {
  return {
    label: t('host.menu.edit'),
    submenu: [
      { role: 'undo', label: t('host.menu.undo') },
      { role: 'redo', label: t('host.menu.redo') },
      SEPARATOR,
      { role: 'cut', label: t('host.menu.cut') },
      { role: 'copy', label: t('host.menu.copy') },
      { role: 'paste', label: t('host.menu.paste') },
      ...(isMac ? [{ role: 'pasteAndMatchStyle', label: t('host.menu.pasteAndMatchStyle') } as const] : []),
      { role: 'delete', label: t('host.menu.delete') },
      { role: 'selectAll', label: t('host.menu.selectAll') },
      SEPARATOR,
      { label: t('host.menu.search'), accelerator: 'CmdOrCtrl+F', click: () => send({ kind: 'search' }) },
    ],
  }
}

function viewMenu({ t, send, isDev }: MenuOptions): Item {
  const pages = MENU_PAGES.filter((page) => page !== 'settings').map((page, index): Item => {
    return {
      label: t(`host.menu.page.${page}`),
      accelerator: `CmdOrCtrl+${index + 1}`,
      click: () => send({ kind: 'open', page }),
    }
  })
  return {
    label: t('host.menu.view'),
    submenu: [
      ...pages,
      SEPARATOR,
      { label: t('host.menu.palette'), accelerator: 'CmdOrCtrl+K', click: () => send({ kind: 'palette' }) },
      SEPARATOR,
      { role: 'resetZoom', label: t('host.menu.resetZoom') },
      { role: 'zoomIn', label: t('host.menu.zoomIn') },
      // The plus sign stands on the shifted level of most keyboards.
      { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false, acceleratorWorksWhenHidden: true },
      { role: 'zoomOut', label: t('host.menu.zoomOut') },
      SEPARATOR,
      { role: 'togglefullscreen', label: t('host.menu.fullScreen') },
      ...(isDev
        ? [
            SEPARATOR,
            { role: 'reload', label: t('host.menu.reload') } as const,
            { role: 'toggleDevTools', label: t('host.menu.devTools') } as const,
          ]
        : []),
    ],
  }
}

function windowMenu({ t }: MenuOptions, isMac: boolean): Item {
  return {
    label: t('host.menu.window'),
    role: 'windowMenu',
    submenu: [
      { role: 'minimize', label: t('host.menu.minimize') },
      ...(isMac
        ? [
            { role: 'zoom', label: t('host.menu.zoom') } as const,
            SEPARATOR,
            { role: 'front', label: t('host.menu.front') } as const,
          ]
        : [{ role: 'close', label: t('host.menu.close') } as const]),
    ],
  }
}

function helpMenu({ t, send, appName: name, showAbout }: MenuOptions, isMac: boolean): Item {
  return {
    label: t('host.menu.help'),
    role: 'help',
    submenu: [
      { label: t('host.menu.shortcuts'), click: () => send({ kind: 'shortcuts' }) },
      ...(isMac ? [] : [SEPARATOR, { label: t('host.menu.about', { name }), click: showAbout }]),
    ],
  }
}

/** What a right click offers where the page has no menu of its own; nothing where there is nothing to do. */
export function createContextMenuTemplate(
  { isEditable, selectionText, editFlags }: ContextTarget,
  t: Translator['t'],
): Item[] {
  if (isEditable) {
    return [
      { role: 'cut', label: t('host.menu.cut'), enabled: editFlags.canCut },
      { role: 'copy', label: t('host.menu.copy'), enabled: editFlags.canCopy },
      { role: 'paste', label: t('host.menu.paste'), enabled: editFlags.canPaste },
      SEPARATOR,
      { role: 'selectAll', label: t('host.menu.selectAll'), enabled: editFlags.canSelectAll },
    ]
  }
  return selectionText.trim() === '' ? [] : [{ role: 'copy', label: t('host.menu.copy') }]
}

/** The part of Electron's ContextMenuParams that is used here. */
export interface ContextTarget {
  readonly isEditable: boolean
  readonly selectionText: string
  readonly editFlags: {
    readonly canCut: boolean
    readonly canCopy: boolean
    readonly canPaste: boolean
    readonly canSelectAll: boolean
  }
}
