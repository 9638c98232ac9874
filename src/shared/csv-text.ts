/** What spreadsheets would take for a formula, or what could hide in front of one. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const RISKY = /^(?:\s*[=+\-@]|[\u0000-\u001f\u007f])/
const NUMBER = /^-?\d+(?:\.\d+)?$/

/**
 * Lines of cells as CSV (RFC 4180, lines end with CR LF, no byte order mark). Cells that a spreadsheet would take for a
 * formula begin with an apostrophe; numbers, also negative ones, stay as they are.
 */
export function toCsvText(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => `${line.map(toCell).join(',')}\r\n`).join('')
}

function toCell(text: string): string {
  const safe = RISKY.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
