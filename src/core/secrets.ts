import type { SecretStrength } from '../shared/ipc/system.ts'
import { withClosedGate } from './db/instance-lease.ts'

/**
 * Keeps secrets, encrypted, outside the database: the key of each account by its id, and the credentials of the proxy.
 * Each host brings its own.
 */
export interface SecretStore {
  /** As of now: a store without a keychain is `weak` from its first use on. */
  readonly strength: SecretStrength
  /** The secret, or null when none is stored. Throws SECRET_UNREADABLE when it cannot be decrypted. */
  get(id: string): Promise<string | null>
  /** Rejects with SECRET_STORE_WEAK when nothing protects the store and the person has not accepted that. */
  set(id: string, secret: string): Promise<void>
  delete(id: string): Promise<void>
}

/** Carries out `work` while no other process does: for stores that read, change and write back a file of the data folder. */
export function withSoleAccess<Result>(dataDir: string, work: () => Result): Result {
  return withClosedGate(dataDir, work)
}
