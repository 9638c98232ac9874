import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import type { SecretStore } from '../../../../src/core/secrets.ts'
import { createSettingsService } from '../../../../src/core/services/settings-service.ts'
import { createTestDb } from '../../../support/test-db.ts'

function createMemorySecrets(): SecretStore & { readonly stored: Map<string, string> } {
  const stored = new Map<string, string>()
  return {
    stored,
    strength: 'keychain',
    get: async (id) => stored.get(id) ?? null,
    set: async (id, secret) => void stored.set(id, secret),
    delete: async (id) => void stored.delete(id),
  }
}

function create() {
  const db = createTestDb()
  const secrets = createMemorySecrets()
  const events = createEventBus(() => {})
  return { db, secrets, settings: createSettingsService({ db: db.read, writer: db.writer, events, secrets }) }
}

describe('createSettingsService', () => {
  it('keeps the password of a proxy out of the settings, the database and its files', async () => {
    const { db, secrets, settings } = create()
    const saved = await settings.update({ proxy: 'http://wang:p%40ss-w0rd@proxy.example:8080/' })
    expect(saved.proxy).toBe('http://proxy.example:8080')
    expect(settings.get().proxy).toBe('http://proxy.example:8080')
    expect(secrets.stored.get('proxy')).toBe('wang:p%40ss-w0rd')
    for (const file of readdirSync(db.dataDir).filter((name) => name.includes('sqlite'))) {
      expect(readFileSync(join(db.dataDir, file)).includes('p%40ss'), file).toBe(false)
    }
  })

  it('gives the worker the address with the credentials, and forgets them with the next proxy', async () => {
    const { secrets, settings } = create()
    expect(await settings.proxyWithCredentials()).toBe('system')
    await settings.update({ proxy: 'https://u:p@proxy.example' })
    expect(await settings.proxyWithCredentials()).toBe('https://u:p@proxy.example')
    await settings.update({ proxy: 'http://other.example:3128' })
    expect(await settings.proxyWithCredentials()).toBe('http://other.example:3128')
    await settings.update({ proxy: 'none' })
    expect(await settings.proxyWithCredentials()).toBe('none')
    expect(secrets.stored.size).toBe(0)
  })

  it.each(['proxy.example:8080', 'socks5://proxy.example', 'http://', 'ftp://x'])(
    'refuses %s and changes nothing',
    async (proxy) => {
      const { settings } = create()
      await expect(settings.update({ proxy })).rejects.toMatchObject({
        code: 'BAD_REQUEST',
        params: { field: 'proxy' },
      })
      expect(settings.get().proxy).toBe('system')
    },
  )
})
