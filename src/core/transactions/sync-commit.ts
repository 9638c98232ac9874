import { AppError } from '../../shared/domain/app-error.ts'
import { addCivilDays, startOfCivilDay, toCivilDay, toEpochDay } from '../../shared/domain/civil-day.ts'
import { countFigures } from '../../shared/domain/figures.ts'
import type { ExpiryFigures } from '../../shared/domain/figures.ts'
import { goneCause } from '../../shared/domain/gone-cause.ts'
import type { ItemStatus } from '../../shared/domain/item.ts'
import type { RenewalMode } from '../../shared/domain/renewal-mode.ts'
import { isActiveRun, type Run } from '../../shared/domain/run.ts'
import type { SyncOutcome } from '../../shared/worker/frames.ts'
import { transaction, type WriteDb } from '../db/connection.ts'
import { createDeriveDates, toBasisText } from '../db/derived.ts'
import { getAccount } from '../db/repositories/account.ts'
import { recomputeDerived } from '../db/repositories/item.ts'
import { FACT_INDEX } from '../db/repositories/item-columns.ts'
import { listKnownItems } from '../db/repositories/item-known.ts'
import { readItemVersion } from '../db/repositories/item-version.ts'
import { createItemWriter, readActiveProjects, readStoredItems, type ItemWriter } from '../db/repositories/item-write.ts'
import { getRun } from '../db/repositories/run.ts'
import { getSettings } from '../db/repositories/setting.ts'
import { countStagedProjects, insertStagedItems, stagedItems, stagedPrices, stagedTags } from '../db/repositories/stage.ts'
import { countActiveByDay, countSync, endSyncRun, setLastComplete } from '../db/repositories/sync-end.ts'
import type { WriteCommands } from '../db/write-commands.ts'
import type { WriteHandler } from './context.ts'
import { Flag, type KnownItems } from './known-items.ts'
import { diffItem } from './sync-diff.ts'
import { dropStage, requireStage, toStageKey, type Stage } from './sync-stage.ts'

/** Rows between two looks at the cancel flag: some milliseconds of work. */
const CHUNK_ROWS = 500

/** Thrown to roll back; never leaves this file. */
const CANCELLED = Symbol('cancelled')

type CommitInput = WriteCommands['sync.commit']['input']

/**
 * Turns what a run has staged into the new picture. All rows of `item` change together or not at all: a reader sees the
 * old picture until the end. Throws INTERNAL when nothing is staged or the run has ended already.
 */
export const commitSync: WriteHandler<'sync.commit'> = ({ db }, input) => {
  const stage = requireStage(db, input.runId)
  try {
    const run = transaction(db, () => writePicture(db, stage, input))
    dropStage(db, input.runId)
    return run
  } catch (error) {
    if (error === CANCELLED) return null
    throw error
  }
}

interface Commit {
  readonly db: WriteDb
  readonly stage: Stage
  readonly writer: ItemWriter
  readonly at: number
  readonly isComplete: boolean
  /** First instant outside of the window that was asked for; null when everything was. */
  readonly windowEndAt: number | null
  readonly deriveDates: Stage['deriveDates']
  readonly throwIfCancelled: () => void
}

function writePicture(db: WriteDb, stage: Stage, input: CommitInput): Run {
  const { runId, outcome, at } = input
  const throwIfCancelled = createCancelCheck(input.cancelFlag)
  throwIfCancelled()
  const run = getRun(db, runId)
  if (!isActiveRun(run.state)) throw internal(runId, `the run has ended as ${run.state}`)
  renewKnown(db, stage)

  const { provider, policy } = getAccount(db, stage.accountId)
  const { businessZone, tagKeys } = getSettings(db)
  const basis = { provider, policy, businessZone, tagKeys }
  const hasNewBasis = toBasisText(basis) !== stage.basisText
  const isComplete = isProvenComplete(stage.known, outcome)
  const commit: Commit = {
    db,
    stage,
    writer: createItemWriter(db, { runId, at }),
    at,
    isComplete,
    windowEndAt: run.windowDays === null ? null : toWindowEnd(run.startedAt, run.windowDays, businessZone),
    deriveDates: hasNewBasis ? createDeriveDates(basis) : stage.deriveDates,
    throwIfCancelled,
  }

  const plan = planSlots(commit, outcome.passes)
  // Before anything is written: the causes look at what was active before this run.
  const vanished = markVanished(commit, plan)
  const touched = updateTouched(commit, plan.touched)
  insertNew(commit, plan.added)
  // The people changed the zone, a policy or tag keys while rows were on their way.
  if (hasNewBasis) recomputeDerived(db, { accountId: stage.accountId })
  throwIfCancelled()

  const figures = {
    fetched: plan.reported,
    reportedTotal: outcome.reportedTotal,
    complete: isComplete,
    added: plan.added.length,
    changed: touched.changed,
    unchanged: plan.reported - plan.added.length - touched.changed,
    gone: vanished + touched.gone,
    ...countExpiry(db, stage.accountId, at, businessZone),
    warnings: input.warnings,
  }
  const state = isComplete ? 'succeeded' : 'incomplete'
  if (!endSyncRun(db, { runId, state, figures, metrics: input.metrics, at })) throw internal(runId, 'the run has ended')
  countSync(db, stage.accountId)
  if (isComplete && run.windowDays === null) setLastComplete(db, stage.accountId, { runId, at, count: figures.fetched })
  return getRun(db, runId)
}

