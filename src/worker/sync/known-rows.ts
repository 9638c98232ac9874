import { HASH_LENGTH } from '../../shared/worker/fact-rows.ts'

/** Finds stored rows by their hashes; 100,000 of them cost some megabytes and no object each. */
export interface KnownRows {
  /** Place of the row that has exactly this hash; -1 when there is none. */
  placeOf(hash: string): number
}

export const NOTHING_KNOWN: KnownRows = { placeOf: () => -1 }

/** Characters that choose where the search begins; hashes are evenly spread, so a few of them do. */
const START_CHARACTERS = 8

/** Indexes hashes that stand one after the other (see KnownHashes). */
export function createKnownRows(hashes: Uint8Array): KnownRows {
  const count = Math.floor(hashes.length / HASH_LENGTH)
  // At least half of the cells stay empty, so every search comes to an end, and soon.
  const cells = new Uint32Array(2 ** Math.ceil(Math.log2(2 * count + 2)))
  const mask = cells.length - 1

  for (let place = 0; place < count; place += 1) {
    const from = place * HASH_LENGTH
    if (hashes[from] === 0) continue
    let cell = 0
    for (let index = 0; index < START_CHARACTERS; index += 1) {
      cell = (Math.imul(cell, 67) + (hashes[from + index] as number)) & mask
    }
    while (cells[cell] !== 0) cell = (cell + 1) & mask
    cells[cell] = place + 1
  }

  function isAt(place: number, hash: string): boolean {
    const from = place * HASH_LENGTH
    for (let index = 0; index < HASH_LENGTH; index += 1) {
      if (hashes[from + index] !== hash.charCodeAt(index)) return false
    }
    return true
  }

  return {
    placeOf(hash) {
      if (hash.length !== HASH_LENGTH) return -1
      let cell = 0
      for (let index = 0; index < START_CHARACTERS; index += 1) {
        cell = (Math.imul(cell, 67) + hash.charCodeAt(index)) & mask
      }
      for (; ; cell = (cell + 1) & mask) {
        const place = (cells[cell] as number) - 1
        if (place < 0 || isAt(place, hash)) return place
      }
    },
  }
}
