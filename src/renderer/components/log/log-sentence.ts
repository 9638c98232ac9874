import type { LogLine } from '../../../shared/domain/run.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'

type Line = Pick<LogLine, 'code' | 'params'>
/** Pieces of a sentence, every second of which names the parameter that stands there; null: made anew each time. */
type Pattern = readonly string[] | null

const MARK = '\u0001'

const patterns = new WeakMap<Translator, Map<string, Pattern>>()

/** Learns how a sentence is built by having it made of marks in place of values. */
function toPattern(translator: Translator, line: Line): Pattern {
  const names = Object.keys(line.params)
  // A count may choose between forms of the sentence.
  if (names.includes('count')) return null
  const marked = Object.fromEntries(names.map((name) => [name, `${MARK}${name}${MARK}`]))
  const pattern = translator.logLine({ code: line.code, params: marked }).split(MARK)
  return fill(pattern, line) === translator.logLine(line) ? pattern : null
}

function fill(pattern: readonly string[], { params }: Line): string {
  return pattern.map((piece, index) => (index % 2 === 1 ? String(params[piece] ?? '') : piece)).join('')
}

/** The sentence of a log line, as `translator.logLine` makes it, fast enough to look through 100,000 of them. */
export function logSentence(translator: Translator, line: Line): string {
  let known = patterns.get(translator)
  if (!known) patterns.set(translator, (known = new Map()))
  const key = `${line.code} ${Object.keys(line.params).join(' ')}`
  let pattern = known.get(key)
  if (pattern === undefined) known.set(key, (pattern = toPattern(translator, line)))
  return pattern === null ? translator.logLine(line) : fill(pattern, line)
}
