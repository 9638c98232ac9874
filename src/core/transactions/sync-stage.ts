import { deserialize } from 'node:v8'
import { AppError } from '../../shared/domain/app-error.ts'
import type { RawCode } from '../../shared/domain/item.ts'
import type { RenewalMode } from '../../shared/domain/renewal-mode.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { FactBatch } from '../../shared/worker/frames.ts'
import type { WriteDb } from '../db/connection.ts'
import { createDeriveDates, liftTags, toBasisText, type DerivedBasis, type TagSet } from '../db/derived.ts'
import { getAccount } from '../db/repositories/account.ts'
import { FACT_INDEX } from '../db/repositories/item-columns.ts'
import { toFactSearchText, toTagSearchText } from '../db/repositories/item-search.ts'
import { readItemVersion } from '../db/repositories/item-version.ts'
import { listKnownItems } from '../db/repositories/item-known.ts'
import { getRun } from '../db/repositories/run.ts'
import { getSettings } from '../db/repositories/setting.ts'
import { clearStage, openStageTables, stageTransaction, type StageTables } from '../db/repositories/stage.ts'
import type { WriteHandler } from './context.ts'
import { readItemRows, readPriceRows, readTagRows } from './fact-batch.ts'
import { createKnownItems, Flag, type KnownItems } from './known-items.ts'

/** Room for the slots of one run inside a stage key; the product stays far below 2^53. */
const SLOTS_PER_RUN = 2 ** 32

/** What one run has brought so far. Facts wait in temporary tables, the account's fingerprints in memory. */
export interface Stage {
  readonly runId: string
  readonly accountId: string
  readonly firstKey: number
  readonly basis: DerivedBasis
  readonly basisText: string
  readonly tagKeys: Settings['tagKeys']
  known: KnownItems
  /** Version of the item rows that `known` was read from. */
  itemVersion: string
  readonly tables: StageTables
  readonly deriveDates: ReturnType<typeof createDeriveDates>
  /** A write that failed half way (a full disk) leaves memory and tables apart; nothing may be committed then. */
  isBroken: boolean
}

interface Stages {
  readonly byRun: Map<string, Stage>
  opened: number
}

const stagesOf = new WeakMap<WriteDb, Stages>()

function openStages(db: WriteDb): Stages {
  let stages = stagesOf.get(db)
  if (!stages) {
    stages = { byRun: new Map(), opened: 0 }
    stagesOf.set(db, stages)
  }
  return stages
}

/** The stage of a run; INTERNAL when it was never opened or has been discarded, or when one of its writes failed. */
export function requireStage(db: WriteDb, runId: string): Stage {
  const stage = stagesOf.get(db)?.byRun.get(runId)
  if (!stage) throw new AppError('INTERNAL', { runId }, { raw: `nothing is staged for run ${runId}` })
  if (stage.isBroken) throw new AppError('INTERNAL', { runId }, { raw: `staging of run ${runId} failed earlier` })
  return stage
}

/** Stage key of a slot; keys of one run are a range of their own. */
export function toStageKey(stage: Stage, slot: number): number {
  return stage.firstKey + slot
}

/** Reads the fingerprints of the account's present picture, so that what has not changed need not be kept. */
export const openStage: WriteHandler<'stage.open'> = ({ db }, { runId }) => {
  dropStage(db, runId)
  const stages = openStages(db)
  const { accountId } = getRun(db, runId)
  const { provider, policy } = getAccount(db, accountId)
  const { businessZone, tagKeys } = getSettings(db)
  const basis = { provider, policy, businessZone, tagKeys }
  const tables = openStageTables(db)
  const { itemVersion, known } = stageTransaction(db, () => ({
    itemVersion: readItemVersion(db),
    known: createKnownItems(listKnownItems(db, accountId)),
  }))
  stages.opened += 1
  stages.byRun.set(runId, {
    runId,
    accountId,
    firstKey: stages.opened * SLOTS_PER_RUN,
    basis,
    basisText: toBasisText(basis),
    tagKeys,
    known,
    itemVersion,
    tables,
    deriveDates: createDeriveDates(basis),
    isBroken: false,
  })
  return null
}

/** Takes in one batch: all of it, or none when a row is malformed (INTERNAL). */
export const addToStage: WriteHandler<'stage.add'> = ({ db }, { runId, batch }) => {
  const stage = requireStage(db, runId)
  const add = prepareBatch(stage, batch)
  try {
    stageTransaction(db, add)
  } catch (error) {
    stage.isBroken = true
    throw error
  }
  return { rows: batch.rows }
}

