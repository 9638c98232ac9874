import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../../src/shared/domain/settings.ts'
import { all, get, run } from '../../../../src/core/db/connection.ts'
import { getSettings } from '../../../../src/core/db/repositories/setting.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { createTestDb } from '../../../support/test-db.ts'

const stored = sql`SELECT key, value FROM setting ORDER BY key`

describe('settings', () => {
  it('are the defaults in a new database, which stores none of them', () => {
    const { read } = createTestDb()
    expect(getSettings(read)).toEqual(DEFAULT_SETTINGS)
    expect(all(read, 'test', stored)).toEqual([])
  })

  it('store only what differs, and nothing once it is put back', async () => {
    const { writer, read } = createTestDb()
    expect(await writer.call('settings.update', { patch: { userName: '王会计' } })).toMatchObject({
      userName: '王会计',
    })
    expect(all(read, 'test', stored)).toEqual([{ key: 'userName', value: '"王会计"' }])
    await writer.call('settings.update', { patch: { userName: '' } })
    expect(all(read, 'test', stored)).toEqual([])
  })

  it('keep a setting of a newer build untouched', async () => {
    const { writer, writeDb, read } = createTestDb()
    run(writeDb, 'test', sql`INSERT INTO setting VALUES ('theme', '"dark"')`)
    await writer.call('settings.update', { patch: { language: 'en' } })
    expect(getSettings(read)).toEqual({ ...DEFAULT_SETTINGS, language: 'en' })
    expect(all(read, 'test', stored)).toContainEqual({ key: 'theme', value: '"dark"' })
  })

  it.each([
    ['an unknown key', { theme: 'dark' }, 'theme'],
    ['an unknown zone', { businessZone: 'Asia/Atlantis' }, 'businessZone'],
    ['a language that is not offered', { language: 'fr' }, 'language'],
    ['tag keys without all three lists', { tagKeys: { env: [] } }, 'tagKeys'],
    ['bands that do not rise', { bandDays: [15, 7] }, 'bandDays'],
    ['bands with one day twice', { bandDays: [7, 7] }, 'bandDays'],
    ['no bands at all', { bandDays: [] }, 'bandDays'],
    ['a policy without its numbers', { defaultPolicy: { tier: 'V1' } }, 'defaultPolicy'],
    ['limits of nothing', { defaultLimits: { concurrency: 0 } }, 'defaultLimits'],
    ['an inherited name', { toString: 'x' }, 'toString'],
  ])('refuse %s and store nothing of the patch', async (_name, wrong, field) => {
    const { writer, read } = createTestDb()
    const call = writer.call('settings.update', { patch: { userName: 'x', ...wrong } as never })
    await expect(call).rejects.toMatchObject({ code: 'BAD_REQUEST', params: { field } })
    expect(all(read, 'test', stored)).toEqual([])
  })

  it('are damage when a stored value cannot be read, never a default in disguise', () => {
    const { writeDb, read } = createTestDb()
    run(writeDb, 'test', sql`INSERT INTO setting VALUES ('businessZone', '7')`)
    expect(() => getSettings(read)).toThrow(expect.objectContaining({ code: 'DB_DAMAGED' }))
  })

  it('move the days of all items when the business zone changes', async () => {
    const { writer, writeDb, read } = createTestDb()
    const { accountId } = await writer.call('account.add', { ...aNewAccount(), at: 0 })
    insertItem(writeDb, { accountId, expiresAt: Date.UTC(2026, 5, 1, 20) })
    const day = () => get<{ expires_on: number }>(read, 'test', sql`SELECT expires_on FROM item`)?.expires_on
    await writer.call('settings.update', { patch: { businessZone: 'UTC' } })
    expect(day()).toBe(Date.UTC(2026, 5, 1) / 86_400_000)
    await writer.call('settings.update', { patch: { businessZone: 'Asia/Shanghai' } })
    expect(day()).toBe(Date.UTC(2026, 5, 2) / 86_400_000)
  })
})
