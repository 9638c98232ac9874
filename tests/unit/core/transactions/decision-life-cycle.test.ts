import { describe, expect, it } from 'vitest'
import { all } from '../../../../src/core/db/connection.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { startOfNextCivilDay } from '../../../../src/shared/domain/civil-day.ts'
import type { RenewalMode } from '../../../../src/shared/domain/renewal-mode.ts'
import { DECISIONS, decisionOn, type DecisionKind, type ReviewPatch } from '../../../../src/shared/domain/review.ts'
import { aFact } from '../../../support/fact-builders.ts'
import {
  anOracleItem,
  isRenewal,
  oracleDecision,
  oracleEdit,
  oracleSync,
  oracleUndo,
  type OracleEdit,
  type OracleItem,
  type OraclePatch,
} from '../../../support/review-oracle.ts'
import { createRandom, type Random } from '../../../support/seeded.ts'
import { addTestAccount, syncOnce } from '../../../support/sync-driver.ts'
import { createTestDb, type TestDb } from '../../../support/test-db.ts'

const DAY_MS = 86_400_000
const ZONE = 'Asia/Shanghai'
const START = Date.UTC(2026, 10, 21, 2)
const HISTORIES = 10_000
const ROUNDS = 6
const MODES: readonly RenewalMode[] = ['auto', 'auto', 'manual', 'none', 'on-demand', 'unknown']

/** Months later in Beijing's calendar, at the same time of day. */
function monthsLater(at: number, months: number): number {
  const local = new Date(at + 8 * 3_600_000)
  const day = local.getUTCDate()
  const moved = new Date(local)
  moved.setUTCDate(1)
  moved.setUTCMonth(local.getUTCMonth() + months)
  const last = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate()
  moved.setUTCDate(Math.min(day, last))
  return moved.getTime() - 8 * 3_600_000
}

function anyExpiry(random: Random, now: number): number | null {
  if (random.chance(0.05)) return null
  return now + random.integer(-40, 200) * DAY_MS + random.pick([0, 1, -1, 14 * 3_600_000 - 1, 14 * 3_600_000])
}

/** What the provider says next about an item; null: nothing. */
function nextReport(random: Random, item: OracleItem, past: readonly (number | null)[], now: number) {
  const { expiresAt, mode } = item
  if (!random.chance(item.isActive ? 0.6 : 0.5)) return item.isActive ? { expiresAt, mode } : null
  const what = random.integer(0, 9)
  if (what === 0) return null
  const newMode = what === 1 || random.chance(0.1) ? random.pick(MODES) : mode
  if (expiresAt === null || what === 2) return { expiresAt: anyExpiry(random, now), mode: newMode }
  if (what <= 5) return { expiresAt: monthsLater(expiresAt, random.pick([1, 3, 12])), mode: newMode }
  if (what === 6) return { expiresAt: expiresAt + random.integer(1, 100) * DAY_MS, mode: newMode }
  if (what === 7) return { expiresAt: expiresAt - random.integer(1, 40) * DAY_MS, mode: newMode }
  if (what === 8) return { expiresAt: random.pick(past), mode: newMode }
  return { expiresAt, mode: newMode }
}

function anyPatch(random: Random, now: number): OraclePatch {
  const patch: OraclePatch = {}
  const day = (days: number): string => new Date(now + days * DAY_MS).toISOString().slice(0, 10)
  if (random.chance(0.7)) patch.decision = random.pick([...DECISIONS, 'renew', 'renew', 'let-expire'])
  if (random.chance(0.3)) patch.owner = random.pick(['李雷', 'Li Lei', null])
  if (random.chance(0.2)) patch.backupOwner = random.pick(['韩梅梅', null])
  if (random.chance(0.2)) patch.reason = random.pick(['省钱', '合同到期', null])
  const note = random.integer(0, 4)
  if (note === 0) patch.note = random.pick(['看合同', null])
  else if (note === 1) patch.noteAppended = random.pick(['补充', '第二段'])
  if (random.chance(0.3)) patch.tagsAdded = random.pick([['VIP'], ['ｖｉｐ', '月结'], ['组10', '组9']])
  if (random.chance(0.2)) patch.tagsRemoved = random.pick([['VIP'], ['月结', '没有的']])
  if (random.chance(0.2)) patch.snoozedUntil = random.pick([day(10), null])
  if (random.chance(0.3)) patch.isAcknowledged = random.chance(0.7)
  if (Object.keys(patch).length === 0) patch.decision = 'renew'
  return patch
}

