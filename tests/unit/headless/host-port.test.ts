import { describe, expect, it } from 'vitest'
import { createHeadlessHost, toLanguageTag } from '../../../src/headless/host-port.ts'

describe('createHeadlessHost', () => {
  it('says what it is and has no dialogs', () => {
    expect(createHeadlessHost('browser', 'en_GB.UTF-8').info()).toEqual({
      kind: 'browser',
      platform: process.platform,
      hasDialogs: false,
      locale: 'en-GB',
      notifications: 'page',
      hasTray: false,
      canStartAtLogin: false,
    })
    expect(createHeadlessHost('terminal', '').info().notifications).toBe('none')
  })

  it('refuses what needs a desktop', async () => {
    const host = createHeadlessHost('terminal', '')
    const wishes = [
      host.showFolder('/'),
      host.chooseFile({ purpose: 'backup', suggestedName: 'x' }),
      host.openExternal('https://example.com'),
      host.acceptWeakSecretStore(),
    ]
    for (const wish of wishes) await expect(wish).rejects.toMatchObject({ code: 'NOT_AVAILABLE_HERE' })
  })
})

describe('toLanguageTag', () => {
  it.each([
    ['zh_CN.UTF-8', 'zh-CN'],
    ['de_DE@euro', 'de-DE'],
    ['en', 'en'],
    ['C', 'en'],
    ['C.UTF-8', 'en'],
    ['POSIX', 'en'],
    ['', 'en'],
    ['not a locale', 'en'],
  ])('reads %j as %s', (locale, tag) => {
    expect(toLanguageTag(locale)).toBe(tag)
  })
})
