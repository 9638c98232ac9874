import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFileSecrets } from '../../../src/core/file-secrets.ts'
import { createKeychainView, createSharedSecrets } from '../../../src/core/shared-secrets.ts'
import { createKeychainSecrets } from '../../../src/main/keychain-secrets.ts'
import { createTempFolder } from '../../support/temp-folder.ts'

/** Stands in for the system's encryption, which only the desktop has. */
const safeStorage = {
  isEncryptionAvailable: () => true,
  encryptString: (text: string) => Buffer.from(text).map((byte) => byte ^ 0xa5) as Buffer,
  decryptString: (encrypted: Buffer) => Buffer.from(encrypted.map((byte) => byte ^ 0xa5)).toString(),
  getSelectedStorageBackend: () => 'gnome_libsecret',
}

/** One data folder as the desktop and as the command line see it. */
function createHosts() {
  const folder = createTempFolder()
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir, { mode: 0o700 })
  const files = createFileSecrets({ dataDir, keyFile: join(folder, 'config', 'secret.key'), passphrase: undefined })
  const keychain = createKeychainSecrets({ dataDir, safeStorage, platform: 'linux' })
  const ids = (name: string): string[] => {
    const file = join(dataDir, name)
    return existsSync(file) ? Object.keys(JSON.parse(readFileSync(file, 'utf8')).entries) : []
  }
  return {
    dataDir,
    desktop: createSharedSecrets(keychain, files),
    terminal: createSharedSecrets(files, createKeychainView(dataDir)),
    idsInFiles: () => ids('secrets.json'),
    idsInKeychain: () => ids('keychain.json'),
  }
}

describe('the secrets of one data folder, shared by the desktop and the command line', () => {
  it('work in the window when they were entered at the command line', async () => {
    const { desktop, terminal } = createHosts()
    await terminal.set('a', 'one')
    expect(await desktop.get('a')).toBe('one')
  })

  it('are not taken for missing at the command line when the window’s keychain holds them', async () => {
    const { desktop, terminal } = createHosts()
    await desktop.set('a', 'one')
    await expect(terminal.get('a')).rejects.toMatchObject({ code: 'SECRET_IN_KEYCHAIN' })
    expect(await terminal.get('b')).toBeNull()
    expect(await terminal.get('constructor')).toBeNull()
  })

  it('are the ones that were entered last, in whichever host', async () => {
    const { desktop, terminal, idsInFiles, idsInKeychain } = createHosts()
    await desktop.set('a', 'old')
    await terminal.set('a', 'new')
    expect([await desktop.get('a'), await terminal.get('a'), idsInKeychain()]).toEqual(['new', 'new', []])
    await desktop.set('a', 'newest')
    expect([await desktop.get('a'), idsInFiles()]).toEqual(['newest', []])
    await expect(terminal.get('a')).rejects.toMatchObject({ code: 'SECRET_IN_KEYCHAIN' })
  })

  it('are forgotten by both when one of them removes the account', async () => {
    const { desktop, terminal, idsInFiles, idsInKeychain } = createHosts()
    await desktop.set('a', 'one')
    await desktop.set('b', 'two')
    await terminal.set('c', 'three')
    await terminal.delete('a')
    await desktop.delete('c')
    await terminal.delete('never-there')
    expect([idsInKeychain(), idsInFiles()]).toEqual([['b'], []])
    expect(await desktop.get('b')).toBe('two')
  })

  it('keep what else the desktop has noted in its file', async () => {
    const { dataDir, desktop, terminal } = createHosts()
    await desktop.set('a', 'one')
    const file = join(dataDir, 'keychain.json')
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), isWeakAccepted: true }))
    await terminal.delete('a')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ version: 1, isWeakAccepted: true, entries: {} })
  })

  it('have the strength of the host that stores them', () => {
    const { desktop, terminal } = createHosts()
    expect([desktop.strength, terminal.strength]).toEqual(['keychain', 'file'])
  })
})