interface StoredRow {
  readonly id: string
  readonly expiresAt: number | null
  readonly actByAt: number | null
  readonly decision: string | null
  readonly decidedFor: number | null
  readonly tags: string | null
  readonly note: string | null
  readonly owner: string | null
  readonly acknowledgedAt: number | null
  readonly acknowledgedFor: number | null
  readonly unaskedAt: number | null
  readonly unaskedFor: number | null
}

/** Everything that the database says about items, in the words of the oracle. */
function readStored({ read }: TestDb, now: number): Map<string, string> {
  const tomorrowStart = startOfNextCivilDay(now, ZONE)
  const rows = all<StoredRow>(
    read,
    'test',
    sql`SELECT i.resource_id AS id, i.expires_at AS expiresAt, i.act_by_at AS actByAt, r.decision,
        r.decided_for_expires_at AS decidedFor, r.custom_tags AS tags, r.note, r.owner,
        r.acknowledged_at AS acknowledgedAt, r.acknowledged_for_expires_at AS acknowledgedFor,
        i.unasked_renewal_at AS unaskedAt, i.unasked_renewal_for AS unaskedFor
      FROM item i LEFT JOIN item_review r ON r.item_key = i.item_key`,
  )
  return new Map(
    rows.map((row) => {
      const { expiresAt, actByAt, decidedFor } = row
      const stored = (row.decision ?? 'undecided') as DecisionKind
      const facts = { decision: stored, decidedForExpiresAt: decidedFor, expiresAt, actByAt }
      const tags = row.tags === null ? [] : (JSON.parse(row.tags) as string[])
      const unasked = row.unaskedAt === null ? null : { at: row.unaskedAt, expiresAt: row.unaskedFor }
      const said = [stored, decidedFor, tags, row.note, row.owner, row.acknowledgedAt, row.acknowledgedFor]
      return [row.id, JSON.stringify([decisionOn(facts, tomorrowStart), said, unasked])]
    }),
  )
}

function expected(item: OracleItem, now: number): string {
  const { decision, decidedFor, tags, note, owner, acknowledgedAt, acknowledgedFor } = item.layer
  const said = [decision, decidedFor, tags, note, owner, acknowledgedAt, acknowledgedFor]
  return JSON.stringify([oracleDecision(item, now), said, item.unasked])
}

function readLines({ read }: TestDb): Map<string, string[]> {
  const rows = all<Record<string, string | number | null>>(
    read,
    'test',
    sql`SELECT i.resource_id AS id, c.at, c.by, c.field, c.old_value AS old, c.new_value AS new, c.expires_at AS expiresAt,
        c.run_id AS runId
      FROM item_review_change c JOIN item i ON i.item_key = c.item_key ORDER BY c.change_id`,
  )
  const lines = new Map<string, string[]>()
  for (const row of rows) {
    const { id, at, by, field, old, new: next, expiresAt, runId } = row
    expect(runId === null).toBe(by !== '')
    const known = lines.get(id as string) ?? []
    known.push([at, by, field, old, next, expiresAt].map(String).join('|'))
    lines.set(id as string, known)
  }
  return lines
}

