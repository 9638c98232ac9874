/** Keeps one secret key per account, encrypted, outside the database; each host brings its own. */
export interface SecretStore {
  /** `keychain`: the operating system protects it; `file`: a key file does, which is weaker. */
  readonly strength: 'keychain' | 'file'
  /** The secret, or null when none is stored. Throws SECRET_UNREADABLE when it cannot be decrypted. */
  get(accountId: string): Promise<string | null>
  set(accountId: string, secret: string): Promise<void>
  delete(accountId: string): Promise<void>
}
