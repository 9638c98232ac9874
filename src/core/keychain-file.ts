import { join } from 'node:path'
import { z } from 'zod'
import { readSecretFile, writeSecretFile } from './secret-file.ts'
import { withSoleAccess } from './secrets.ts'

const contentSchema = z.object({
  version: z.literal(1),
  isWeakAccepted: z.boolean(),
  /** What the system encrypted, as base64. */
  entries: z.record(z.string(), z.string()),
})

/** Secrets as the desktop stores them; only the system's keychain can decrypt the entries. */
export type KeychainContent = z.infer<typeof contentSchema>

/** The desktop's file of secrets: whoever has no keychain can still see which ids it holds, and take one out. */
export interface KeychainFile {
  readonly file: string
  /** Throws SECRET_UNREADABLE when the file is damaged. */
  read(): KeychainContent
  change(update: (content: KeychainContent) => void): void
  /** Forgets an entry; the file is left alone when it does not hold it. */
  remove(id: string): void
}

/** The file in this data folder, beside that of the store without a keychain. */
export function keychainFile(dataDir: string): KeychainFile {
  const file = join(dataDir, 'keychain.json')
  const read = (): KeychainContent =>
    readSecretFile(file, contentSchema, { version: 1, isWeakAccepted: false, entries: {} })
  /** Alone: what another process stores at the same moment would be lost otherwise. */
  const change: KeychainFile['change'] = (update) => {
    withSoleAccess(dataDir, () => {
      const content = read()
      update(content)
      writeSecretFile(file, JSON.stringify(content, null, 2))
    })
  }
  return {
    file,
    read,
    change,
    remove(id) {
      if (!Object.hasOwn(read().entries, id)) return
      change(({ entries }) => {
        delete entries[id]
      })
    },
  }
}
