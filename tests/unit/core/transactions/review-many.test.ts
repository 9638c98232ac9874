import { describe, expect, it } from 'vitest'
import { all, explain, get, run, transaction } from '../../../../src/core/db/connection.ts'
import { editQueries, listEdits } from '../../../../src/core/db/repositories/review-edit.ts'
import { indexQueries } from '../../../../src/core/db/repositories/item-index.ts'
import { stampQueries } from '../../../../src/core/db/repositories/item-stamp.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { KEPT_EDITS, type ReviewPatch } from '../../../../src/shared/domain/review.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { createRandom, type Random } from '../../../support/seeded.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const EXPIRES = Date.UTC(2026, 5, 1)
const DAY_MS = 86_400_000

async function arrange(count: number) {
  const test = createTestDb()
  const { accountId } = await test.writer.call('account.add', { ...aNewAccount(), at: 0 })
  transaction(test.writeDb, () => {
    for (let index = 0; index < count; index += 1) {
      insertItem(test.writeDb, {
        accountId,
        itemId: `item-${index}`,
        expiresAt: index % 7 === 0 ? null : EXPIRES + (index % 5) * DAY_MS,
      })
    }
  })
  return test
}

const keysOf = ({ read }: TestDb): number[] =>
  all<{ key: number }>(read, 'test', sql`SELECT item_key AS key FROM item ORDER BY item_key`).map(({ key }) => key)

const TEXTS = ['李', '王芳', 'a "quoted" one', 'line\nbreak', '\ud800', '\u0000', '2', 'null', null] as const

function anyPatch(random: Random): ReviewPatch {
  const patches: (() => ReviewPatch)[] = [
    () => ({ owner: random.pick(TEXTS) }),
    () => ({ backupOwner: random.pick(TEXTS), reason: random.pick(TEXTS) }),
    () => ({ decision: random.pick(['renew', 'let-expire', 'undecided'] as const) }),
    () => ({ decision: 'renew', owner: random.pick(TEXTS), note: random.pick(TEXTS) }),
    () => ({ noteAppended: `n${random.integer(1, 3)}` }),
    () => ({ tagsAdded: [random.pick(['A', 'a', 'β'])], snoozedUntil: random.pick(['2026-05-01', null]) }),
    () => ({ tagsRemoved: ['a'], isAcknowledged: random.chance(0.6) }),
  ]
  return random.pick(patches)()
}

/** All that people's words leave behind, but for ids that are random. */
function stateOf({ read }: TestDb) {
  return {
    layers: all(
      read,
      'test',
      sql`SELECT item_key, owner, backup_owner, decision, decided_for_expires_at, reason, note, custom_tags,
          snoozed_until, acknowledged_at, acknowledged_for_expires_at, updated_at, updated_by, edit_id IS NULL AS free
          FROM item_review ORDER BY item_key`,
    ),
    lines: all(
      read,
      'test',
      sql`SELECT item_key, at, by, field, old_value, new_value, expires_at, edit_id IS NULL AS free, run_id
          FROM item_review_change ORDER BY item_key, change_id`,
    ),
  }
}

