import { deserialize } from 'node:v8'
import { AppError } from '../../shared/domain/app-error.ts'
import type { RawCode } from '../../shared/domain/item.ts'
import type { RenewalMode } from '../../shared/domain/renewal-mode.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { HASH_LENGTH } from '../../shared/worker/fact-rows.ts'
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
import {
  readHashedRows,
  readItem,
  readPriceRows,
  readTags,
  type ReadItem,
  type ReadPriceRow,
  type ReadRefusalRow,
  type ReadRows,
} from './fact-batch.ts'
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
  /** Tags of resources that nobody has named so far, by slot; most of them (pay-per-use ones) never will be. */
  readonly strayTags: Map<number, TagRow>
  /** Resources that have no quote. */
  readonly refusals: ReadRefusalRow[]
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
    strayTags: new Map(),
    refusals: [],
    isBroken: false,
  })
  return known.size === 0 ? null : { items: packHashes(known.contentHashes), tags: packHashes(known.tagHashes) }
}

/** One after the other; what is no hash of ours (none, or one of another length) stays a row of zeros. */
function packHashes(hashes: readonly (string | null)[]): Uint8Array {
  const packed = Buffer.alloc(hashes.length * HASH_LENGTH)
  hashes.forEach((hash, slot) => {
    if (hash?.length === HASH_LENGTH) packed.write(hash, slot * HASH_LENGTH, 'latin1')
  })
  return new Uint8Array(packed.buffer)
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
  if (!Number.isInteger(pass) || pass < (batch.what === 'items' ? 0 : 1)) throw malformed(batch, `pass ${pass}`)
  try {
    const content: unknown = deserialize(batch.payload)
    switch (batch.what) {
      case 'items':
        return prepareItems(stage, readHashedRows(content, batch.rows), pass)
      case 'tags':
        return prepareTags(stage, readHashedRows(content, batch.rows))
      case 'prices': {
        const prices = readPriceRows(content, batch.rows)
        return () => prices.forEach((row) => ('code' in row ? stage.refusals.push(row) : stagePrice(stage, row)))
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

/** Opens only the rows that say something new; most rows of a repeated sync do not. */
function prepareItems(stage: Stage, { unchanged, ids, hashes, textOf }: ReadRows, pass: number): () => void {
  const { known } = stage
  requireHashes(known, unchanged, known.contentHashes)
  const read = (index: number): ReadItem => readItem(textOf(index), ids[index] as string)
  const slots = ids.map((resourceId) => known.slotOf(resourceId))
  const opened = slots.map((slot, index) => {
    const isKnown = known.contentHashes[slot] === hashes[index] || known.stagedHashes[slot] === hashes[index]
    return isKnown ? null : read(index)
  })
  return () => {
    for (const slot of unchanged) {
      stageItem(stage, { slot, pass, hash: known.contentHashes[slot] as string, read: refuseToRead })
    }
    slots.forEach((slot, index) => {
      stageItem(stage, { slot, pass, hash: hashes[index] as string, read: () => opened[index] ?? read(index) })
    })
  }
}

/** Only what the run was told to be stored can be unchanged. Commit looks again whether it still is stored like that. */
function requireHashes(known: KnownItems, slots: Uint32Array, hashes: readonly (string | null)[]): void {
  for (const slot of slots) {
    if (slot >= known.firstNewSlot || hashes[slot]?.length !== HASH_LENGTH)
      throw new RangeError(`row ${slot} is unknown`)
  }
}

function refuseToRead(): never {
  throw new Error('an unchanged row has no text')
}

interface NewItem {
  readonly slot: number
  readonly pass: number
  readonly hash: string
  read(): ReadItem
}

function stageItem(stage: Stage, { slot, pass, hash, read }: NewItem): void {
  const { known, tables } = stage
  // What a newer pass has said about a resource is not undone by a late batch of an older one.
  if (pass === 0) {
    if (known.passOf(slot) > 0) return
    known.set(slot, Flag.LookedUp)
  } else if (!known.markSeen(slot, pass)) return
  const key = toStageKey(stage, slot)
  if (known.isStored(slot) && known.contentHashes[slot] === hash) {
    if (known.has(slot, Flag.StagedItem)) {
      tables.dropItem.run(key)
      known.unset(slot, Flag.StagedItem)
      known.stagedHashes[slot] = null
    }
    return
  }
  if (known.has(slot, Flag.StagedItem) && known.stagedHashes[slot] === hash) return
  const values = read()
  const dates = stage.deriveDates(
    values[FACT_INDEX.expiresAt] as number | null,
    values[FACT_INDEX.renewalMode] as RenewalMode,
    values[FACT_INDEX.rawPolicy] as RawCode,
  )
  tables.putItem.run(
    key,
    ...values,
    hash,
    toFactSearchText(values),
    dates.expiresOn,
    dates.actByAt,
    dates.graceEndsAt,
    dates.retentionEndsAt,
  )
  known.set(slot, Flag.StagedItem)
  known.stagedHashes[slot] = hash
}

function prepareTags(stage: Stage, { unchanged, ids, hashes, textOf }: ReadRows): () => void {
  const { known } = stage
  requireHashes(known, unchanged, known.tagHashes)
  const slots = ids.map((resourceId) => known.slotOf(resourceId))
  const opened = slots.map((slot, index): TagRow | null => {
    const hash = hashes[index] as string
    if (known.tagHashes[slot] === hash) return null
    const text = textOf(index)
    return { hash, text, tags: readTags(text) }
  })
  return () => {
    for (const slot of unchanged) stageTags(stage, slot, null)
    slots.forEach((slot, index) => {
      stageTags(stage, slot, opened[index] ?? null)
    })
  }
}

interface TagRow {
  readonly hash: string
  readonly text: string
  readonly tags: TagSet
}

/** More than this wait in the table like all others, so that memory stays small. */
const MAX_STRAY_TAGS = 10_000

/** `row` is null when the hash is the stored one. */
function stageTags(stage: Stage, slot: number, row: TagRow | null): void {
  const { known, tables, strayTags } = stage
  if (row === null) {
    if (known.has(slot, Flag.StagedTags)) {
      tables.dropTags.run(toStageKey(stage, slot))
      known.unset(slot, Flag.StagedTags)
    }
    known.set(slot, Flag.SameTags)
    return
  }
  known.unset(slot, Flag.SameTags)
  const isStray = !known.isStored(slot) && !isNamed(known, slot) && !known.has(slot, Flag.StagedTags)
  if (isStray && (strayTags.has(slot) || strayTags.size < MAX_STRAY_TAGS)) strayTags.set(slot, row)
  else {
    strayTags.delete(slot)
    putTags(stage, slot, row)
  }
}

function isNamed(known: KnownItems, slot: number): boolean {
  return known.passOf(slot) > 0 || known.has(slot, Flag.LookedUp)
}

function putTags(stage: Stage, slot: number, { hash, text, tags }: TagRow): void {
  const lifted = liftTags(tags, stage.tagKeys)
  const search = toTagSearchText(tags)
  stage.tables.putTags.run(toStageKey(stage, slot), text, hash, lifted.productLine, lifted.env, lifted.name, search)
  stage.known.set(slot, Flag.StagedTags)
}

/** Puts tags that came before their resource beside the others; to be called when everything has come. */
export function stageStrayTags(db: WriteDb, stage: Stage): void {
  const found = [...stage.strayTags].filter(([slot]) => isNamed(stage.known, slot))
  stage.strayTags.clear()
  if (found.length === 0) return
  stageTransaction(db, () => {
    for (const [slot, row] of found) putTags(stage, slot, row)
  })
}

function stagePrice(stage: Stage, row: ReadPriceRow): void {
  const slot = stage.known.slotOf(row.resourceId)
  stage.tables.putPrice.run(
    toStageKey(stage, slot),
    row.amount,
    row.currency,
    row.months,
    row.quotedAt,
    row.isWithMain ? 1 : 0,
  )
  stage.known.set(slot, Flag.StagedPrice)
}
