import { AppError } from '../../shared/domain/app-error.ts'
import { startOfNextCivilDay, toCivilDay, toEpochDay } from '../../shared/domain/civil-day.ts'
import { countFigures } from '../../shared/domain/figures.ts'
import type { ExpiryFigures } from '../../shared/domain/figures.ts'
import { isActiveRun, type Run } from '../../shared/domain/run.ts'
import { windowEnd } from '../../shared/domain/run-window.ts'
import type { SyncOutcome } from '../../shared/worker/frames.ts'
import { transaction, type WriteDb } from '../db/connection.ts'
import { createDeriveDates, toBasisText } from '../db/derived.ts'
import { getAccount } from '../db/repositories/account.ts'
import { recomputeDerived } from '../db/repositories/item.ts'
import { listKnownItems } from '../db/repositories/item-known.ts'
import { readItemVersion } from '../db/repositories/item-version.ts'
import { createItemWriter, readStoredItems } from '../db/repositories/item-write.ts'
import { putRefusedQuotes } from '../db/repositories/quote.ts'
import { getRun } from '../db/repositories/run.ts'
import { getSettings } from '../db/repositories/setting.ts'
import { insertStagedItems, stagedItems, stagedPrices, stagedTags } from '../db/repositories/stage.ts'
import { countActiveByDay, countSync, endSyncRun, setLastComplete } from '../db/repositories/sync-end.ts'
import type { WriteCommands } from '../db/write-commands.ts'
import type { WriteHandler } from './context.ts'
import { Flag, type KnownItems } from './known-items.ts'
import { diffItem, isFirstQuote } from './sync-diff.ts'
import { followDecisions } from './sync-review.ts'
import { inChunks, planSlots, type Commit } from './sync-plan.ts'
import { dropStage, requireStage, stageStrayTags, toStageKey, type Stage } from './sync-stage.ts'
import { markVanished } from './sync-vanished.ts'

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
    stageStrayTags(db, stage)
    const run = transaction(db, () => writePicture(db, stage, input))
    dropStage(db, input.runId)
    return run
  } catch (error) {
    if (error === CANCELLED) return null
    throw error
  }
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
    writer: createItemWriter(db, { runId, at, kind: 'cloud' }),
    at,
    isComplete,
    windowEndAt: run.windowDays === null ? null : windowEnd(run.startedAt, run.windowDays, businessZone),
    author: { by: '', at, runId },
    tomorrowStart: startOfNextCivilDay(at, businessZone),
    deriveDates: hasNewBasis ? createDeriveDates(basis) : stage.deriveDates,
    throwIfCancelled,
  }

  const plan = planSlots(commit, outcome.passes)
  // Before anything is written: the causes look at what was active before this run.
  const vanished = markVanished(commit, plan)
  const touched = updateTouched(commit, plan.touched)
  insertNew(commit, plan.added)
  putRefusedQuotes(db, stage.accountId, stage.refusals)
  // The people changed the zone, a policy or tag keys while rows were on their way.
  if (hasNewBasis) recomputeDerived(db, { accountId: stage.accountId })
  throwIfCancelled()

  const figures = {
    fetched: plan.listed,
    reportedTotal: outcome.reportedTotal,
    complete: isComplete,
    added: plan.added.length,
    changed: touched.changed,
    unchanged: plan.listed - plan.added.length - touched.changedInList,
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

interface Touched {
  readonly changed: number
  /** Without those that were looked up by their ids. */
  readonly changedInList: number
  readonly gone: number
}

function updateTouched(commit: Commit, slots: readonly number[]): Touched {
  const { db, stage, writer, at, deriveDates, throwIfCancelled } = commit
  const { known } = stage
  let changed = 0
  let changedInList = 0
  let gone = 0
  for (const chunk of inChunks(slots, throwIfCancelled)) {
    const stored = readStoredItems(
      db,
      chunk.map((slot) => known.itemKeys[slot] as number),
    )
    const keys = chunk.map((slot) => toStageKey(stage, slot))
    const [items, tags, prices] = [stagedItems(db, keys), stagedTags(db, keys), stagedPrices(db, keys)]
    const differences = chunk.map((slot, index) => {
      const key = keys[index] as number
      const before = stored.get(known.itemKeys[slot] as number)
      if (!before) throw internal(stage.runId, 'a stored item is missing')
      const staged = { item: items.get(key), tags: tags.get(key), price: prices.get(key) }
      return { slot, before, ...diffItem(before, staged, at, deriveDates) }
    })
    const unasked = followDecisions(commit, differences)
    for (const { slot, before, ...difference } of differences) {
      if (difference.changes.length > 0) {
        writer.update({ ...difference.after, ...unasked.get(before.itemKey) })
        for (const change of difference.changes) writer.record({ itemKey: before.itemKey, ...change })
        if (!difference.changes.every(isFirstQuote)) {
          changed += 1
          if (!known.has(slot, Flag.LookedUp)) changedInList += 1
        }
        if (difference.isGone) gone += 1
        continue
      }
      const { contentHash, tagsHash, pricedAt } = difference.after
      if (difference.hasNewFingerprint) writer.updateFingerprint(before.itemKey, contentHash, tagsHash)
      if (difference.hasNewQuote) writer.updatePricedAt(before.itemKey, pricedAt as number)
    }
  }
  return { changed, changedInList, gone }
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