/** Forgets what a run has brought; without effect when there is nothing. */
export const discardStage: WriteHandler<'stage.discard'> = ({ db }, { runId }) => {
  dropStage(db, runId)
  return null
}

/** Empties the tables of a run. */
export function dropStage(db: WriteDb, runId: string): void {
  const stages = openStages(db)
  const stage = stages.byRun.get(runId)
  if (!stage) return
  stages.byRun.delete(runId)
  const isLast = stages.byRun.size === 0
  clearStage(db, isLast ? null : { from: stage.firstKey, to: stage.firstKey + SLOTS_PER_RUN - 1 })
}

/** Reads and checks the whole batch first, so that a malformed row changes nothing. */
function prepareBatch(stage: Stage, batch: FactBatch): () => void {
  const { pass } = batch
  if (!Number.isInteger(pass) || pass < 1) throw malformed(batch, `pass ${pass}`)
  let rows: unknown
  try {
    rows = deserialize(batch.payload)
  } catch (error) {
    throw malformed(batch, 'payload', error)
  }
  if (!Array.isArray(rows) || rows.length !== batch.rows) throw malformed(batch, 'number of rows')
  try {
    switch (batch.what) {
      case 'items': {
        const items = readItemRows(rows)
        return () => items.forEach((row) => stageItem(stage, row, pass))
      }
      case 'tags': {
        const tags = readTagRows(rows)
        return () => tags.forEach((row) => stageTags(stage, row))
      }
      case 'prices': {
        const prices = readPriceRows(rows)
        return () => prices.forEach((row) => stagePrice(stage, row))
      }
      default:
        throw new RangeError(`unknown kind ${String(batch.what)}`)
    }
  } catch (error) {
    throw malformed(batch, error instanceof Error ? error.message : '', error)
  }
}

function malformed(batch: FactBatch, what: string, cause?: unknown): AppError {
  return new AppError('INTERNAL', {}, { raw: `malformed ${batch.what} batch: ${what}`, cause })
}

function stageItem(stage: Stage, row: ReturnType<typeof readItemRows>[number], pass: number): void {
  const { known, tables } = stage
  const slot = known.slotOf(row.resourceId)
  // What a newer pass has said about a resource is not undone by a late batch of an older one.
  if (!known.markSeen(slot, pass)) return
  const key = toStageKey(stage, slot)
  if (known.isStored(slot) && known.contentHashes[slot] === row.hash) {
    if (known.has(slot, Flag.StagedItem)) {
      tables.dropItem.run(key)
      known.unset(slot, Flag.StagedItem)
      known.stagedHashes[slot] = null
    }
    return
  }
  if (known.has(slot, Flag.StagedItem) && known.stagedHashes[slot] === row.hash) return
  const { values } = row
  const dates = stage.deriveDates(
    values[FACT_INDEX.expiresAt] as number | null,
    values[FACT_INDEX.renewalMode] as RenewalMode,
    values[FACT_INDEX.rawPolicy] as RawCode,
  )
  tables.putItem.run(
    key,
    ...values,
    row.hash,
    toFactSearchText(values),
    dates.expiresOn,
    dates.actByAt,
    dates.graceEndsAt,
    dates.retentionEndsAt,
  )
  known.set(slot, Flag.StagedItem)
  known.stagedHashes[slot] = row.hash
}

function stageTags(stage: Stage, row: ReturnType<typeof readTagRows>[number]): void {
  const { known, tables } = stage
  const slot = known.slotOf(row.resourceId)
  const key = toStageKey(stage, slot)
  if (known.isStored(slot) && known.tagHashes[slot] === row.hash) {
    if (known.has(slot, Flag.StagedTags)) {
      tables.dropTags.run(key)
      known.unset(slot, Flag.StagedTags)
    }
    return
  }
  const tags = JSON.parse(row.text) as TagSet
  const lifted = liftTags(tags, stage.tagKeys)
  tables.putTags.run(key, row.text, row.hash, lifted.productLine, lifted.env, lifted.name, toTagSearchText(tags))
  known.set(slot, Flag.StagedTags)
}

function stagePrice(stage: Stage, row: ReturnType<typeof readPriceRows>[number]): void {
  const slot = stage.known.slotOf(row.resourceId)
  stage.tables.putPrice.run(toStageKey(stage, slot), row.amount, row.currency, row.months, row.quotedAt)
  stage.known.set(slot, Flag.StagedPrice)
}

