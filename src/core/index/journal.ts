/** Rows whose values have changed, in the order in which that happened; the oldest are let go of. */
export interface Journal {
  /** Counts all changes that there ever were. */
  readonly end: number
  add(row: number): void
  /** Rows that have changed since `end` was `place`, some of them perhaps twice; null when that is too long ago. */
  since(place: number): readonly number[] | null
}

/** An empty journal that keeps at least the last `kept` changes. */
export function createJournal(kept: number): Journal {
  let rows: number[] = []
  let start = 0
  return {
    get end() {
      return start + rows.length
    },
    add(row) {
      if (rows.length >= kept * 2) {
        rows = rows.slice(-kept)
        start += kept
      }
      rows.push(row)
    },
    since: (place) => (place < start ? null : rows.slice(place - start)),
  }
}
