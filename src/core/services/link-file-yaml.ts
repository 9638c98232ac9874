import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from 'yaml'
import { UnreadableFile, type MalformedRow, type ParsedRows } from './link-file-row.ts'
import { readShape } from './link-file-shape.ts'

/** Parsing YAML takes about a second per MiB. */
const MAX_LENGTH = 4 * 1024 * 1024
/** Aliases can make a small file unfold into a huge one. */
const MAX_NODES = 2_000_000
const MAX_DEPTH = 32

/** Reads YAML such as the `link.yml` of Hexo's themes; rows are lines. Throws UnreadableFile. */
export function readYaml(text: string): ParsedRows {
  if (text.length > MAX_LENGTH) throw new UnreadableFile('YAML: > 4 MiB')
  const lineCounter = new LineCounter()
  const lines = new Map<object, number>()
  const values: unknown[] = []
  const malformed: MalformedRow[] = []
  for (const document of parse(text, lineCounter)) {
    for (const error of document.errors) {
      const { line } = lineCounter.linePos(error.pos[0])
      malformed.push({ row: line, value: text.slice(error.pos[0], error.pos[0] + 200).split('\n')[0] ?? '' })
    }
    const note = (value: object, at: number) => lines.set(value, lineCounter.linePos(at).line)
    values.push(toPlainValue(document.contents, note))
  }
  const value = values.length === 1 ? values[0] : values
  const parsed = readShape(value, (entry) => lines.get(entry) ?? null)
  return { ...parsed, malformed: [...parsed.malformed, ...byLine(malformed)] }
}

function parse(text: string, lineCounter: LineCounter): readonly Document[] {
  try {
    // Without pretty errors: finding their lines would take time by the square of their number.
    const documents = parseAllDocuments(text, {
      lineCounter,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'silent',
    })
    return 'empty' in documents ? [] : documents
  } catch (error) {
    // Deeper nesting than the stack has room for.
    throw new UnreadableFile(`YAML: ${error instanceof Error ? error.message.slice(0, 200) : 'malformed'}`, error)
  }
}

/** One problem follows from another: one per line is enough. */
function byLine(malformed: readonly MalformedRow[]): readonly MalformedRow[] {
  return [...new Map(malformed.map((entry) => [entry.row, entry])).values()]
}

type Note = (value: object, at: number) => void

/** Plain data of a document. Every list and map is noted with its place; aliases are followed within bounds. */
function toPlainValue(root: unknown, note: Note): unknown {
  const anchors = new Map<string, Node>()
  let nodes = 0
  const convert = (node: unknown, depth: number): unknown => {
    nodes += 1
    if (nodes > MAX_NODES || depth > MAX_DEPTH) throw new UnreadableFile('YAML: too large when unfolded')
    if (isAlias(node)) return convert(anchors.get(node.source) ?? null, depth + 1)
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor) anchors.set(node.anchor, node)
    }
    if (isScalar(node)) return node.value
    if (isSeq(node)) {
      const list = node.items.map((item) => convert(item, depth + 1))
      note(list, node.range?.[0] ?? 0)
      return list
    }
    if (!isMap(node)) return null
    const map: Record<string, unknown> = {}
    const merged: Record<string, unknown> = {}
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : ''
      const inner = convert(value, depth + 1)
      if (name === '<<' && typeof inner === 'object') Object.assign(merged, inner)
      else define(map, name, inner)
    }
    const whole = { ...merged, ...map }
    note(whole, node.range?.[0] ?? 0)
    return whole
  }
  return convert(root, 0)
}

/** A key such as `__proto__` is a key like any other. */
function define(map: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
}
