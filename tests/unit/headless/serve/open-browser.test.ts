import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { browserCommand, openBrowser } from '../../../../src/headless/serve/open-browser.ts'
import { createTempFolder } from '../../../support/temp-folder.ts'

const URL = 'http://127.0.0.1:4000/?token=a&b=$(c)'

describe('browserCommand', () => {
  it('hands the address over as one argument, to no shell', () => {
    expect(browserCommand(URL, 'darwin', {})).toEqual(['open', URL])
    expect(browserCommand(URL, 'win32', {})).toEqual(['rundll32', 'url.dll,FileProtocolHandler', URL])
    expect(browserCommand(URL, 'linux', { DISPLAY: ':0' })).toEqual(['xdg-open', URL])
    expect(browserCommand(URL, 'linux', { WAYLAND_DISPLAY: 'wayland-0' })).toEqual(['xdg-open', URL])
  })

  it('is none where there is no desktop', () => {
    expect(browserCommand(URL, 'linux', {})).toBeNull()
    expect(browserCommand(URL, 'linux', { DISPLAY: '' })).toBeNull()
  })
})

describe.skipIf(process.platform === 'win32')('openBrowser', () => {
  /** A command of that name in a folder that is all there is to find. */
  function withCommand(script: string): { folder: string; env: Record<string, string> } {
    const folder = createTempFolder()
    writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, 'xdg-open'), 0o755)
    return { folder, env: { DISPLAY: ':0', PATH: folder } }
  }

  it('starts the command with the address as it is', async () => {
    const { folder, env } = withCommand('printf %s "$1" > "${0%/*}/address"')
    expect(await openBrowser(URL, 'linux', env)).toBe(true)
    expect(readFileSync(join(folder, 'address'), 'utf8')).toBe(URL)
  })

  it('keeps secrets out of the environment of the browser', async () => {
    const { folder, env } = withCommand('export > "${0%/*}/environment"')
    await openBrowser(URL, 'linux', { ...env, DUEWATCH_PASSPHRASE: 'open sesame', LANG: 'C' })
    const environment = readFileSync(join(folder, 'environment'), 'utf8')
    expect(environment).toContain('LANG=')
    expect(environment).not.toContain('sesame')
  })

  it('says so when the command fails, is missing or has no desktop', async () => {
    expect(await openBrowser(URL, 'linux', withCommand('exit 3').env)).toBe(false)
    expect(await openBrowser(URL, 'linux', { DISPLAY: ':0', PATH: createTempFolder() })).toBe(false)
    expect(await openBrowser(URL, 'linux', {})).toBe(false)
  })
})