function internal(runId: string, raw: string): AppError {
  return new AppError('INTERNAL', { runId }, { raw })
}

function createCancelCheck(cancelFlag: SharedArrayBuffer | null): () => void {
  if (!cancelFlag) return () => {}
  const flag = new Int32Array(cancelFlag)
  return () => {
    if (Atomics.load(flag, 0) === 1) throw CANCELLED
  }
}

/** The fingerprints were read when staging began; somebody else may have written rows since. */
function renewKnown(db: WriteDb, stage: Stage): void {
  const version = readItemVersion(db)
  if (version === stage.itemVersion) return
  if (!stage.known.renew(listKnownItems(db, stage.accountId))) {
    throw internal(stage.runId, 'items were changed by another sync in the meantime')
  }
  stage.itemVersion = version
}

/**
 * The proof: the last pass saw as many distinct resources as the provider counts, the count stood still, and no row was
 * left over that could not be identified.
 */
function isProvenComplete(known: KnownItems, outcome: SyncOutcome): boolean {
  const { isStable, reportedTotal, distinct, unreadable, passes } = outcome
  return (
    isStable &&
    unreadable === 0 &&
    reportedTotal !== null &&
    reportedTotal === distinct &&
    known.countSeen(passes) === reportedTotal
  )
}

function toWindowEnd(startedAt: number, windowDays: number, zone: string): number {
  return startOfCivilDay(addCivilDays(toCivilDay(startedAt, zone), windowDays + 1), zone)
}

interface Plan {
  /** Distinct resources that count as reported. */
  readonly reported: number
  readonly added: readonly number[]
  /** Stored and reported slots with something to compare or to bring back. */
  readonly touched: readonly number[]
  readonly vanished: readonly number[]
  readonly isReported: (slot: number) => boolean
  /** True for stored slots that a complete run must have reported if they still exist. */
  readonly isExpected: (slot: number) => boolean
}

/** Sorts all slots into what is to be done with them; unchanged ones cost a few comparisons and no statement. */
function planSlots({ stage, isComplete, windowEndAt }: Commit, lastPass: number): Plan {
  const { known } = stage
  const isReported = isComplete
    ? (slot: number) => known.passOf(slot) === lastPass
    : (slot: number) => known.passOf(slot) > 0
  const isExpected = (slot: number): boolean => {
    if (!known.isStored(slot) || !known.has(slot, Flag.Active) || !known.has(slot, Flag.Cloud)) return false
    if (windowEndAt === null) return true
    const expiresAt = known.expiresAt[slot] ?? null
    return expiresAt !== null && expiresAt < windowEndAt
  }
  const added: number[] = []
  const touched: number[] = []
  const vanished: number[] = []
  let reported = 0
  const staged = Flag.StagedItem | Flag.StagedTags | Flag.StagedPrice
  for (let slot = 0; slot < known.size; slot += 1) {
    if (!isReported(slot)) {
      if (isComplete && isExpected(slot)) vanished.push(slot)
      continue
    }
    reported += 1
    if (!known.isStored(slot)) added.push(slot)
    else if (known.has(slot, staged)) touched.push(slot)
    else if (!known.has(slot, Flag.Active) && !known.has(slot, Flag.Closed)) touched.push(slot)
  }
  return { reported, added: sortByResourceId(known, added), touched, vanished, isReported, isExpected }
}

/** Rows that lie in the order of their unique index are inserted faster and read faster later. */
function sortByResourceId({ ids }: KnownItems, slots: number[]): number[] {
  const idOf = (slot: number) => ids[slot] as string
  return slots.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
}

function* inChunks(slots: readonly number[], throwIfCancelled: () => void): Generator<readonly number[]> {
  for (let start = 0; start < slots.length; start += CHUNK_ROWS) {
    throwIfCancelled()
    yield slots.slice(start, start + CHUNK_ROWS)
  }
}

