import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createKeychainSecrets, type SafeStorage } from '../../../src/main/keychain-secrets.ts'
import { createTempFolder } from '../../support/temp-folder.ts'

const SECRET = 'sk-9f3c密钥/+=\u0007'

/** Behaves as Electron's safeStorage does on Linux; "encryption" here only makes text unreadable at a glance. */
class FakeSafeStorage implements SafeStorage {
  backend = 'gnome_libsecret'
  isUnlocked = true
  key = 1
  private isPlainAllowed = false
  isEncryptionAvailable(): boolean {
    return this.backend === 'basic_text' ? this.isPlainAllowed : this.backend !== 'unknown' && this.isUnlocked
  }
  encryptString(text: string): Buffer {
    if (!this.isEncryptionAvailable()) throw new Error('Encryption is not available.')
    return Buffer.concat([Buffer.from([this.key]), Buffer.from(text).map((byte) => byte ^ 0xa5)])
  }
  decryptString(encrypted: Buffer): string {
    if (!this.isEncryptionAvailable()) throw new Error('Decryption is not available.')
    if (encrypted[0] !== this.key) throw new Error('Error while decrypting the ciphertext.')
    return Buffer.from(encrypted.subarray(1).map((byte) => byte ^ 0xa5)).toString()
  }
  getSelectedStorageBackend(): string {
    return this.backend
  }
  setUsePlainTextEncryption(isUsed: boolean): void {
    this.isPlainAllowed = isUsed
  }
}

function createStore(platform: NodeJS.Platform = 'linux') {
  const dataDir = join(createTempFolder(), 'data')
  mkdirSync(dataDir, { mode: 0o700 })
  const safeStorage = new FakeSafeStorage()
  const open = () => createKeychainSecrets({ dataDir, safeStorage, platform })
  return { dataDir, file: join(dataDir, 'keychain.json'), safeStorage, open, store: open() }
}

describe('createKeychainSecrets', () => {
  it('gives back what was stored, also to a later process', async () => {
    const { store, open } = createStore()
    await store.set('a', SECRET)
    await store.set('proxy', 'user:pass')
    expect(await open().get('a')).toBe(SECRET)
    expect(await open().get('proxy')).toBe('user:pass')
    expect(await store.get('b')).toBeNull()
    expect(store.strength).toBe('keychain')
  })

  it('leaves no readable secret in the folder, and no other file than its own', async () => {
    const { dataDir, file, store } = createStore()
    await store.set('a', SECRET)
    const text = readFileSync(file, 'utf8')
    expect(text).not.toContain('sk-9f3c')
    expect(text).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 10))
    expect(readdirSync(dataDir).filter((name) => name.includes('keychain'))).toEqual(['keychain.json'])
  })

  it.skipIf(process.platform === 'win32')(
    'keeps the file for its owner alone, also when it was wider before',
    async () => {
      const { file, store } = createStore()
      writeFileSync(file, JSON.stringify({ version: 1, isWeakAccepted: false, entries: {} }), { mode: 0o644 })
      await store.set('a', SECRET)
      expect(statSync(file).mode & 0o777).toBe(0o600)
    },
  )

  it('forgets what is deleted and nothing else', async () => {
    const { store } = createStore()
    await store.set('a', 'one')
    await store.set('b', 'two')
    await store.delete('a')
    await store.delete('never-there')
    expect([await store.get('a'), await store.get('b')]).toEqual([null, 'two'])
  })

  it('does not take what every object has for a stored secret', async () => {
    expect(await createStore().store.get('constructor')).toBeNull()
  })

  it('does not use one account’s secret for another when entries of the file are swapped', async () => {
    const { file, store } = createStore()
    await store.set('a', 'one')
    await store.set('b', 'two')
    const content = JSON.parse(readFileSync(file, 'utf8'))
    content.entries = { a: content.entries.b, b: content.entries.a }
    writeFileSync(file, JSON.stringify(content))
    await expect(store.get('a')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' })
  })

  it('says that a secret cannot be read when the keychain has another key', async () => {
    const { store, safeStorage } = createStore()
    await store.set('a', SECRET)
    safeStorage.key = 2
    await expect(store.get('a')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE', params: { reason: 'keychain' } })
  })

  it.each(['', '{', '[]', '{"version":2}', '{"version":1,"isWeakAccepted":false,"entries":{"a":1}}'])(
    'says that the file is damaged instead of starting anew over %j',
    async (text) => {
      const { file, store } = createStore()
      writeFileSync(file, text)
      await expect(store.get('a')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE', params: { reason: 'damaged' } })
      await expect(store.set('a', SECRET)).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' })
      expect(readFileSync(file, 'utf8')).toBe(text)
    },
  )

  describe.each(['basic_text', 'unknown'])('with the back end %s', (backend) => {
    it('refuses to store anything, and leaves no file behind', async () => {
      const { dataDir, store, safeStorage } = createStore()
      safeStorage.backend = backend
      expect(store.strength).toBe('weak')
      await expect(store.set('a', SECRET)).rejects.toMatchObject({ code: 'SECRET_STORE_WEAK' })
      expect(readdirSync(dataDir)).not.toContain('keychain.json')
    })
  })

  it('stores once the person has accepted the weak store, and remembers that for later starts', async () => {
    const { store, safeStorage, dataDir } = createStore()
    safeStorage.backend = 'basic_text'
    store.acceptWeakStore()
    await store.set('a', SECRET)
    const later = new FakeSafeStorage()
    later.backend = 'basic_text'
    const reopened = createKeychainSecrets({ dataDir, safeStorage: later, platform: 'linux' })
    expect(await reopened.get('a')).toBe(SECRET)
    await reopened.set('b', 'more')
    expect(reopened.strength).toBe('weak')
  })

  it('does not ask for acceptance in order to read: a missing keychain makes a stored secret unreadable', async () => {
    const { store, safeStorage } = createStore()
    await store.set('a', SECRET)
    safeStorage.backend = 'basic_text'
    await expect(store.get('a')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' })
  })

  it('cannot be talked into a store that encrypts nothing at all', async () => {
    const { store, safeStorage } = createStore()
    safeStorage.backend = 'unknown'
    store.acceptWeakStore()
    await expect(store.set('a', SECRET)).rejects.toMatchObject({ code: 'SECRET_STORE_UNAVAILABLE' })
  })

  it.each(['linux', 'darwin', 'win32'] as const)(
    'says on %s that a locked keychain has to be unlocked',
    async (platform) => {
      const { store, safeStorage } = createStore(platform)
      await store.set('a', SECRET)
      safeStorage.isUnlocked = false
      await expect(store.get('a')).rejects.toMatchObject({ code: 'SECRET_STORE_UNAVAILABLE' })
      await expect(store.set('b', SECRET)).rejects.toMatchObject({ code: 'SECRET_STORE_UNAVAILABLE' })
      safeStorage.isUnlocked = true
      expect(await store.get('a')).toBe(SECRET)
    },
  )

  it.each(['darwin', 'win32'] as const)('trusts the system on %s, which always has a keychain', async (platform) => {
    const { store, safeStorage } = createStore(platform)
    Object.assign(safeStorage, { getSelectedStorageBackend: undefined, setUsePlainTextEncryption: undefined })
    await store.set('a', SECRET)
    expect([store.strength, await store.get('a')]).toEqual(['keychain', SECRET])
  })
})
