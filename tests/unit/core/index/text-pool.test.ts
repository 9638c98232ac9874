import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDictionary } from '../../../../src/core/index/dictionary.ts'
import {
  countRows,
  fullSet,
  hasRow,
  invert,
  listRows,
  setOfCodes,
  setOfRange,
} from '../../../../src/core/index/row-set.ts'
import { sortInSlices } from '../../../../src/core/index/slices.ts'
import { createTextPool } from '../../../../src/core/index/text-pool.ts'

const texts = fc.oneof(
  fc.constantFrom('', 'É', 'İstanbul', 'ΟΔΟΣ', 'Straße', '订单', 'a\nb', '\n', '🚀', 'aaa'),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
)
const fold = (text: string): string => text.toLowerCase().replaceAll('ς', 'σ')

describe('createTextPool', () => {
  it('finds exactly the entries that contain a text, never one across two of them', () => {
    fc.assert(
      fc.property(
        fc.array(texts, { maxLength: 60 }),
        texts,
        fc.integer({ min: 0, max: 40 }),
        (entries, needle, early) => {
          const pool = createTextPool()
          entries.forEach((entry, index) => {
            // A search in between must not keep later entries from being found.
            if (index === early) pool.find('x', new Uint8Array(entries.length))
            expect(pool.push(entry)).toBe(index)
          })
          const marks = new Uint8Array(entries.length)
          const folded = fold(needle)
          const expected = entries.map((entry) => (fold(entry).includes(folded) ? 1 : 0))
          expect(pool.find(folded, marks)).toBe(expected.filter((mark) => mark === 1).length)
          expect([...marks]).toEqual(expected)
          entries.forEach((entry, index) => {
            expect(pool.at(index)).toBe(entry)
            expect(pool.has(index, folded)).toBe(expected[index] === 1)
          })
        },
      ),
      { numRuns: 300 },
    )
  })

  it('does so beyond the entries that stand in one string', () => {
    const pool = createTextPool()
    for (let index = 0; index < 3000; index += 1) pool.push(index % 7 === 0 ? `Name-${index}É` : `x${index}`)
    const marks = new Uint8Array(3000)
    expect(pool.find('name-', marks)).toBe(429)
    expect(marks.every((mark, index) => (mark === 1) === (index % 7 === 0))).toBe(true)
    expect(pool.at(2100)).toBe('Name-2100É')
    expect(pool.has(2100, '2100é')).toBe(true)
  })
})

describe('createDictionary', () => {
  it('keeps a number and the same number as a text apart, and gives every value one code', () => {
    const dictionary = createDictionary()
    const codes = [2, '2', null, '', 2, '2', 'x', null].map((value) => dictionary.intern(value))
    expect(codes).toEqual([1, 2, 0, 3, 1, 2, 4, 0])
    expect(codes.map((code) => dictionary.text(code))).toEqual(['2', '2', null, '', '2', '2', 'x', null])
    expect([dictionary.isNumber(1), dictionary.isNumber(2)]).toEqual([true, false])
    expect([...(dictionary.find('2') ?? [])]).toEqual([0, 1, 1, 0, 0])
    expect(dictionary.find('y')).toBeNull()
  })
})

describe('row sets', () => {
  it('hold exactly the rows that they were made of, whatever their number', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 100 }), (codes) => {
        const rows = codes.length
        const allowed = Uint8Array.of(0, 1, 0, 1, 0, 0)
        const set = setOfCodes(Uint8Array.from(codes), allowed, rows)
        const expected = codes.flatMap((code, row) => (allowed[code] === 1 ? [row] : []))
        expect([...listRows(set)]).toEqual(expected)
        expect(countRows(set)).toBe(expected.length)
        expect(codes.map((_, row) => hasRow(set, row))).toEqual(codes.map((code) => allowed[code] === 1))
        const others = codes.flatMap((code, row) => (allowed[code] === 1 ? [] : [row]))
        expect([...listRows(invert(set, rows))]).toEqual(others)
        expect(countRows(fullSet(rows))).toBe(rows)
        const values = Float64Array.from(codes, (code) => (code === 5 ? NaN : code))
        const between = codes.flatMap((code, row) => (code >= 2 && code <= 4 ? [row] : []))
        expect([...listRows(setOfRange(values, 2, Infinity, rows))]).toEqual(between)
      }),
    )
  })
})

describe('sortInSlices', () => {
  it('sorts as Array.sort does, equal ones in the order in which they came', async () => {
    const items = Array.from({ length: 5000 }, (_, index) => ({ value: (index * 7919) % 701, index }))
    const byValue = (a: { value: number }, b: { value: number }): number => a.value - b.value
    expect(await sortInSlices(items, byValue)).toEqual(items.toSorted(byValue))
    expect(await sortInSlices([], byValue)).toEqual([])
  })
})
