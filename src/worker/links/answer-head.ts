import type { LinkProblem } from './ports.ts'
import { toProblem } from './problems.ts'

/** Longest head that is read, interim answers included. */
export const MAX_HEAD_BYTES = 32 * 1024

/** Status and headers of an answer. */
export interface AnswerHead {
  readonly status: number
  /** HTTP/1.0 or older than 1.1. */
  readonly isOld: boolean
  /** The first value of a header; several of the same name are joined by `, `. */
  header(name: string): string | null
  /** What came after the head. */
  readonly rest: Buffer
}

/** Reads a head from pieces: null as long as more is needed. */
export interface HeadReader {
  push(chunk: Buffer): AnswerHead | LinkProblem | null
  /** Bytes that wait for more. */
  readonly held: number
}

const STATUS_LINE = /^HTTP\/(\d)(?:\.(\d))?[ \t]+(\d{3})(?:[ \t]|$)/

/** True for what is no head. */
export function isHeadProblem(head: AnswerHead | LinkProblem): head is LinkProblem {
  return 'verdict' in head
}

/**
 * Creates the reader of one answer. It forgives what browsers forgive (bare line feeds, lines without a colon, blank
 * lines in front), and skips interim answers.
 */
export function createHeadReader(): HeadReader {
  let held: Buffer = Buffer.alloc(0)
  let passed = 0

  function push(chunk: Buffer): AnswerHead | LinkProblem | null {
    let bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    for (;;) {
      const start = skipBlankLines(bytes)
      if (!mayBegin(bytes, start)) return toProblem('server-error', 'not-http', toOpening(bytes))
      const end = findEnd(bytes, start)
      if (passed + (end?.from ?? bytes.length) > MAX_HEAD_BYTES) return toProblem('too-large', 'headers-too-large')
      if (!end) {
        held = bytes
        return null
      }
      const head = parseHead(bytes.toString('latin1', start, end.from), bytes.subarray(end.to))
      if (isHeadProblem(head) || head.status >= 200 || head.status === 101) return head
      passed += end.to
      bytes = head.rest
    }
  }

  return {
    push,
    get held() {
      return held.length
    },
  }
}

function skipBlankLines(bytes: Buffer): number {
  let start = 0
  while (start < 4 && (bytes[start] === 13 || bytes[start] === 10)) start += 1
  return start
}

const OPENING = Buffer.from('HTTP/')

function mayBegin(bytes: Buffer, start: number): boolean {
  const length = Math.min(OPENING.length, bytes.length - start)
  for (let index = 0; index < length; index += 1) if (bytes[start + index] !== OPENING[index]) return false
  return true
}

/** Where the head ends and what follows it begins. */
function findEnd(bytes: Buffer, start: number): { from: number; to: number } | null {
  const proper = bytes.indexOf('\r\n\r\n', start, 'latin1')
  const bare = bytes.subarray(0, proper < 0 ? bytes.length : proper + 2).indexOf('\n\n', start, 'latin1')
  if (bare >= 0) return { from: bare, to: bare + 2 }
  const mixed = proper < 0 ? bytes.indexOf('\n\r\n', start, 'latin1') : -1
  if (mixed >= 0) return { from: mixed, to: mixed + 3 }
  return proper < 0 ? null : { from: proper, to: proper + 4 }
}

function parseHead(text: string, rest: Buffer): AnswerHead | LinkProblem {
  const lines = text.split('\n')
  const statusLine = (lines[0] ?? '').trimEnd()
  const match = STATUS_LINE.exec(statusLine)
  if (!match || Number(match[3]) < 100 || text.includes('\0')) {
    return toProblem('server-error', 'answer-malformed', statusLine)
  }
  const headers = parseHeaders(lines)
  if (!headers) return toProblem('server-error', 'answer-malformed', 'contradicting headers')
  const isOld = match[1] === '0' || (match[1] === '1' && match[2] === '0')
  return { status: Number(match[3]), isOld, rest, header: (name) => headers.get(name) ?? null }
}

/** Headers that mean two different answers when they come twice with different values. */
const SINGLE = new Set(['content-length', 'location'])

function parseHeaders(lines: readonly string[]): Map<string, string> | null {
  const headers = new Map<string, string>()
  let last: string | null = null
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] as string
    const first = line.charCodeAt(0)
    if ((first === 32 || first === 9) && last !== null) {
      headers.set(last, `${headers.get(last) ?? ''} ${line.trim()}`.trim())
      continue
    }
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = line.slice(0, colon).trim().toLowerCase()
    const value = line.slice(colon + 1).trim()
    const known = headers.get(name)
    last = name
    if (known === undefined) headers.set(name, value)
    else if (!SINGLE.has(name)) headers.set(name, `${known}, ${value}`)
    else if (known !== value) return null
  }
  return headers
}

function toOpening(bytes: Buffer): string {
  return bytes.toString('latin1', 0, 60)
}
