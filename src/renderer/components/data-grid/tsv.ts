/** What a spreadsheet would take for a formula; a number with its sign is none. */
const FORMULA = /^[=+\-@]/
const NUMBER = /^[+-]?\d+(\.\d+)?%?$/

/**
 * A cell as spreadsheets take it from the clipboard: line breaks and tabs become blanks, and a text that would become a
 * formula gets an apostrophe before it, because names come from elsewhere.
 */
export function toTsvCell(text: string): string {
  const flat = text.replaceAll(/[\t\r\n\v\f\u0085\u2028\u2029]+/g, ' ')
  return FORMULA.test(flat.trimStart()) && !NUMBER.test(flat) ? `'${flat}` : flat
}

export function toTsvLine(cells: readonly string[]): string {
  return cells.map(toTsvCell).join('\t')
}
