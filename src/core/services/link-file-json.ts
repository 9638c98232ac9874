import { UnreadableFile, type ParsedRows } from './link-file-row.ts'
import { readShape } from './link-file-shape.ts'

/** Reads JSON, or one JSON value per line. Throws UnreadableFile. */
export function readJson(text: string): ParsedRows {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return readLines(text) ?? refuse(error)
  }
  return readShape(value)
}

function refuse(error: unknown): never {
  throw new UnreadableFile(`JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'malformed'}`, error)
}

/** null when not even the first line is JSON. */
function readLines(text: string): ParsedRows | null {
  const values: object[] = []
  const lines = new Map<object, number>()
  const malformed: { row: number; value: string }[] = []
  for (const [at, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (line.trim() === '') continue
    const value = parseLine(line)
    if (value === null && values.length === 0) return null
    if (value === null) malformed.push({ row: at + 1, value: line })
    else {
      values.push(value)
      lines.set(value, at + 1)
    }
  }
  const parsed = readShape(values, (entry) => lines.get(entry) ?? null)
  return { ...parsed, malformed: [...parsed.malformed, ...malformed] }
}

function parseLine(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}
