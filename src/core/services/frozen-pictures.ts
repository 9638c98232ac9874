import { AppError } from '../../shared/domain/app-error.ts'
import type { Snapshot } from '../../shared/domain/snapshot.ts'
import type { ReadDb } from '../db/connection.ts'
import { getSnapshot, readSnapshotContent } from '../db/repositories/snapshot.ts'
import { createSlices } from '../index/slices.ts'
import { readFrozenPicture, type FrozenPicture } from './frozen-picture.ts'

/** Unpacked pictures that are kept: two are compared, and one more is looked at. */
const KEPT = 3

/** The frozen pictures of done reviews, unpacked when they are needed. They never change, so they are kept. */
export interface FrozenPictures {
  /** Throws SNAPSHOT_NOT_FOUND, or SNAPSHOT_DAMAGED when it is not what was written. */
  get(snapshotId: string): Promise<{ readonly snapshot: Snapshot; readonly picture: FrozenPicture }>
}

/** Nothing is unpacked yet. */
export function createFrozenPictures(db: ReadDb): FrozenPictures {
  const kept = new Map<string, Promise<FrozenPicture | null>>()

  async function unpack(snapshotId: string): Promise<FrozenPicture | null> {
    const slices = createSlices()
    return await readFrozenPicture(readSnapshotContent(db, snapshotId), async () => {
      await slices.rest()
      if (!db.isOpen) throw new AppError('SHUTTING_DOWN')
    })
  }

  return {
    async get(snapshotId) {
      // Asked first, because it may have been removed by another process.
      const snapshot = getSnapshot(db, snapshotId)
      const known = kept.get(snapshotId)
      const unpacked = known ?? unpack(snapshotId)
      kept.delete(snapshotId)
      kept.set(snapshotId, unpacked)
      unpacked.catch(() => kept.delete(snapshotId))
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT) break
        kept.delete(oldest)
      }
      const picture = await unpacked
      if (picture === null) throw new AppError('SNAPSHOT_DAMAGED', { title: snapshot.title })
      return { snapshot, picture }
    },
  }
}
