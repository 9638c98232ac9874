import { AppError } from '../shared/domain/app-error.ts'
import { keychainFile } from './keychain-file.ts'
import type { SecretStore } from './secrets.ts'

/** The store of the other host on the same data folder, as far as this host can use it. */
export type OtherSecrets = Pick<SecretStore, 'get' | 'delete'>

/**
 * This host's own store and, where that has nothing, the other host's: one data folder serves the desktop and the command
 * line. Each secret lives in one of them, the one where it was entered last, so that no host goes on using an old key.
 */
export function createSharedSecrets(own: SecretStore, other: OtherSecrets): SecretStore {
  return {
    get strength() {
      return own.strength
    },
    async get(id) {
      return (await own.get(id)) ?? (await other.get(id))
    },
    async set(id, secret) {
      await own.set(id, secret)
      await other.delete(id)
    },
    async delete(id) {
      await own.delete(id)
      await other.delete(id)
    },
  }
}

/** The desktop's secrets for a host without a keychain: it cannot read them, but says where they are, and can remove them. */
export function createKeychainView(dataDir: string): OtherSecrets {
  const { read, remove } = keychainFile(dataDir)
  return {
    async get(id) {
      if (Object.hasOwn(read().entries, id)) throw new AppError('SECRET_IN_KEYCHAIN')
      return null
    },
    async delete(id) {
      remove(id)
    },
  }
}
