import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/domain/app-error.ts'
import { transaction, type WriteDb } from '../db/connection.ts'
import { getAccount } from '../db/repositories/account.ts'
import { putRunNote } from '../db/repositories/run-course.ts'
import { insertLogLines } from '../db/repositories/run-log.ts'
import {
  endRun,
  findActiveRun,
  getRun,
  getSyncOrdinal,
  insertRun,
  interruptRuns,
  markRunning,
} from '../db/repositories/run.ts'
import type { WriteCommands } from '../db/write-commands.ts'
import type { WriteHandler } from './context.ts'
import { completeLinkFigures } from './link-run.ts'
import { isAlive } from './run-liveness.ts'

/**
 * One run per account at a time: a request that the active run covers joins it, a larger one is refused with
 * ACCOUNT_BUSY. The run of a process that has died does not count; it becomes `interrupted` on the spot.
 */
export const createRun: WriteHandler<'run.create'> = ({ db }, input) => transaction(db, () => createRunRow(db, input))

/** The same within the caller's transaction. */
export function createRunRow(
  db: WriteDb,
  input: WriteCommands['run.create']['input'],
): WriteCommands['run.create']['output'] {
  const { accountId, windowDays, at, ...rest } = input
  const ordinal = getSyncOrdinal(db, accountId)
  const active = findActiveRun(db, accountId)
  if (active && isAlive(db, active, input.instanceId)) {
    if (covers(active.window_days, windowDays)) return { runId: active.run_id, isNew: false, ordinal }
    throw new AppError('ACCOUNT_BUSY', { account: getAccount(db, accountId).name, run: active.run_id })
  }
  if (active) {
    for (const dead of interruptRuns(db, [active.instance_id], at)) completeLinkFigures(db, dead)
  }
  const runId = randomUUID()
  insertRun(db, { ...rest, runId, accountId, windowDays, startedAt: at })
  return { runId, isNew: true, ordinal }
}

/** From waiting to going on. Throws RUN_NOT_FOUND, and a plain error when the run has ended already. */
export const beginRun: WriteHandler<'run.begin'> = ({ db }, { runId }) =>
  transaction(db, () => {
    if (markRunning(db, runId)) return null
    const { state } = getRun(db, runId)
    if (state !== 'running') throw new Error(`run ${runId} is ${state} and cannot begin`)
    return null
  })

/** Appends lines; their numbers go on without a gap. Throws RUN_NOT_FOUND. */
export const logRun: WriteHandler<'run.log'> = ({ db }, { runId, lines }) =>
  transaction(db, () => {
    getRun(db, runId)
    insertLogLines(db, runId, lines)
    return null
  })

/** Throws RUN_NOT_FOUND. */
export const noteRun: WriteHandler<'run.note'> = ({ db }, { runId, ...note }) =>
  transaction(db, () => {
    getRun(db, runId)
    putRunNote(db, runId, note)
    return null
  })

export const finishRun: WriteHandler<'run.finish'> = ({ db }, { runId, ...end }) =>
  transaction(db, () => {
    const didEnd = endRun(db, runId, end)
    if (didEnd) completeLinkFigures(db, runId)
    return { run: getRun(db, runId), didEnd }
  })

export const interruptDeadRuns: WriteHandler<'run.interrupt'> = ({ db }, { deadInstanceIds, at }) =>
  transaction(db, () => {
    const runIds = deadInstanceIds.length === 0 ? [] : interruptRuns(db, deadInstanceIds, at)
    for (const runId of runIds) completeLinkFigures(db, runId)
    return { runIds }
  })

function covers(active: number | null, wanted: number | null): boolean {
  return active === null || (wanted !== null && active >= wanted)
}
