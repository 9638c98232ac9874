import { keychainFile, type KeychainContent } from '../core/keychain-file.ts'
import type { SecretStore } from '../core/secrets.ts'
import { AppError } from '../shared/domain/app-error.ts'
import type { SecretStrength } from '../shared/ipc/system.ts'

/** The part of Electron's `safeStorage` that is used here. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean
  encryptString(text: string): Buffer
  decryptString(encrypted: Buffer): string
  /** Linux only. */
  getSelectedStorageBackend?(): string
  /** Linux only: lets `basic_text` encrypt, which it refuses otherwise. */
  setUsePlainTextEncryption?(isUsed: boolean): void
}

export interface KeychainSecretsOptions {
  readonly dataDir: string
  readonly safeStorage: SafeStorage
  readonly platform: NodeJS.Platform
}

/** A store that the person may allow to work without a keychain. */
export interface KeychainSecrets extends SecretStore {
  /** Remembers in the data folder that secrets may be kept although nothing protects them. */
  acceptWeakStore(): void
}

/** Back ends of Linux without a keychain: `basic_text` encrypts with a password that everybody knows. */
const WEAK_BACKENDS = new Set(['basic_text', 'unknown'])

/**
 * Secrets encrypted with a key that the operating system keeps (Keychain, DPAPI, Secret Service, KWallet), in a file of
 * the data folder. Without such a keychain nothing is stored until the person accepts that.
 */
export function createKeychainSecrets({ dataDir, safeStorage, platform }: KeychainSecretsOptions): KeychainSecrets {
  const { file, read, change, remove } = keychainFile(dataDir)

  /** Asked each time: a keychain may be unlocked, or vanish, while the app runs. */
  function strength(): SecretStrength {
    if (platform !== 'linux') return 'keychain'
    return WEAK_BACKENDS.has(safeStorage.getSelectedStorageBackend?.() ?? 'unknown') ? 'weak' : 'keychain'
  }

  /** Gets the system's encryption ready; `refusal` is what a store that nobody accepted is answered with. */
  function prepare({ isWeakAccepted }: KeychainContent, refusal: 'SECRET_STORE_WEAK' | 'SECRET_UNREADABLE'): void {
    if (strength() === 'weak') {
      if (!isWeakAccepted) throw new AppError(refusal, { file, reason: 'keychain' })
      safeStorage.setUsePlainTextEncryption?.(true)
    }
    if (!safeStorage.isEncryptionAvailable()) throw new AppError('SECRET_STORE_UNAVAILABLE')
  }

  return {
    get strength() {
      return strength()
    },
    async get(id) {
      const content = read()
      if (!Object.hasOwn(content.entries, id)) return null
      // Without acceptance the entry was made with a keychain that is not there now.
      prepare(content, 'SECRET_UNREADABLE')
      try {
        const stored = safeStorage.decryptString(Buffer.from(content.entries[id] ?? '', 'base64'))
        const bound = JSON.parse(stored) as unknown
        if (Array.isArray(bound) && bound[0] === id && typeof bound[1] === 'string') return bound[1]
      } catch (cause) {
        throw new AppError('SECRET_UNREADABLE', { file, reason: 'keychain' }, { cause })
      }
      throw new AppError('SECRET_UNREADABLE', { file, reason: 'damaged' })
    },
    async set(id, secret) {
      prepare(read(), 'SECRET_STORE_WEAK')
      // Bound to its id, so that entries which somebody swaps in the file are not used for another account.
      const encrypted = encrypt(safeStorage, JSON.stringify([id, secret]))
      change(({ entries }) => {
        entries[id] = encrypted
      })
    },
    async delete(id) {
      remove(id)
    },
    acceptWeakStore() {
      change((content) => {
        content.isWeakAccepted = true
      })
    },
  }
}

function encrypt(safeStorage: SafeStorage, text: string): string {
  try {
    return safeStorage.encryptString(text).toString('base64')
  } catch (cause) {
    throw new AppError('SECRET_STORE_UNAVAILABLE', {}, { cause })
  }
}
