import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openReadDb } from '../../../../src/core/db/connection.ts'
import { createItemEngine } from '../../../../src/core/index/item-engine.ts'
import type { Picture } from '../../../../src/core/index/picture.ts'
import { BUILT_IN_VIEW_IDS, builtInQuery } from '../../../../src/shared/domain/built-in-views.ts'
import { idSetOf, resolveQuery } from '../../../../src/shared/domain/item-sets.ts'
import type { ReviewPatch } from '../../../../src/shared/domain/review.ts'
import { arrangeEstate, ESTATE_NOW } from '../../../support/item-estate.ts'

const TODAY = '2026-11-21'
const QUERIES = BUILT_IN_VIEW_IDS.map(builtInQuery)
  .filter((query) => idSetOf(query) === null)
  .map((query) => resolveQuery(query, TODAY, []))
const FILTERS = QUERIES.map(({ filter }) => filter)

const fail = (error: unknown): never => {
  throw error
}

/** Whether the order of the last view is there. */
const isPrepared = ({ kept }: Picture): boolean => kept.has('order..goneAt desc')

describe('an index that lives on', () => {
  it('has ready what every window asks, and it is what an index finds that has just been made, edits or not', async () => {
    const { read, writer } = await arrangeEstate(1500)
    const clock = { at: ESTATE_NOW, now: () => clock.at }
    const engine = createItemEngine({ db: read, clock, onError: fail })
    engine.start()
    const picture = await engine.picture()
    while (!isPrepared(picture)) await nextTurn()
    const keys = Array.from(picture.keys.subarray(0, picture.rows))
    const patches: ReviewPatch[] = [
      { decision: 'renew', owner: '王芳' },
      { decision: 'let-expire' },
      { owner: null },
      { isAcknowledged: true, tagsAdded: ['x'] },
      { decision: 'undecided', isAcknowledged: false },
    ]
    const edits: string[] = []
    for (const [step, patch] of [null, ...patches, 'undo', 'undo', 'undo'].entries()) {
      clock.at += 1
      if (patch === 'undo') {
        await writer.call('review.undo', { editId: edits.pop() as string, by: 'test', at: clock.at })
      } else if (patch !== null) {
        const itemKeys = keys.filter((key) => key % (step + 1) === 0 || step > 3)
        const { editId } = await writer.call('review.set', {
          itemKeys,
          patch: patch as ReviewPatch,
          by: 'test',
          at: clock.at,
        })
        if (editId !== null) edits.push(editId)
      }
      const fresh = createItemEngine({ db: read, clock, onError: fail })
      expect(await engine.count(FILTERS), `step ${step}`).toEqual(await fresh.count(FILTERS))
      const options = { search: '', limit: 100 }
      for (const query of QUERIES) {
        const [a, b] = [
          await engine.query(query, ['contradictions', 'decision', 'owner'], options),
          await fresh.query(query, ['contradictions', 'decision', 'owner'], options),
        ]
        expect(Array.from(a.rows)).toEqual(Array.from(b.rows))
        expect(a.facets).toEqual(b.facets)
      }
      expect(await engine.picture()).toBe(picture)
    }
  }, 60_000)

  it('prepares nothing for a process that asks once', async () => {
    const { read } = await arrangeEstate(200)
    const engine = createItemEngine({ db: read, clock: { now: () => ESTATE_NOW }, onError: fail })
    const picture = await engine.picture()
    for (let turn = 0; turn < 200; turn += 1) await nextTurn()
    expect(isPrepared(picture)).toBe(false)
    expect(picture.kept.has('followed.contradictions')).toBe(false)
  })

  it('stops at once when its database is closed in the middle', async () => {
    const { file } = await arrangeEstate(3000)
    for (let turns = 0; turns < 40; turns += 4) {
      const db = openReadDb(file)
      const engine = createItemEngine({ db, clock: { now: () => ESTATE_NOW }, onError: fail })
      engine.start()
      const picture = await engine.picture()
      for (let turn = 0; turn < turns; turn += 1) await nextTurn()
      db.close()
      const before = [...picture.kept.keys()]
      for (let turn = 0; turn < 5; turn += 1) await nextTurn()
      const after = [...picture.kept.keys()].filter((name) => name.startsWith('order.') && !before.includes(name))
      expect(after.length).toBeLessThanOrEqual(1)
    }
  }, 30_000)
})
