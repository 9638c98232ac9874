import { describe, expect, it } from 'vitest'
import { run as runSql } from '../../../../src/core/db/connection.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import { createWindowService } from '../../../../src/core/services/window-service.ts'
import type { ViewState } from '../../../../src/shared/domain/view.ts'
import { routes } from '../../../../src/shared/ipc/contract.ts'
import { createTestDb } from '../../../support/test-db.ts'

const STATE: ViewState = {
  query: {
    filter: { bands: ['0-7', '8-20'], search: '数据库', columns: [{ kind: 'blank', field: 'owner', isBlank: true }] },
    sort: [{ field: 'expireTime', direction: 'asc' }],
    groupBy: 'band',
  },
  columns: [
    { field: 'resourceName', isVisible: true, widthPx: 240, pin: 'left' },
    { field: 'tags', isVisible: false, widthPx: null, pin: null },
  ],
}

function create() {
  const { read, writeDb, writer, clock } = createTestDb()
  const events = createEventBus(() => {})
  const names: string[] = []
  events.on((event) => names.push(event.name), { signal: new AbortController().signal })
  const windows = createWindowService({ db: read, writer, events, clock })
  const save = (name: string, viewId: string | null = null, state = STATE) => windows.saveView({ viewId, name, state })
  return { windows, save, clock, writeDb, names }
}

describe('saved views', () => {
  it('come back exactly as they were saved, in the order in which they were made', async () => {
    const { windows, save, clock, names } = create()
    const saved = await save('本月到期')
    await save('B')
    expect(saved).toMatchObject({ name: '本月到期', state: STATE, createdAt: clock.now(), updatedAt: clock.now() })
    expect(windows.views().map((view) => view.name)).toEqual(['本月到期', 'B'])
    expect(windows.views()[0]).toEqual(saved)
    expect(names).toEqual(['view.changed', 'view.changed'])
  })

  it('are changed in their place and keep the time of their making', async () => {
    const { windows, save, clock } = create()
    const first = await save('A')
    await save('B')
    clock.advance(1000)
    const changed = await save('A2', first.viewId, { ...STATE, columns: [] })
    expect(changed).toMatchObject({ viewId: first.viewId, createdAt: first.createdAt, updatedAt: clock.now() })
    expect(windows.views().map((view) => view.name)).toEqual(['A2', 'B'])
  })

  it.each(['本月 ＡＢＣ', '本月 abc', '  本月 aBc '])('refuse the name %s when another view has it', async (name) => {
    const { windows, save } = create()
    const first = await save('本月 ABC')
    await expect(save(name)).rejects.toMatchObject({ code: 'VIEW_NAME_TAKEN', params: { name: '本月 ABC' } })
    await expect(save(name.trim(), first.viewId)).resolves.toMatchObject({ viewId: first.viewId })
    expect(windows.views()).toHaveLength(1)
  })

  it('say NOT_FOUND when one that is gone is saved or removed, and change nothing', async () => {
    const { windows, save, names } = create()
    await expect(save('A', 'gone')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(windows.removeView('gone')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const { viewId } = await save('A')
    await windows.removeView(viewId)
    expect(windows.views()).toEqual([])
    expect(names).toEqual(['view.changed', 'view.changed'])
  })

  it('are put in the order that is given; the others keep theirs behind, strangers and repetitions do not matter', async () => {
    const { windows, save } = create()
    const ids: string[] = []
    for (const name of ['A', 'B', 'C', 'D']) ids.push((await save(name)).viewId)
    const [a, b, , d] = ids as [string, string, string, string]
    await windows.orderViews([d, 'stranger', b, d])
    expect(windows.views().map((view) => view.name)).toEqual(['D', 'B', 'A', 'C'])
    await save('E')
    await windows.orderViews([a])
    expect(windows.views().map((view) => view.name)).toEqual(['A', 'D', 'B', 'C', 'E'])
    await windows.orderViews([])
    expect(windows.views().map((view) => view.name)).toEqual(['A', 'D', 'B', 'C', 'E'])
  })

  it('of another build lose what this one does not know and keep the rest', () => {
    const { windows, writeDb } = create()
    const state = {
      query: {
        filter: {
          ...STATE.query.filter,
          phases: ['active', 'hibernating'],
          kinds: ['spaceship'],
          expireDays: 'soon',
          ofTheFuture: true,
          __proto__: { owner: 'x' },
          columns: [{ kind: 'blank', field: 'gone' }, ...(STATE.query.filter.columns ?? [])],
        },
        sort: [{ field: 'gone', direction: 'asc' }, ...STATE.query.sort],
        groupBy: 'gone',
        more: 1,
      },
      columns: [{ field: 'gone', isVisible: true, widthPx: 1, pin: null }, ...STATE.columns, STATE.columns[0]],
    }
    for (const [id, text] of [
      ['a', JSON.stringify(state)],
      ['b', 'null'],
      ['c', '{"query":7,"columns":{}}'],
    ] as const) {
      runSql(writeDb, 'test', sql`INSERT INTO saved_view VALUES (${id}, ${id}, 1, ${text}, 1, 1)`)
    }
    const [first, second, third] = windows.views()
    expect(first?.state).toEqual({
      query: { ...STATE.query, filter: { ...STATE.query.filter, phases: ['active'] }, groupBy: null },
      columns: STATE.columns,
    })
    const nothing = { query: { filter: {}, sort: [], groupBy: null }, columns: [] }
    expect([second?.state, third?.state]).toEqual([nothing, nothing])
    const again = routes['view.save'].input.safeParse({ name: 'x', state: first?.state })
    expect(again.success).toBe(true)
  })
})

describe('preferences', () => {
  it('are kept by key, replaced, and taken away by null', async () => {
    const { windows, names } = create()
    await windows.setPreference({ key: 'list.density', value: '"compact"' })
    await windows.setPreference({ key: 'list.density', value: '"comfortable"' })
    await windows.setPreference({ key: 'theme', value: '' })
    expect(windows.preferences()).toEqual({ 'list.density': '"comfortable"', theme: '' })
    await windows.setPreference({ key: 'theme', value: null })
    await windows.setPreference({ key: 'never', value: null })
    expect(windows.preferences()).toEqual({ 'list.density': '"comfortable"' })
    expect(new Set(names)).toEqual(new Set(['preference.changed']))
  })
})
