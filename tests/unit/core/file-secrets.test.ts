import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileSecrets } from '../../../src/core/file-secrets.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duewatch-secrets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const SECRET = 'sk-9f3c密钥/+=\u0007'

function open(passphrase?: string, keyFile = join(folder, 'config', 'secret.key')) {
  return createFileSecrets({ dataDir: join(folder, 'data'), keyFile, passphrase })
}

describe('createFileSecrets', () => {
  it('gives back what was stored, also to a later process', async () => {
    await open().set('a', SECRET)
    await open().set('b', 'other')
    expect(await open().get('a')).toBe(SECRET)
    expect(await open().get('b')).toBe('other')
    expect(await open().get('c')).toBeNull()
  })

  it('leaves no readable secret in the data folder and no key in it', async () => {
    await open().set('a', SECRET)
    const stored = readFileSync(join(folder, 'data', 'secrets.json'), 'utf8')
    const key = readFileSync(join(folder, 'config', 'secret.key'), 'utf8').trim()
    expect(stored).not.toContain(SECRET)
    expect(stored).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 12))
    expect(stored).not.toContain(key)
  })

  it.skipIf(process.platform === 'win32')('writes both files for their owner only', async () => {
    await open().set('a', SECRET)
    expect(statSync(join(folder, 'data', 'secrets.json')).mode & 0o077).toBe(0)
    expect(statSync(join(folder, 'config', 'secret.key')).mode & 0o077).toBe(0)
  })

  it.skipIf(process.platform === 'win32')('refuses a key file that others can read', async () => {
    await open().set('a', SECRET)
    chmodSync(join(folder, 'config', 'secret.key'), 0o644)
    await expect(open().get('a')).rejects.toMatchObject({ code: 'SECRET_KEY_FILE_UNSAFE' })
  })

  it('refuses a key file inside the data folder', async () => {
    await expect(open(undefined, join(folder, 'data', 'key')).set('a', SECRET)).rejects.toMatchObject({
      code: 'SECRET_KEY_FILE_UNSAFE',
    })
    expect(existsSync(join(folder, 'data', 'key'))).toBe(false)
  })

  it('derives the key from a passphrase without writing a key file', async () => {
    await open('correct horse').set('a', SECRET)
    expect(existsSync(join(folder, 'config', 'secret.key'))).toBe(false)
    expect(await open('correct horse').get('a')).toBe(SECRET)
    await expect(open('wrong').get('a')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' })
    await expect(open().get('a')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' })
  })

  it('refuses an entry that was moved to another account or changed', async () => {
    await open().set('a', SECRET)
    const file = join(folder, 'data', 'secrets.json')
    const content = JSON.parse(readFileSync(file, 'utf8')) as { entries: Record<string, unknown> }
    content.entries.b = content.entries.a
    writeFileSync(file, JSON.stringify(content), { mode: 0o600 })
    await expect(open().get('b')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' })
    writeFileSync(file, '{"version":1,', { mode: 0o600 })
    await expect(open().get('a')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' })
  })

  it('loses no secret and no key when several processes store their first ones at the same moment', async () => {
    const entry = JSON.stringify(new URL('../../../src/core/file-secrets.ts', import.meta.url).href)
    const paths = JSON.stringify({ dataDir: join(folder, 'data'), keyFile: join(folder, 'config', 'secret.key') })
    const children = ['a', 'b', 'c'].map((name) => {
      const script = `const { createFileSecrets } = await import(${entry})
        const secrets = createFileSecrets({ ...${paths}, passphrase: undefined })
        for (let count = 0; count < 8; count += 1) await secrets.set('${name}' + count, '${name}')`
      return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' })
    })
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number))
    expect(codes).toEqual([0, 0, 0])
    for (const name of ['a', 'b', 'c']) {
      for (let count = 0; count < 8; count += 1) expect(await open().get(`${name}${count}`)).toBe(name)
    }
  })

  it('forgets a deleted secret', async () => {
    await open().set('a', SECRET)
    await open().delete('a')
    await open().delete('a')
    expect(await open().get('a')).toBeNull()
  })
})
