import { describe, expect, it } from 'vitest'
import { toTsvCell, toTsvLine } from '../../../../../src/renderer/components/data-grid/tsv.ts'

describe('cells for the clipboard', () => {
  it.each([
    ['=HYPERLINK("http://x")', `'=HYPERLINK("http://x")`],
    ['+cmd', "'+cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-2+3', "'-2+3"],
    [' =1+1', "' =1+1"],
  ])('never become a formula in a spreadsheet: %s', (text, expected) => {
    expect(toTsvCell(text)).toBe(expected)
  })

  it.each(['-3', '-1234.50', '+5', '12.5%', '2026-11-24', '—'])('leave numbers and days as they are: %s', (text) => {
    expect(toTsvCell(text)).toBe(text)
  })

  it('keep a row in one line whatever names contain', () => {
    expect(toTsvLine(['a\tb', 'c\r\nd', 'e\u2028f'])).toBe('a b\tc d\te f')
  })
})
