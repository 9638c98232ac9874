import { describe, expect, it } from 'vitest'
import type { Item } from '../../../../../src/shared/domain/item.ts'
import {
  createResultPages,
  type HeldPlaces,
  type ResultPages,
} from '../../../../../src/renderer/components/list-tools/result-pages.ts'
import { findAgain } from '../../../../../src/renderer/components/list-tools/result-places.ts'
import { createItemPort } from '../../../../../src/renderer/features/items/item-rows.ts'
import { createItemCore, itemsNamed, type ItemCore } from './item-table-support.tsx'

const silent = { onRows: () => {}, onExpired: () => {}, onError: () => {} }

async function result(core: ItemCore, items: readonly Item[]): Promise<ResultPages<Item>> {
  core.items = items
  const { handle, total } = await core.api.request('item.query', { query: {}, rows: 0 })
  return createResultPages(createItemPort(core.api), handle, total, silent)
}

/** A result and a newer one with ten items before those of the former. */
async function twoResults(): Promise<{ core: ItemCore; former: ResultPages<Item>; next: ResultPages<Item> }> {
  const items = itemsNamed(300)
  const core = createItemCore(items)
  const former = await result(core, items)
  await former.load(0, 300)
  return { core, former, next: await result(core, [...itemsNamed(10, 5000), ...items]) }
}

describe('the places of a former result in a newer one', () => {
  it('are those of what is selected when the newer one is shown, not of what was selected when it was asked for', async () => {
    const { core, former, next } = await twoResults()
    let held: HeldPlaces = { cursor: 3, selection: [[3, 4]] }
    const places = findAgain(createItemPort(core.api), former, () => held, next, true)
    held = { cursor: 8, selection: [[5, 9]] }
    expect(await places).toMatchObject({ cursor: 18, selection: [[15, 19]] })
  })

  it('do not take in what has come in since everything was selected', async () => {
    const { core, former, next } = await twoResults()
    const held: HeldPlaces = { cursor: 0, selection: [[0, 300]] }
    const places = await findAgain(createItemPort(core.api), former, () => held, next, true)
    expect(places).toMatchObject({ cursor: 10, selection: [[10, 310]] })
  })

  it('follow a table that is scrolled while they are looked for', async () => {
    const { core, former, next } = await twoResults()
    former.watch([[20, 40]])
    const places = findAgain(createItemPort(core.api), former, () => ({ cursor: null, selection: [] }), next, true)
    former.watch([[120, 140]])
    expect((await places).anchor).toEqual({ from: 120, to: 130 })
  })

  it('end although somebody scrolls without end', async () => {
    const { core, former, next } = await twoResults()
    let from = 0
    const held = (): HeldPlaces => {
      from += 1
      former.watch([[from, from + 20]])
      return { cursor: 3, selection: [] }
    }
    expect((await findAgain(createItemPort(core.api), former, held, next, true)).cursor).toBe(13)
  })

  it('are known for a cursor whose row has been scrolled out of memory', async () => {
    const { core, next } = await twoResults()
    const forgotten = await result(core, itemsNamed(300))
    expect(forgotten.row(7)).toBeNull()
    const held = { cursor: 7, selection: [] }
    expect((await findAgain(createItemPort(core.api), forgotten, () => held, next, true)).cursor).toBe(17)
  })
})
