import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDesktopHost, type DesktopHostOptions } from '../../../src/main/desktop-host.ts'
import { createTranslator } from '../../../src/shared/i18n/translator.ts'

function createLab(overrides: Partial<DesktopHostOptions> = {}) {
  const opened: string[] = []
  const dialogs: Parameters<DesktopHostOptions['showSaveDialog']>[0][] = []
  const host = createDesktopHost({
    platform: 'linux',
    locale: () => 'zh-CN',
    openPath: async (path) => {
      opened.push(path)
      return ''
    },
    openExternal: async (url) => void opened.push(url),
    showSaveDialog: async (options) => {
      dialogs.push(options)
      return { canceled: false, filePath: '/chosen.sqlite' }
    },
    documentsDir: () => '/documents',
    acceptWeakStore: () => void opened.push('accepted'),
    notifier: null,
    isOnline: () => true,
    hasTray: () => true,
    loginStart: null,
    translator: () => createTranslator('zh-CN'),
    ...overrides,
  })
  return { host, opened, dialogs }
}

describe('createDesktopHost', () => {
  it('says that it is a desktop with dialogs', () => {
    expect(createLab().host.info()).toEqual({
      kind: 'desktop',
      platform: 'linux',
      hasDialogs: true,
      locale: 'zh-CN',
      notifications: 'none',
      hasTray: true,
      canStartAtLogin: false,
    })
  })

  it('opens links to the web and refuses all others with their address', async () => {
    const { host, opened } = createLab()
    await host.openExternal('https://example.com/a b')
    expect(opened).toEqual(['https://example.com/a%20b'])
    await expect(host.openExternal('file:///etc/passwd')).rejects.toMatchObject({
      code: 'LINK_NOT_ALLOWED',
      params: { url: 'file:///etc/passwd' },
    })
    expect(opened).toHaveLength(1)
  })

  it('says when nothing on this machine opens links', async () => {
    const { host } = createLab({ openExternal: () => Promise.reject(new Error('no application')) })
    await expect(host.openExternal('https://example.com/')).rejects.toMatchObject({
      code: 'NOT_AVAILABLE_HERE',
      raw: 'no application',
    })
  })

  it('says when a folder cannot be shown', async () => {
    const { host } = createLab({ openPath: async () => 'no file manager' })
    await expect(host.showFolder('/data')).rejects.toMatchObject({ code: 'FILE_UNREADABLE', raw: 'no file manager' })
  })

  it('asks for a file among the documents, in the person’s language', async () => {
    const { host, dialogs } = createLab()
    expect(await host.chooseFile({ purpose: 'backup', suggestedName: 'a.sqlite' })).toEqual({ file: '/chosen.sqlite' })
    expect(dialogs).toEqual([
      {
        title: '保存备份',
        defaultPath: join('/documents', 'a.sqlite'),
        filters: [{ name: '备份文件', extensions: ['sqlite'] }],
      },
    ])
  })

  it('takes a suggested name for a name, not for a path', async () => {
    const { host, dialogs } = createLab()
    for (const suggestedName of ['../../etc/cron.d/x', '..\\..\\x'])
      await host.chooseFile({ purpose: 'bundle', suggestedName })
    expect(dialogs.map(({ defaultPath }) => defaultPath)).toEqual([join('/documents', 'x'), join('/documents', 'x')])
  })

  it('answers null when the person thinks better of it', async () => {
    const { host } = createLab({ showSaveDialog: async () => ({ canceled: true, filePath: '' }) })
    expect(await host.chooseFile({ purpose: 'bundle', suggestedName: 'b.json' })).toEqual({ file: null })
  })

  it('remembers that a weak store is accepted', async () => {
    const { host, opened } = createLab()
    await host.acceptWeakSecretStore()
    expect(opened).toEqual(['accepted'])
  })
})
