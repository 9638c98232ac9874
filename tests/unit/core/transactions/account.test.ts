import { describe, expect, it } from 'vitest'
import { all, explain, get, run } from '../../../../src/core/db/connection.ts'
import {
  accountQueries,
  getAccount,
  getAccountByName,
  listAccounts,
} from '../../../../src/core/db/repositories/account.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { createTestDb } from '../../../support/test-db.ts'

describe('account.add', () => {
  it('answers the account as it is read back', async () => {
    const { writer, read } = createTestDb()
    const added = await writer.call('account.add', { ...aNewAccount(), name: '  生产账号 ', at: 5 })
    expect(added).toMatchObject({ ...aNewAccount(), createdAt: 5, lastComplete: null, itemCount: 0, activeRunId: null })
    expect(getAccount(read, added.accountId)).toEqual(added)
    expect(listAccounts(read)).toEqual([added])
  })

  it.each([
    ['Prod', 'pROD'],
    ['Überwachung', 'ÜBERWACHUNG'],
    ['ABC 账号', 'ａｂｃ 账号'],
  ])('refuses the name %s when it is taken in another spelling (%s)', async (first, second) => {
    const { writer, read } = createTestDb()
    await writer.call('account.add', { ...aNewAccount({ name: first }), at: 0 })
    const again = writer.call('account.add', { ...aNewAccount({ name: second }), at: 0 })
    await expect(again).rejects.toMatchObject({ code: 'ACCOUNT_NAME_TAKEN', params: { account: first } })
    expect(listAccounts(read)).toHaveLength(1)
    expect(getAccountByName(read, second).name).toBe(first)
  })

  it.each([
    ['name', { name: '  ' }],
    ['policy', { policy: { ...aNewAccount().policy, graceDays: 1.5 } }],
    ['limits', { limits: { ...aNewAccount().limits, concurrency: 0 } }],
  ] as const)('refuses a %s that could not be read back', async (field, fields) => {
    const { writer, read } = createTestDb()
    const call = writer.call('account.add', { ...aNewAccount(fields), at: 0 })
    await expect(call).rejects.toMatchObject({ code: 'BAD_REQUEST', params: { field } })
    expect(listAccounts(read)).toEqual([])
  })
})

describe('account.update', () => {
  it('changes what the patch names and keeps the rest', async () => {
    const { writer } = createTestDb()
    const before = await writer.call('account.add', { ...aNewAccount(), at: 0 })
    const patch = { name: '测试', endpoint: 'https://127.0.0.1:1' }
    const after = await writer.call('account.update', { accountId: before.accountId, patch })
    expect(after).toEqual({ ...before, ...patch })
    const cleared = await writer.call('account.update', { accountId: before.accountId, patch: { endpoint: null } })
    expect(cleared.endpoint).toBeNull()
  })

  it('lets an account change the case of its own name but not take another one', async () => {
    const { writer } = createTestDb()
    const { accountId } = await writer.call('account.add', { ...aNewAccount({ name: 'prod' }), at: 0 })
    await writer.call('account.add', { ...aNewAccount({ name: 'test' }), at: 0 })
    expect((await writer.call('account.update', { accountId, patch: { name: 'PROD' } })).name).toBe('PROD')
    const take = writer.call('account.update', { accountId, patch: { name: 'Test' } })
    await expect(take).rejects.toMatchObject({ code: 'ACCOUNT_NAME_TAKEN' })
  })

  it('moves the dates that follow from the policy, for this account only', async () => {
    const { writer, writeDb, read } = createTestDb()
    const expiresAt = Date.UTC(2026, 5, 1)
    const add = async (name: string) => {
      const { accountId } = await writer.call('account.add', { ...aNewAccount({ name }), at: 0 })
      insertItem(writeDb, { accountId, expiresAt, resourceId: name })
      return accountId
    }
    const [first] = [await add('a'), await add('b')]
    const policy = { ...aNewAccount().policy, tier: 'custom', graceDays: 20, retentionDays: 30 } as const
    await writer.call('account.update', { accountId: first as string, patch: { policy } })
    const rows = all<{ grace_ends_at: number | null }>(
      read,
      'test',
      sql`SELECT grace_ends_at FROM item ORDER BY resource_id`,
    )
    expect(rows[0]?.grace_ends_at).toBeGreaterThan(expiresAt)
    expect(rows[1]?.grace_ends_at).toBeNull()
  })

  it('names an account that does not exist', async () => {
    const { writer } = createTestDb()
    const call = writer.call('account.update', { accountId: 'nobody', patch: {} })
    await expect(call).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND', params: { account: 'nobody' } })
  })
})

