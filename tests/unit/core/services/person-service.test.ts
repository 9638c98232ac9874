import { describe, expect, it } from 'vitest'
import { explain } from '../../../../src/core/db/connection.ts'
import { personQueries, readDepartments } from '../../../../src/core/db/repositories/person.ts'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import { createPersonService } from '../../../../src/core/services/person-service.ts'
import type { NumberedEvent } from '../../../../src/shared/ipc/events.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { createTestDb } from '../../../support/test-db.ts'

async function people(owners: readonly (readonly [owner: string, isActive: boolean])[] = []) {
  const db = createTestDb()
  const { accountId } = await db.writer.call('account.add', { ...aNewAccount(), at: 0 })
  for (const [owner, isActive] of owners) {
    const itemId = insertItem(db.writeDb, { accountId, isActive })
    await db.writer.call('review.set', { itemIds: [itemId], patch: { owner }, by: 'x', at: 1 })
  }
  const events = createEventBus((error) => {
    throw error
  })
  const told: NumberedEvent['name'][] = []
  events.on(({ name }) => told.push(name), { signal: new AbortController().signal })
  const service = createPersonService({
    db: db.read,
    writer: db.writer,
    events,
    clock: { now: () => 5 },
    defaultUserName: 'me',
  })
  return { ...db, service, told }
}

describe('people', () => {
  it('are all owners of active items and all of the directory, by name, each once', async () => {
    const { service, told } = await people([
      ['Li Lei', true],
      ['li  lei', true],
      ['ｌｉ lei', true],
      ['王芳', true],
      ['Gone', false],
    ])
    await service.set({ name: '李娜', department: '财务' })
    await service.set({ name: 'LI LEI', department: '平台' })
    expect(told).toEqual(['person.changed', 'person.changed'])
    expect(await service.list({})).toEqual([
      { name: '李娜', department: '财务', items: 0 },
      { name: '王芳', department: null, items: 1 },
      { name: 'li  lei', department: null, items: 1 },
      { name: 'LI LEI', department: '平台', items: 2 },
    ])
  })

  it('keep the spelling that was used first', async () => {
    const { service } = await people([
      ['Wang Fang', true],
      ['WANG FANG', true],
    ])
    expect(await service.list({})).toEqual([{ name: 'Wang Fang', department: null, items: 2 }])
    await service.set({ name: 'wang fang', department: 'A' })
    await service.set({ name: 'WANG fang', department: 'B' })
    expect(await service.list({})).toEqual([{ name: 'wang fang', department: 'B', items: 2 }])
  })

  it('are forgotten by the directory but not as owners', async () => {
    const { service, read } = await people([['王芳', true]])
    await service.set({ name: '王芳', department: '财务' })
    await service.set({ name: '李娜', department: '财务' })
    expect(readDepartments(read)('王芳')).toBe('财务')
    await service.set({ name: '王芳', department: null })
    await service.set({ name: '李娜', department: null })
    expect(await service.list({})).toEqual([{ name: '王芳', department: null, items: 1 }])
    expect(readDepartments(read)('王芳')).toBeNull()
  })

  it('have a department however their name is written', async () => {
    const { service, read } = await people()
    await service.set({ name: 'Li Lei', department: '平台' })
    const departmentOf = readDepartments(read)
    expect(['li lei', 'ＬＩ ＬＥＩ', ' Li Lei ', 'Han', null].map(departmentOf)).toEqual([
      '平台',
      '平台',
      '平台',
      null,
      null,
    ])
  })

  it.each([
    { name: ' ', department: 'x' },
    { name: 'x', department: ' ' },
  ])('refuse %j', async (input) => {
    const { writer } = await people()
    await expect(writer.call('person.set', { ...input, by: 'x', at: 1 })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('are counted from what people said, not by walking through all items', () => {
    const { read } = createTestDb()
    expect(explain(read, personQueries.owners()).join(' | ')).toContain('SEARCH i USING INTEGER PRIMARY KEY')
  })
})