describe('decisions over 10,000 random histories', () => {
  it(
    'hold, close, open, are told and taken back as a plain reading of the rules says',
    { timeout: 120_000 },
    async () => {
      const seed = Number(process.env['SEED'] ?? 20_261_122)
      const random = createRandom(seed)
      const db = createTestDb()
      const accountId = await addTestAccount(db.writer)
      let now = START
      const items = Array.from({ length: HISTORIES }, () => anOracleItem(anyExpiry(random, now), random.pick(MODES)))
      const past = items.map(({ expiresAt }) => [expiresAt])
      const edits = new Map<string, OracleEdit>()
      const idOf = (index: number): string => `r${String(index).padStart(5, '0')}`
      const factOf = (index: number, expiresAt: number | null, renewalMode: string) =>
        aFact({ resourceId: idOf(index), expiresAt, renewalMode: renewalMode as RenewalMode })

      const first = items.map(({ expiresAt, mode }, index) => factOf(index, expiresAt, mode))
      await syncOnce(db.writer, accountId, { items: first, at: now })
      const keys = all<{ key: number }>(db.read, 'test', sql`SELECT item_key AS key FROM item ORDER BY resource_id`)
      const tally = { closed: 0, unasked: 0, skipped: 0, restored: 0, renewals: 0 }

      for (let round = 0; round < ROUNDS; round += 1) {
        now += random.pick([1, 3_600_000, DAY_MS, 20 * DAY_MS, 60 * DAY_MS])
        const reports = items.map((item, index) => nextReport(random, item, past[index] as (number | null)[], now))
        const facts = reports.flatMap((report, index) => (report ? [factOf(index, report.expiresAt, report.mode)] : []))
        await syncOnce(db.writer, accountId, { items: facts, at: now })
        for (const [index, item] of items.entries()) {
          const report = reports[index] ?? null
          if (report && isRenewal(item.expiresAt, report.expiresAt)) tally.renewals += 1
          oracleSync(item, report, now)
          past[index]?.push(item.expiresAt)
        }
        for (let count = 0; count < 3; count += 1) {
          now += random.pick([1, 60_000, 5 * DAY_MS])
          const chosen = items.map((_, index) => index).filter(() => random.chance(0.25))
          const patch = anyPatch(random, now)
          const who = { at: now, by: random.pick(['王会计', 'me']) }
          const { changed, editId } = await db.writer.call('review.set', {
            itemKeys: chosen.map((index) => keys[index]?.key as number),
            patch: patch as ReviewPatch,
            ...who,
          })
          const former = oracleEdit(
            chosen.map((index) => items[index] as OracleItem),
            patch,
            who,
            editId,
          )
          expect(changed, `seed ${seed} round ${round}`).toBe(former.size)
          if (editId !== null) edits.set(editId, former)
        }
        const undone = random.pick([...edits.keys()].slice(-5))
        if (random.chance(0.7)) {
          now += 1000
          const who = { at: now, by: 'undoer' }
          const result = await db.writer.call('review.undo', { editId: undone, ...who })
          expect(result, `seed ${seed} round ${round}`).toEqual(
            oracleUndo(edits.get(undone) as OracleEdit, undone, who),
          )
          edits.delete(undone)
          tally.restored += result.restored
          tally.skipped += result.skipped
        }
        now += random.pick([0, 30 * DAY_MS])
        const stored = readStored(db, now)
        for (const [index, item] of items.entries()) {
          const got = stored.get(idOf(index))
          if (got !== expected(item, now))
            expect(got, `seed ${seed} round ${round} ${idOf(index)}`).toBe(expected(item, now))
        }
      }

      const lines = readLines(db)
      for (const [index, item] of items.entries()) {
        const got = (lines.get(idOf(index)) ?? []).toSorted()
        const wanted = item.lines.toSorted()
        if (got.join('\n') !== wanted.join('\n')) expect(got, `seed ${seed} ${idOf(index)}`).toEqual(wanted)
        tally.closed += item.lines.filter((line) => line.split('|')[1] === '').length
        if (item.unasked) tally.unasked += 1
      }
      // Histories in which nothing happens would prove nothing.
      for (const [what, count] of Object.entries(tally)) expect(count, what).toBeGreaterThan(500)
    },
  )
})