describe('account.remove', () => {
  it('takes items, history, runs and logs along and counts the items', async () => {
    const { writer, writeDb, read } = createTestDb()
    const { accountId } = await writer.call('account.add', { ...aNewAccount(), at: 0 })
    const itemIds = [insertItem(writeDb, { accountId }), insertItem(writeDb, { accountId, isActive: false })]
    await writer.call('review.set', { itemIds, patch: { owner: '王' }, by: 'x', at: 0 })
    const { runId } = await writer.call('run.create', {
      accountId,
      kind: 'manual',
      windowDays: null,
      retryOf: null,
      instanceId: 'i',
      at: 0,
    })
    const line = { seq: 1, at: 0, level: 'info', stage: 'connect', code: 'x', params: {} } as const
    await writer.call('run.log', { runId, lines: [line] })
    const busy = writer.call('account.remove', { accountId })
    await expect(busy).rejects.toMatchObject({ code: 'ACCOUNT_BUSY' })
    await writer.call('run.interrupt', { deadInstanceIds: ['i'], at: 1 })
    expect(await writer.call('account.remove', { accountId })).toEqual({ items: 2 })
    expect(listAccounts(read)).toEqual([])
    for (const table of ['item', 'item_review', 'item_review_change', 'run', 'run_log']) {
      const query = { ...sql`SELECT 1`, text: `SELECT 1 FROM ${table}` }
      expect(all(read, 'test', query), table).toEqual([])
    }
  })
})

describe('reading accounts', () => {
  it('counts active items only', async () => {
    const { writer, writeDb, read } = createTestDb()
    const { accountId } = await writer.call('account.add', { ...aNewAccount(), at: 0 })
    insertItem(writeDb, { accountId })
    insertItem(writeDb, { accountId, isActive: false })
    expect(getAccount(read, accountId).itemCount).toBe(1)
  })

  it.each([
    ['a policy without a field', `UPDATE account SET policy = '{"tier":"V0"}'`],
    ['limits that are no JSON', `UPDATE account SET limits = '{'`],
    ['a provider from nowhere', `UPDATE account SET provider = 'other'`],
  ])('reports %s as damage instead of inventing a value', async (_name, text) => {
    const { writer, writeDb, read } = createTestDb()
    await writer.call('account.add', { ...aNewAccount(), at: 0 })
    run(writeDb, 'test', { ...sql``, text })
    expect(() => listAccounts(read)).toThrow(expect.objectContaining({ code: 'DB_DAMAGED' }))
  })

  it('uses an index for every look-up and never walks through all items or runs', () => {
    const { read } = createTestDb()
    const plans = [accountQueries.byId('x'), accountQueries.byName('x'), accountQueries.list()].map((query) =>
      explain(read, query),
    )
    expect(plans[0]?.join()).toContain('SEARCH account USING INDEX sqlite_autoindex_account_1 (account_id=?)')
    expect(plans[1]?.join()).toContain('SEARCH account USING INDEX account_name (name=?)')
    expect(plans[2]?.join()).toContain('SCAN account USING INDEX account_name')
    for (const plan of plans) {
      expect(plan.join()).toContain('SEARCH item USING COVERING INDEX item_active (account_id=?)')
      expect(plan.join()).toContain('SEARCH run USING INDEX run_active (account_id=?)')
      expect(plan.join()).not.toMatch(/SCAN (item|run)\b/)
    }
    expect(get(read, 'test', accountQueries.byId('x'))).toBeUndefined()
  })
})