describe('an edit of many items', () => {
  it('leaves behind exactly what the same edit of each item alone does, and so does taking it back', async () => {
    for (const seed of [1, 2, 3, 4]) {
      const random = createRandom(seed)
      const [together, alone] = [await arrange(60), await arrange(60)]
      // Keys are the same in both.
      const keys = keysOf(together)
      expect(keysOf(alone)).toEqual(keys)
      const edits: { readonly together: string; readonly alone: readonly string[] }[] = []
      for (let step = 1; step <= 12; step += 1) {
        const by = random.pick(['王会计', '李'])
        const last = edits.at(-1)
        if (last && random.chance(0.35)) {
          edits.pop()
          await together.writer.call('review.undo', { editId: last.together, by, at: step })
          for (const editId of last.alone) await alone.writer.call('review.undo', { editId, by, at: step })
        } else {
          const chosen = keys.filter(() => random.chance(0.8)).sort(() => random.next() - 0.5)
          const patch = anyPatch(random)
          const { editId } = await together.writer.call('review.set', { itemKeys: chosen, patch, by, at: step })
          const own: string[] = []
          for (const key of chosen) {
            const one = await alone.writer.call('review.set', { itemKeys: [key], patch, by, at: step })
            if (one.editId !== null) own.push(one.editId)
          }
          // So many edits of one item each are too many for all of them to be kept.
          if (editId !== null && own.length <= KEPT_EDITS) edits.push({ together: editId, alone: own })
          else edits.length = 0
        }
        const [a, b] = [stateOf(together), stateOf(alone)]
        expect(a.layers, `layers of seed ${seed}, step ${step}`).toEqual(b.layers)
        expect(a.lines, `lines of seed ${seed}, step ${step}`).toEqual(b.lines)
      }
    }
  })

  it('keeps of every item what was there before it, in more than one part', async () => {
    const test = await arrange(1234)
    const itemKeys = keysOf(test).toReversed()
    const set = (patch: ReviewPatch, at: number, keys = itemKeys) =>
      test.writer.call('review.set', { itemKeys: keys, patch, by: 'x', at })
    for (let part = 0; part < 3; part += 1) {
      await set(
        { owner: `o${part}`, note: `${part}` },
        1 + part,
        itemKeys.filter((key) => key % 3 === part),
      )
    }
    const before = stateOf(test).layers
    const { changed, editId } = await set({ owner: 'all', decision: 'renew', noteAppended: 'more' }, 10)
    expect(changed).toBe(1234)
    expect(listEdits(test.read)[0]).toMatchObject({ items: 1234 })
    await set({ reason: 'later' }, 11, itemKeys.slice(0, 34))
    const undone = await test.writer.call('review.undo', { editId: editId as string, by: 'x', at: 12 })
    expect(undone).toEqual({ restored: 1200, skipped: 34 })
    const skipped = new Set(itemKeys.slice(0, 34))
    const facts = (rows: unknown[]) =>
      (rows as { item_key: number; updated_at: number }[])
        .filter(({ item_key: key }) => !skipped.has(key))
        .map((row) => ({ ...row, updated_at: 0, free: 0 }))
    expect(facts(stateOf(test).layers)).toEqual(facts(before))
    expect(
      get(
        test.read,
        'test',
        sql`SELECT count(*) AS n FROM review_edit_item e JOIN review_edit USING (edit_key)
      WHERE edit_id = ${editId}`,
      ),
    ).toEqual({ n: 0 })
  })

  it('lets go of an old edit of many items in parts, and never takes such a one back', async () => {
    const test = await arrange(6000)
    const itemKeys = keysOf(test)
    const set = (owner: string, keys: readonly number[]) =>
      test.writer.call('review.set', { itemKeys: keys, patch: { owner }, by: 'x', at: 1 })
    const kept = () =>
      get<{ n: number }>(test.read, 'test', sql`SELECT count(*) AS n FROM review_edit_item WHERE edit_key = 1`)?.n ?? 0
    const { editId } = await set('first', itemKeys)
    for (let count = 1; count < KEPT_EDITS; count += 1) await set(`o${count}`, itemKeys.slice(0, 1))
    expect(kept()).toBe(6000)
    await set('next', itemKeys.slice(0, 1))
    expect(kept()).toBeGreaterThan(3000)
    expect(kept()).toBeLessThan(6000)
    expect(listEdits(test.read)).toHaveLength(KEPT_EDITS)
    const undo = test.writer.call('review.undo', { editId: editId as string, by: 'x', at: 2 })
    await expect(undo).rejects.toMatchObject({ code: 'EDIT_NOT_FOUND' })
    for (let count = 0; count < 3; count += 1) await set(`p${count}`, itemKeys.slice(0, 1))
    expect(kept()).toBe(0)
    expect(get(test.read, 'test', sql`SELECT count(*) AS n FROM review_edit`)).toEqual({ n: KEPT_EDITS })
  })

  it('is found by its index wherever parts of it are read', async () => {
    const { read, writeDb } = await arrange(1)
    run(writeDb, 'test', sql`ANALYZE`)
    const plan = (query: Parameters<typeof explain>[1]) => explain(read, query).join(' | ')
    expect(plan(editQueries.formers(1, 5, 500))).toContain('SEARCH e USING PRIMARY KEY (edit_key=? AND item_key>?)')
    expect(plan(editQueries.formers(1, 5, 500))).not.toContain('TEMP B-TREE')
    expect(plan(editQueries.dropOutdatedFormers(1, 5))).not.toContain('SCAN')
    expect(plan(stampQueries.strayLines(1, 2, 3))).toContain('SEARCH c USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)')
    expect(plan(indexQueries.peopleAt({ updatedAt: 1, itemKey: 1 }, 5))).toContain('(updated_at=? AND rowid>?)')
    expect(plan(indexQueries.peopleSince({ updatedAt: 1 }, 5))).toContain('INDEX item_review_updated (updated_at>?)')
    expect(plan(indexQueries.peopleSince({ updatedAt: 1 }, 5))).not.toContain('TEMP B-TREE')
  })
})
