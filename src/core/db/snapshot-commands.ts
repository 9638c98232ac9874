import type { Snapshot, SnapshotFigures } from '../../shared/domain/snapshot.ts'

/** What writes done reviews. */
export interface SnapshotCommands {
  /** Stores a frozen picture as it is given (compressed); its format is the business of `snapshot-content`. */
  'snapshot.add': {
    input: { title: string; note: string | null; at: number; by: string; figures: SnapshotFigures; content: Uint8Array }
    output: Snapshot
  }
  'snapshot.rename': { input: { snapshotId: string; title: string; note: string | null }; output: Snapshot }
  'snapshot.remove': { input: { snapshotId: string }; output: null }
}
