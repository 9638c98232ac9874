import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { createContextMenuTemplate, createMenuTemplate } from '../../../src/main/menu.ts'
import { LANGUAGES, type Language } from '../../../src/shared/i18n/resources.ts'
import { createTranslator } from '../../../src/shared/i18n/translator.ts'
import type { MenuCommand } from '../../../src/shared/preload-api.ts'

function build(platform: NodeJS.Platform, options: { isDev?: boolean; language?: Language } = {}) {
  const sent: MenuCommand[] = []
  const menus = createMenuTemplate({
    platform,
    isDev: options.isDev ?? false,
    appName: 'Duewatch',
    t: createTranslator(options.language ?? 'en').t,
    send: (command) => void sent.push(command),
    showDataFolder: () => {},
    showAbout: () => {},
  })
  const items = menus.flatMap(({ submenu }) => submenu as MenuItemConstructorOptions[])
  const click = (label: string): void => {
    const found = items.find((entry) => entry.label === label)
    if (!found) throw new Error(`no entry ${label}`)
    ;(found.click as () => void)()
  }
  return { menus, items, sent, click, roles: items.map(({ role }) => role) }
}

const PLATFORMS = ['darwin', 'win32', 'linux'] as const

describe('createMenuTemplate', () => {
  it('puts the app’s own menu first on macOS, and quitting into File elsewhere', () => {
    expect(build('darwin').menus[0]?.label).toBe('Duewatch')
    const { menus, items, roles } = build('linux')
    expect(menus.map(({ label }) => label)).toEqual(['File', 'Edit', 'View', 'Window', 'Help'])
    expect(roles.indexOf('quit')).toBeLessThan(items.findIndex(({ role }) => role === 'undo'))
  })

  it.each(PLATFORMS)(
    'lets text be edited on %s with the roles of the system, without which shortcuts fail',
    (platform) => {
      expect(build(platform).roles).toEqual(
        expect.arrayContaining(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll']),
      )
    },
  )

  it.each(PLATFORMS)('offers reloading and developer tools on %s to developers only', (platform) => {
    expect(build(platform).roles).not.toContain('reload')
    expect(build(platform).roles).not.toContain('toggleDevTools')
    expect(build(platform, { isDev: true }).roles).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']))
  })

  it.each(PLATFORMS)('uses no shortcut twice on %s', (platform) => {
    const shortcuts = build(platform, { isDev: true }).items.flatMap(({ accelerator }) => accelerator ?? [])
    expect(new Set(shortcuts).size).toBe(shortcuts.length)
  })

  it.each(LANGUAGES)('has a text for every entry in %s', (language) => {
    for (const { items, menus } of PLATFORMS.map((platform) => build(platform, { language, isDev: true }))) {
      expect(menus.every(({ label }) => label)).toBe(true)
      const bare = items.filter((item) => item.type !== 'separator' && item.visible !== false && !item.label)
      expect(bare).toEqual([])
    }
  })

  it('asks the page for what only the page can do', () => {
    const { click, sent } = build('linux')
    for (const label of [
      'Items',
      'Settings…',
      'Search',
      'Command Palette…',
      'Keyboard Shortcuts',
      'Sync All Accounts',
    ]) {
      click(label)
    }
    expect(sent).toEqual([
      { kind: 'open', page: 'items' },
      { kind: 'open', page: 'settings' },
      { kind: 'search' },
      { kind: 'palette' },
      { kind: 'shortcuts' },
      { kind: 'syncAll' },
    ])
  })
})

describe('createContextMenuTemplate', () => {
  const { t } = createTranslator('en')
  const editFlags = { canCut: false, canCopy: true, canPaste: true, canSelectAll: true }

  it('edits where text can be typed, offering only what is possible', () => {
    const items = createContextMenuTemplate({ isEditable: true, selectionText: '', editFlags }, t)
    expect(items.flatMap(({ role, enabled }) => (role ? [[role, enabled]] : []))).toEqual([
      ['cut', false],
      ['copy', true],
      ['paste', true],
      ['selectAll', true],
    ])
  })

  it('copies marked text, and stays away where there is nothing to do', () => {
    const target = { isEditable: false, editFlags }
    expect(createContextMenuTemplate({ ...target, selectionText: 'ecs-1' }, t)).toMatchObject([{ role: 'copy' }])
    expect(createContextMenuTemplate({ ...target, selectionText: ' \n' }, t)).toEqual([])
  })
})