function insertNew({ db, stage, at, throwIfCancelled }: Commit, slots: readonly number[]): void {
  const { accountId, runId } = stage
  let offset = 0
  for (const chunk of inChunks(slots, throwIfCancelled)) {
    const keys = chunk.map((slot) => toStageKey(stage, slot))
    const inserted = insertStagedItems(db, keys, { accountId, runId, at, offset })
    if (inserted !== chunk.length) throw internal(runId, `${chunk.length - inserted} staged rows are missing`)
    offset += chunk.length
  }
}

function updateTouched(commit: Commit, slots: readonly number[]): { changed: number; gone: number } {
  const { db, stage, writer, at, deriveDates, throwIfCancelled } = commit
  const { known } = stage
  let changed = 0
  let gone = 0
  for (const chunk of inChunks(slots, throwIfCancelled)) {
    const stored = readStoredItems(
      db,
      chunk.map((slot) => known.itemKeys[slot] as number),
    )
    const keys = chunk.map((slot) => toStageKey(stage, slot))
    const [items, tags, prices] = [stagedItems(db, keys), stagedTags(db, keys), stagedPrices(db, keys)]
    chunk.forEach((slot, index) => {
      const key = keys[index] as number
      const before = stored.get(known.itemKeys[slot] as number)
      if (!before) throw internal(stage.runId, 'a stored item is missing')
      const staged = { item: items.get(key), tags: tags.get(key), price: prices.get(key) }
      const difference = diffItem(before, staged, at, deriveDates)
      if (difference.changes.length > 0) {
        writer.update(difference.after)
        for (const change of difference.changes) writer.record({ itemKey: before.itemKey, ...change })
        changed += 1
        if (difference.isGone) gone += 1
        return
      }
      const { contentHash, tagsHash, pricedAt } = difference.after
      if (difference.hasNewFingerprint) writer.updateFingerprint(before.itemKey, contentHash, tagsHash)
      if (difference.hasNewQuote) writer.updatePricedAt(before.itemKey, pricedAt as number)
    })
  }
  return { changed, gone }
}

/** Marks what a complete run should have reported and did not; answers how many. */
function markVanished(commit: Commit, plan: Plan): number {
  const { db, stage, writer, at, throwIfCancelled } = commit
  const { known } = stage
  if (plan.vanished.length === 0) return 0
  const { lastComplete } = getAccount(db, stage.accountId)
  const siblings = countSiblings(commit, plan)
  for (const chunk of inChunks(plan.vanished, throwIfCancelled)) {
    const stored = readStoredItems(
      db,
      chunk.map((slot) => known.itemKeys[slot] as number),
    )
    for (const item of stored.values()) {
      const { before, reported } = siblings(item.facts[FACT_INDEX.enterpriseProjectId] as string | null)
      const facts = {
        status: item.facts[FACT_INDEX.status] as ItemStatus,
        expiresAt: item.facts[FACT_INDEX.expiresAt] as number | null,
        renewalMode: item.facts[FACT_INDEX.renewalMode] as RenewalMode,
        graceEndsAt: item.graceEndsAt,
        retentionEndsAt: item.retentionEndsAt,
      }
      const cause = goneCause(facts, { now: at, siblingsStillReported: reported, siblingsBefore: before })
      // An active item was seen by every complete run, though only changed rows say so themselves.
      writer.markGone(item.itemKey, cause, Math.max(item.seenAt, lastComplete?.at ?? item.seenAt))
      writer.record({ itemKey: item.itemKey, kind: 'gone', field: null, old: null, new: cause })
    }
  }
  return plan.vanished.length
}

/** Counts, per enterprise project, the items that were there before this run and those that it still reports. */
function countSiblings(
  { db, stage }: Commit,
  { added, isReported, isExpected }: Plan,
): (project: string | null) => { before: number; reported: number } {
  const { known } = stage
  const projects = readActiveProjects(db, stage.accountId)
  const counts = new Map<string | null, { before: number; reported: number }>()
  const countOf = (project: string | null) => {
    let count = counts.get(project)
    if (!count) {
      count = { before: 0, reported: 0 }
      counts.set(project, count)
    }
    return count
  }
  for (let slot = 0; slot < known.size; slot += 1) {
    if (!isExpected(slot)) continue
    const count = countOf(projects.get(known.itemKeys[slot] as number) ?? null)
    count.before += 1
    if (isReported(slot)) count.reported += 1
  }
  const newKeys = added.map((slot) => toStageKey(stage, slot))
  for (const { project, items } of countStagedProjects(db, newKeys)) countOf(project).reported += items
  return countOf
}

function countExpiry(db: WriteDb, accountId: string, at: number, zone: string): ExpiryFigures {
  const today = toEpochDay(toCivilDay(at, zone))
  const rows = countActiveByDay(db, accountId)
  function* daysLeft(): Generator<number | null> {
    for (const { expires_on: day, items } of rows) {
      for (let index = 0; index < items; index += 1) yield day === null ? null : day - today
    }
  }
  return countFigures(daysLeft())
}
