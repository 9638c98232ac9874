import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCsvText } from '../../../src/shared/csv-text.ts'

describe('toCsvText', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "so"', '"say ""so"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+86 10', "'+86 10"],
    ['@home', "'@home"],
    ['-', "'-"],
    ['  =cmd', "'  =cmd"],
    ['\t=1', "'\t=1"],
    ['-12.50', '-12.50'],
    ['0.005', '0.005'],
    ['', ''],
  ])('writes %j as %j', (cell, expected) => {
    expect(toCsvText([[cell]])).toBe(`${expected}\r\n`)
  })

  it('is read back cell by cell by another reader', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 12 })
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 5 }), (lines) => {
        const back = parse(toCsvText(lines), { record_delimiter: '\r\n' }) as string[][]
        expect(back.map((line) => line.map((text) => text.replace(/^'/, '')))).toEqual(
          lines.map((line) => line.map((text) => text.replace(/^'/, ''))),
        )
      }),
      { numRuns: 500 },
    )
  })
})
