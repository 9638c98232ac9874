import { dirname } from 'node:path'
import type { WriteDb } from '../db/connection.ts'
import { findDeadInstances } from '../db/instance-lease.ts'
import type { ActiveRunRow } from '../db/repositories/run.ts'

/** Whether the process of a run lives. The caller is alive, whether or not it holds a lease. */
export function isAlive(db: WriteDb, active: ActiveRunRow, callerId: string): boolean {
  return active.instance_id === callerId || findDeadInstances(dirname(db.file), [active.instance_id]).length === 0
}
