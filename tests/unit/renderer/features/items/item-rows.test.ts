import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Item } from '../../../../../src/shared/domain/item.ts'
import type { FacetField, ItemQuery } from '../../../../../src/shared/domain/item-query.ts'
import { createResultPages } from '../../../../../src/renderer/components/list-tools/result-pages.ts'
import { createResults, rereadLists, type Results } from '../../../../../src/renderer/components/list-tools/results.ts'
import { createItemPort } from '../../../../../src/renderer/features/items/item-rows.ts'
import type { ItemMore } from '../../../../../src/renderer/features/items/types.ts'
import { failWith } from '../../../../support/renderer.tsx'
import { createItemCore, itemsNamed, type ItemCore } from './item-table-support.tsx'

type ItemResults = Results<Item, ItemQuery, FacetField, ItemMore>

const QUERY: ItemQuery = { filter: {}, sort: [], groupBy: null }
const FACETS = ['band'] as const

async function asked(): Promise<{ core: ItemCore; results: ItemResults }> {
  const core = createItemCore(itemsNamed(10))
  const results = createResults(core.api, createItemPort(core.api))
  results.follow()
  results.ask(QUERY, FACETS)
  await vi.waitFor(() => expect(results.state().isStale).toBe(false))
  return { core, results }
}

describe('the rows of a question', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('are asked for once when the end of a sync tells of its items and of its account', async () => {
    const { core, results } = await asked()
    core.items = itemsNamed(12)
    core.api.emit('item.changed', { accountId: 'a1' })
    core.api.emit('account.changed', { accountId: 'a1' })
    await vi.advanceTimersByTimeAsync(1000)
    expect(results.state().rows?.total).toBe(12)
    expect(core.api.inputsOf('item.query')).toHaveLength(2)
  })

  it('cost nothing when the page is drawn again with the same question, however long its list of ids', async () => {
    const { core, results } = await asked()
    const written = vi.spyOn(JSON, 'stringify')
    results.ask(QUERY, FACETS)
    expect(written).not.toHaveBeenCalled()
    written.mockRestore()
    expect(core.api.inputsOf('item.query')).toHaveLength(1)
  })

  it('beyond those in sight are read as soon as the table is scrolled, and not for every letter of a search', async () => {
    const items = itemsNamed(1000)
    const core = createItemCore(items)
    const { handle } = await core.api.request('item.query', { query: {}, rows: 0 })
    const nobody = { onRows: () => {}, onExpired: () => {}, onError: () => {} }
    const pages = createResultPages(createItemPort(core.api), handle, items.length, nobody)
    pages.put(0, items.slice(0, 100))
    pages.watch([[0, 20]])
    expect(core.api.inputsOf('item.page')).toEqual([])
    pages.watch([[1, 21]])
    await vi.waitFor(() => expect(pages.row(100)).not.toBeNull())
    pages.close()
  })

  it('in sight are read once more for whoever has changed them, before the list is asked for anew', async () => {
    const { core, results } = await asked()
    const heard = vi.fn<() => void>()
    results.state().rows?.subscribe(heard)
    results.state().rows?.watch([[2, 6]])
    const { items } = core
    core.items = items.map((item) => ({ ...item, owner: '王芳' }))
    // A result fixes the order of its rows, not what they say.
    core.api.answer({
      'item.page': ({ offset = 0, limit = 0 }) => ({ total: 10, items: core.items.slice(offset, offset + limit) }),
    })
    core.api.emit('item.changed', { accountId: null })
    await rereadLists(core.api)
    const owners = items.map((_item, position) => results.state().rows?.row(position)?.owner ?? null)
    expect(owners).toEqual(items.map((_item, position) => (position >= 2 && position < 6 ? '王芳' : null)))
    expect(heard).toHaveBeenCalledOnce()
    expect(core.api.inputsOf('item.page')).toEqual([{ handle: expect.any(String), offset: 2, limit: 4 }])
    expect(core.api.inputsOf('item.query')).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1000)
    expect(core.api.inputsOf('item.query')).toHaveLength(2)
    expect(results.state().rows?.row(9)?.owner).toBe('王芳')
  })

  it('stay as they are when they cannot be read once more', async () => {
    const { core, results } = await asked()
    results.state().rows?.watch([[0, 3]])
    core.api.answer({ 'item.page': () => failWith('NOT_FOUND', { what: 'h1' }) })
    await rereadLists(core.api)
    expect(results.state()).toMatchObject({ error: null, isStale: false })
    expect(results.state().rows?.row(0)).not.toBeNull()
  })

  it('are not called old while newer ones of the same question are on their way', async () => {
    const { core, results } = await asked()
    const told: boolean[] = []
    results.subscribe(() => told.push(results.state().isStale))
    core.api.emit('item.changed', { accountId: null })
    await vi.advanceTimersByTimeAsync(1000)
    expect(told).not.toContain(true)
    results.ask({ ...QUERY, filter: { search: 'x' } }, FACETS)
    expect(results.state().isStale).toBe(true)
  })
})
