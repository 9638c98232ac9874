import { pragma, type ReadDb } from '../connection.ts'

const ownWrites = new WeakMap<ReadDb, number>()

/**
 * Changes when rows of `item` may have been changed by anything but the sync that holds their fingerprints: by another
 * connection (SQLite tells), or by a use case on this one that called `noteItemWrite`.
 */
export function readItemVersion(db: ReadDb): string {
  return `${String(pragma(db, 'data_version'))}.${ownWrites.get(db) ?? 0}`
}

/** To be called by every use case that writes item rows and is not a sync. */
export function noteItemWrite(db: ReadDb): void {
  ownWrites.set(db, (ownWrites.get(db) ?? 0) + 1)
}
