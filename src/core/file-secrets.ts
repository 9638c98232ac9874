import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { dirname, join, relative, isAbsolute } from 'node:path'
import { z } from 'zod'
import { AppError } from '../shared/domain/app-error.ts'
import { readSecretFile, writeSecretFile } from './secret-file.ts'
import { withSoleAccess, type SecretStore } from './secrets.ts'

/** Secrets as stored: AES-256-GCM per entry, bound to its account by the additional data. */
const entrySchema = z.object({
  key: z.enum(['file', 'passphrase']),
  salt: z.string().nullable(),
  iv: z.string(),
  tag: z.string(),
  data: z.string(),
})
const fileSchema = z.object({ version: z.literal(1), entries: z.record(z.string(), entrySchema) })
type SecretsFile = z.infer<typeof fileSchema>
type Entry = z.infer<typeof entrySchema>

export interface FileSecretsOptions {
  readonly dataDir: string
  readonly keyFile: string
  /** When set, new entries are encrypted with a key derived from it instead of the key file. */
  readonly passphrase: string | undefined
}

/** scrypt cost: about 60 ms and 32 MB per derivation, a brake for whoever tries passphrases. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

/**
 * Secrets for hosts without a keychain: encrypted in the data folder, the key outside it in a file only its owner can
 * read, or derived from a passphrase. Weaker than a keychain: whoever reads both files reads the secrets.
 */
export function createFileSecrets(options: FileSecretsOptions): SecretStore {
  const file = join(options.dataDir, 'secrets.json')
  const derived = new Map<string, Buffer>()

  const read = (): SecretsFile => readSecretFile(file, fileSchema, { version: 1, entries: {} })

  function keyFor(kind: Entry['key'], salt: string | null): Buffer {
    if (kind === 'file') return readOrCreateKey(options)
    if (!options.passphrase) throw new AppError('SECRET_UNREADABLE', { file, reason: 'DUEWATCH_PASSPHRASE' })
    const cached = derived.get(salt ?? '')
    if (cached) return cached
    const key = scryptSync(options.passphrase, Buffer.from(salt ?? '', 'base64'), 32, SCRYPT)
    derived.set(salt ?? '', key)
    return key
  }

  /** Alone: what another process stores at the same moment would be lost otherwise. */
  function change(update: (entries: SecretsFile['entries']) => void): void {
    withSoleAccess(options.dataDir, () => {
      const content = read()
      update(content.entries)
      writeSecretFile(file, JSON.stringify(content, null, 2))
    })
  }

  return {
    strength: 'file',
    async get(accountId) {
      const { entries } = read()
      const entry = Object.hasOwn(entries, accountId) ? entries[accountId] : undefined
      if (!entry) return null
      const key = keyFor(entry.key, entry.salt)
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(entry.iv, 'base64'))
        decipher.setAAD(Buffer.from(accountId))
        decipher.setAuthTag(Buffer.from(entry.tag, 'base64'))
        return Buffer.concat([decipher.update(Buffer.from(entry.data, 'base64')), decipher.final()]).toString('utf8')
      } catch (cause) {
        const reason = entry.key === 'file' ? options.keyFile : 'DUEWATCH_PASSPHRASE'
        throw new AppError('SECRET_UNREADABLE', { file, reason }, { cause })
      }
    },
    async set(accountId, secret) {
      const kind = options.passphrase ? 'passphrase' : 'file'
      const salt = kind === 'passphrase' ? randomBytes(16).toString('base64') : null
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', keyFor(kind, salt), iv)
      cipher.setAAD(Buffer.from(accountId))
      const data = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      change((entries) => {
        entries[accountId] = {
          key: kind,
          salt,
          iv: iv.toString('base64'),
          tag: cipher.getAuthTag().toString('base64'),
          data: data.toString('base64'),
        }
      })
    },
    async delete(accountId) {
      if (!Object.hasOwn(read().entries, accountId)) return
      change((entries) => {
        delete entries[accountId]
      })
    },
  }
}

function readOrCreateKey({ dataDir, keyFile }: FileSecretsOptions): Buffer {
  const inside = relative(dataDir, keyFile)
  if (inside === '' || (!inside.startsWith('..') && !isAbsolute(inside))) {
    throw new AppError('SECRET_KEY_FILE_UNSAFE', { file: keyFile, reason: 'inside the data folder' })
  }
  if (!existsSync(keyFile)) {
    mkdirSync(dirname(keyFile), { recursive: true, mode: 0o700 })
    writeSecretFile(keyFile, `${randomBytes(32).toString('base64')}\n`, nameUnlessTaken)
  }
  // Windows has no mode bits; there the user's profile folder protects the file.
  if (process.platform !== 'win32' && (statSync(keyFile).mode & 0o077) !== 0) {
    throw new AppError('SECRET_KEY_FILE_UNSAFE', { file: keyFile, reason: 'readable by others, run chmod 600' })
  }
  const key = Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'base64')
  if (key.length !== 32) throw new AppError('SECRET_UNREADABLE', { file: keyFile, reason: 'not a 256-bit key' })
  return key
}

/** A key that another process has made meanwhile stays: what it has encrypted could never be read again. */
function nameUnlessTaken(temporary: string, file: string): void {
  try {
    linkSync(temporary, file)
  } catch {
    if (existsSync(file)) return
    // Some file systems (FAT, network) know no links.
    renameSync(temporary, file)
  }
}
