import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import type { SecretStore } from '../../../../src/core/secrets.ts'
import { createSettingsService } from '../../../../src/core/services/settings-service.ts'
import type { AppError } from '../../../../src/shared/domain/app-error.ts'
import { createTranslator } from '../../../../src/shared/i18n/translator.ts'
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
  const names: string[] = []
  events.on((event) => names.push(event.name), { signal: new AbortController().signal })
  return { db, names, secrets, settings: createSettingsService({ db: db.read, writer: db.writer, events, secrets }) }
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

  it('says in a sentence that bands have to rise', async () => {
    const { settings } = create()
    const failure = await settings.update({ bandDays: [30, 7] }).catch((error: unknown) => error)
    expect(createTranslator('zh-CN').error(failure as AppError)).toBe(
      '请求不正确：bandDays 必须从小到大、互不相同。请改正后再试。',
    )
    expect(settings.get().bandDays).toEqual([7, 15, 30, 60, 90])
  })

  it('announces other bands as another look of all items', async () => {
    const { settings, names } = create()
    await settings.update({ bandDays: [3, 10] })
    expect(names).toEqual(['settings.changed', 'item.changed'])
  })

  it('keeps no tier beside numbers that are not its own', async () => {
    const { settings } = create()
    const policy = { tier: 'V3', graceDays: 7, retentionDays: 7, deductionLeadDays: 3 } as const
    expect((await settings.update({ defaultPolicy: policy })).defaultPolicy).toEqual(policy)
    const other = await settings.update({ defaultPolicy: { ...policy, graceDays: 9 } })
    expect(other.defaultPolicy).toEqual({ ...policy, tier: 'custom', graceDays: 9 })
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
