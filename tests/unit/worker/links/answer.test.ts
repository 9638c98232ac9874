import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBodyFraming } from '../../../../src/worker/links/answer-body.ts'
import { createHeadReader, isHeadProblem, type AnswerHead } from '../../../../src/worker/links/answer-head.ts'

function readIn(pieces: readonly Buffer[]): AnswerHead {
  const reader = createHeadReader()
  for (const [index, piece] of pieces.entries()) {
    const head = reader.push(piece)
    if (head === null) continue
    if (isHeadProblem(head)) throw new Error(head.cause)
    return { ...head, rest: Buffer.concat([head.rest, ...pieces.slice(index + 1)]) }
  }
  throw new Error('no head')
}

/** Cuts bytes at these places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end))
}

const ANSWER = Buffer.from(
  'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nServer: x\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n' +
    'X-Folded: one\r\n two\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\nc\r\n, wide world\r\n0\r\nT: x\r\n\r\nmore',
)

describe('an answer', () => {
  it('is read alike however it is cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 400 }), { maxLength: 12 }), (places) => {
        const head = readIn(cut(ANSWER, places))
        expect(head.status).toBe(200)
        expect(head.header('server')).toBe('x')
        expect(head.header('set-cookie')).toBe('a=1, b=2')
        expect(head.header('x-folded')).toBe('one two')
        const framing = createBodyFraming(head)
        const body = cut(head.rest, places).flatMap((piece) => framing.push(piece))
        expect(Buffer.concat(body).toString()).toBe('hello, wide world')
        expect(framing.isOver).toBe(true)
      }),
    )
  })

  it.each([
    ['a length', 'Content-Length: 5', 'hello world', 'hello', true, false],
    ['a length that is too long', 'Content-Length: 50', 'hello', 'hello', false, false],
    ['no length', 'X: y', 'hello', 'hello', false, true],
    ['a length that is no number', 'Content-Length: many', 'hello', 'hello', false, true],
    [
      'chunks whatever the length says',
      'Content-Length: 1\r\nTransfer-Encoding: chunked',
      '2\r\nhi\r\n0\r\n\r\n',
      'hi',
      true,
      false,
    ],
    ['chunks with bare line feeds', 'Transfer-Encoding: Chunked', '2\nhi\n0\n\n', 'hi', true, false],
    ['an unknown coding', 'Transfer-Encoding: gzip\r\nContent-Length: 1', 'hello', 'hello', false, true],
    ['no bytes', 'Content-Length: 0', 'x', '', true, false],
  ])('is told from what follows by %s', (_how, header, sent, body, isOver, endsWithConnection) => {
    const framing = createBodyFraming(readIn([Buffer.from(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n`)]))
    expect(Buffer.concat([...framing.push(Buffer.from(sent))]).toString()).toBe(body)
    expect(framing).toMatchObject({ isOver, endsWithConnection, isBroken: false })
  })

  it.each(['zz\r\n', '-1\r\n', '2\r\nhix', `1${'0'.repeat(20)}\r\n`, 'a'.repeat(9_000)])(
    'is broken by the chunk %j',
    (sent) => {
      const framing = createBodyFraming(readIn([Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')]))
      framing.push(Buffer.from(sent))
      framing.push(Buffer.from('\r\n'))
      expect(framing.isBroken).toBe(true)
    },
  )
})
