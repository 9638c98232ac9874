import type { AnswerHead } from './answer-head.ts'

/** The bytes of a body without what HTTP puts around them. */
export interface BodyFraming {
  /** Takes what came over the wire; gives the body's bytes in it. */
  push(chunk: Buffer): readonly Buffer[]
  /** The body has ended as it should. */
  readonly isOver: boolean
  /** What came cannot be a body; nothing more is taken. */
  readonly isBroken: boolean
  /** The end of the connection is the end of the body. */
  readonly endsWithConnection: boolean
}

/** Longest line of a chunked body: a size with extensions, or a trailer. */
const MAX_LINE = 8 * 1024
/** Trailers of a chunked body, all together. */
const MAX_TRAILERS = 32 * 1024

/** Chooses how the body of an answer is told from the rest (RFC 9112, 6.3). */
export function createBodyFraming(head: AnswerHead): BodyFraming {
  if (head.status === 204 || head.status === 205 || head.status === 304) return createFixed(0)
  const coding = head.header('transfer-encoding')
  if (coding !== null && /(?:^|,)\s*chunked\s*$/i.test(coding)) return createChunked()
  const length = head.header('content-length')
  // Length and coding together contradict each other; a length that is no number says nothing.
  if (coding === null && length !== null && /^\d{1,15}$/.test(length)) return createFixed(Number(length))
  return { push: (chunk) => [chunk], isOver: false, isBroken: false, endsWithConnection: true }
}

function createFixed(length: number): BodyFraming {
  let left = length
  return {
    push(chunk) {
      const part = chunk.subarray(0, left)
      left -= part.length
      return part.length === 0 ? [] : [part]
    },
    get isOver() {
      return left === 0
    },
    isBroken: false,
    endsWithConnection: false,
  }
}

function createChunked(): BodyFraming {
  let state: 'size' | 'data' | 'after-data' | 'trailer' | 'over' | 'broken' = 'size'
  let line = ''
  let left = 0
  let trailers = 0

  function onLine(text: string): void {
    if (state === 'after-data') state = text === '' ? 'size' : 'broken'
    else if (state === 'trailer') {
      trailers += text.length
      if (text === '') state = 'over'
      else if (trailers > MAX_TRAILERS) state = 'broken'
    } else {
      const size = /^\s*([0-9a-f]{1,12})\s*(?:;|$)/i.exec(text)
      left = size ? Number.parseInt(size[1] as string, 16) : 0
      state = !size ? 'broken' : left === 0 ? 'trailer' : 'data'
    }
  }

  return {
    push(chunk) {
      const parts: Buffer[] = []
      let at = 0
      while (at < chunk.length && state !== 'over' && state !== 'broken') {
        if (state === 'data') {
          const part = chunk.subarray(at, at + left)
          parts.push(part)
          at += part.length
          left -= part.length
          if (left === 0) state = 'after-data'
          continue
        }
        const end = chunk.indexOf(10, at)
        const to = end < 0 ? chunk.length : end
        if (line.length + to - at > MAX_LINE) state = 'broken'
        else {
          line += chunk.toString('latin1', at, to)
          at = to + 1
          if (end < 0) break
          const text = line.trimEnd()
          line = ''
          onLine(text)
        }
      }
      return parts
    },
    get isOver() {
      return state === 'over'
    },
    get isBroken() {
      return state === 'broken'
    },
    endsWithConnection: false,
  }
}
