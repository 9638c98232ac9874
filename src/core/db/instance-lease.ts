import Database from 'better-sqlite3'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../shared/domain/app-error.ts'
import { isSqliteError, toDbError } from './errors.ts'

/**
 * Several processes may use one data folder. Each holds a lease: a small SQLite file that it keeps locked. The operating
 * system lets go of the lock when the process ends in whatever way, on every platform, so no process number is compared
 * and no heartbeat is needed. The files are only ever opened by SQLite: closing a plain handle would drop the lock.
 */
export interface InstanceLease {
  readonly instanceId: string
  /** Ends the lease and removes its file; a second call does nothing. */
  release(): void
}

const INSTANCE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const SUFFIX = '.lock'
const GATE = 'gate.lock'

/** Longest wait for another process that starts, stops or restores at the same moment. */
const GATE_WAIT_MS = 5000

/** Registers this process with the data folder and clears away the leases of dead ones; DB_BUSY while a restore is under way. */
export function createInstanceLease(dataDir: string): InstanceLease {
  const instanceId = randomUUID()
  const file = leaseFile(dataDir, instanceId)
  const lock = withInstanceGate(dataDir, () => {
    // Whoever was killed has left a file behind; nobody else may come by for a long time.
    liveInstances(dataDir)
    return holdLock(file, 0)
  })
  if (!lock) throw new AppError('DB_BUSY', { file })
  return {
    instanceId,
    release() {
      if (!lock.open) return
      try {
        withInstanceGate(dataDir, () => {
          lock.close()
          removeLease(file)
        })
      } catch {
        // The lock is what counts; a file that stays behind is cleared away by whoever comes next.
        lock.close()
      }
    },
  }
}

/** Those of the ids whose process has ended, in the order given; an id that never had a lease is dead. */
export function findDeadInstances(dataDir: string, ids: readonly string[]): string[] {
  if (ids.length === 0) return []
  return withInstanceGate(dataDir, () => ids.filter((id) => !isAlive(dataDir, id)))
}

/** Ids of all running processes that use the data folder; files that dead ones left are removed. */
export function listLiveInstances(dataDir: string): string[] {
  return withInstanceGate(dataDir, () => liveInstances(dataDir))
}

/**
 * Carries out `work` while no process can start or stop using the data folder; it is told who is alive. No two processes
 * are behind the gate at once, so it also guards what is read, changed and written back.
 */
export function withClosedGate<Result>(dataDir: string, work: (liveIds: readonly string[]) => Result): Result {
  return withInstanceGate(dataDir, () => work(liveInstances(dataDir)))
}

function liveInstances(dataDir: string): string[] {
  return readdirSync(instancesDir(dataDir))
    .filter((name) => name.endsWith(SUFFIX) && name !== GATE)
    .map((name) => name.slice(0, -SUFFIX.length))
    .filter((id) => isAlive(dataDir, id))
}

/** Must run behind the gate: between the making of a lease file and its lock it would look dead. */
function isAlive(dataDir: string, id: string): boolean {
  if (!INSTANCE_ID.test(id)) return false
  const file = leaseFile(dataDir, id)
  if (!existsSync(file)) return false
  const lock = holdLock(file, 0)
  if (!lock) return true
  lock.close()
  removeLease(file)
  return false
}

function withInstanceGate<Result>(dataDir: string, work: () => Result): Result {
  const folder = instancesDir(dataDir)
  const file = join(folder, GATE)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const gate = holdLock(file, GATE_WAIT_MS)
    if (!gate) throw new AppError('DB_BUSY', { file })
    try {
      return work()
    } finally {
      gate.close()
    }
  } catch (error) {
    throw toDbError(error, folder)
  }
}

/** An open connection that holds the file's exclusive lock, or null when somebody else does. */
function holdLock(file: string, waitMs: number): Database.Database | null {
  const lock = new Database(file, { timeout: waitMs })
  try {
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if (isSqliteError(error) && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
}

function removeLease(file: string): void {
  rmSync(file, { force: true })
}

function instancesDir(dataDir: string): string {
  return join(dataDir, 'instances')
}

function leaseFile(dataDir: string, id: string): string {
  return join(instancesDir(dataDir), id + SUFFIX)
}
