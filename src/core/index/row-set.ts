/** A set of rows, one bit for each. */
export type RowSet = Uint32Array

/** Values or codes by row. */
export type Codes = Uint8Array | Uint16Array | Uint32Array

const wordsFor = (rows: number): number => (rows + 31) >>> 5

export function emptySet(rows: number): RowSet {
  return new Uint32Array(wordsFor(rows))
}

export function fullSet(rows: number): RowSet {
  return invert(emptySet(rows), rows)
}

/** The rows that are not in a set. */
export function invert(set: RowSet, rows: number): RowSet {
  const inverted = new Uint32Array(set.length)
  for (let word = 0; word < set.length; word += 1) inverted[word] = ~(set[word] as number)
  if (rows % 32 !== 0) inverted[set.length - 1] = (inverted[set.length - 1] as number) & (2 ** (rows % 32) - 1)
  return inverted
}

/** Leaves in the first set what is in the second as well. */
export function intersectInto(set: RowSet, other: RowSet): void {
  for (let word = 0; word < set.length; word += 1) set[word] = (set[word] as number) & (other[word] as number)
}

/** Adds the rows of the second set to the first. */
export function uniteInto(set: RowSet, other: RowSet): void {
  for (let word = 0; word < set.length; word += 1) set[word] = (set[word] as number) | (other[word] as number)
}

/** Rows whose code is allowed: `allowed` holds 1 by code. */
export function setOfCodes(codes: Codes, allowed: Uint8Array, rows: number): RowSet {
  const set = emptySet(rows)
  for (let word = 0, row = 0; word < set.length; word += 1) {
    const end = Math.min(row + 32, rows)
    let bits = 0
    for (let bit = 0; row < end; row += 1, bit += 1) bits |= (allowed[codes[row] as number] as number) << bit
    set[word] = bits
  }
  return set
}

/** Rows whose value lies between two bounds, both included; NaN lies nowhere. */
export function setOfRange(values: Float64Array, min: number, max: number, rows: number): RowSet {
  const set = emptySet(rows)
  for (let word = 0, row = 0; word < set.length; word += 1) {
    const end = Math.min(row + 32, rows)
    let bits = 0
    for (let bit = 0; row < end; row += 1, bit += 1) {
      const value = values[row] as number
      if (value >= min && value <= max) bits |= 1 << bit
    }
    set[word] = bits
  }
  return set
}

/** Number of rows in a set. */
export function countRows(set: RowSet): number {
  let count = 0
  for (let word = 0; word < set.length; word += 1) {
    let bits = set[word] as number
    bits -= (bits >>> 1) & 0x55555555
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
    count += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return count
}

/** The rows of a set in their order. */
export function listRows(set: RowSet): Uint32Array {
  const rows = new Uint32Array(countRows(set))
  let at = 0
  for (let word = 0; word < set.length; word += 1) {
    let bits = set[word] as number
    const base = word << 5
    while (bits !== 0) {
      rows[at] = base + 31 - Math.clz32(bits & -bits)
      at += 1
      bits &= bits - 1
    }
  }
  return rows
}

export function hasRow(set: RowSet, row: number): boolean {
  return (((set[row >>> 5] as number) >>> (row & 31)) & 1) === 1
}

export function addRow(set: RowSet, row: number): void {
  set[row >>> 5] = (set[row >>> 5] as number) | (1 << (row & 31))
}
