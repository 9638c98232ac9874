import { withClosedGate } from './db/instance-lease.ts'

/**
 * Keeps secrets, encrypted, outside the database: the key of each account by its id, and the credentials of the proxy.
 * Each host brings its own.
 */
export interface SecretStore {
  /** `keychain`: the operating system protects it; `file`: a key file does, which is weaker. */
  readonly strength: 'keychain' | 'file'
  /** The secret, or null when none is stored. Throws SECRET_UNREADABLE when it cannot be decrypted. */
  get(id: string): Promise<string | null>
  set(id: string, secret: string): Promise<void>
  delete(id: string): Promise<void>
}

/** Carries out `work` while no other process does: for stores that read, change and write back a file of the data folder. */
export function withSoleAccess<Result>(dataDir: string, work: () => Result): Result {
  return withClosedGate(dataDir, work)
}
