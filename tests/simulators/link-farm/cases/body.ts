import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { head, openHead, pourForEver, reply } from '../answers.ts'
import { OUR_SITE, type LinkCase } from '../case.ts'
import { OUR_ANCHOR, PLAIN_PAGE, toPage } from '../pages.ts'
import { brokenOff, good, noAnswer, page } from '../truth.ts'

const GZIP_BLOCK = gzipSync(Buffer.alloc(1_048_576, ' '))

/** A page that is only too long to say anything about its links: it answers, and is never hidden for that. */
function tooLarge(cause: 'body-too-large' | 'body-bomb'): LinkCase['truth'] {
  return page('unknown', { verdict: 'too-large', cause })
}

const large: readonly LinkCase[] = [
  {
    name: 'body-endless',
    behaviour: 'answers 200 with a body without end',
    scheme: 'any',
    weight: 5,
    serve(exchange) {
      openHead(exchange)
      pourForEver(exchange, '<p>and so on</p>'.repeat(4096))
    },
    truth: good(),
  },
  {
    name: 'body-endless-backlink',
    behaviour: 'answers 200 with a page without end that is looked through',
    scheme: 'any',
    backlink: OUR_SITE,
    serve(exchange) {
      openHead(exchange)
      pourForEver(exchange, '<p>and so on</p>'.repeat(4096))
    },
    truth: tooLarge('body-too-large'),
  },
  {
    name: 'headers-huge',
    behaviour: 'answers with a megabyte of headers',
    scheme: 'any',
    weight: 3,
    serve(exchange) {
      exchange.write(`HTTP/1.1 200 OK\r\n${'X-Padding: '.concat('x'.repeat(1000), '\r\n').repeat(1000)}`)
      exchange.write('Content-Length: 0\r\n\r\n')
      exchange.end(true)
    },
    truth: noAnswer('too-large', 'headers-too-large', { fate: 'shown', reason: null }),
  },
  {
    name: 'gzip-bomb',
    behaviour: 'answers 200 with a little gzip that becomes a gigabyte; nobody needs its body',
    scheme: 'any',
    weight: 5,
    serve: (exchange) => bomb(exchange, GZIP_BLOCK, 'gzip'),
    truth: good(),
  },
  {
    name: 'gzip-bomb-backlink',
    behaviour: 'answers 200 with a page that is looked through: a little gzip that becomes a gigabyte',
    scheme: 'any',
    backlink: OUR_SITE,
    serve: (exchange) => bomb(exchange, GZIP_BLOCK, 'gzip'),
    truth: tooLarge('body-bomb'),
  },
  bombCase('gzip-twice', 'gzip, gzip', (blanks) => gzipSync(gzipSync(blanks))),
  bombCase('br', 'br', (blanks) => brotliCompressSync(blanks, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })),
  bombCase('zstd', 'zstd', (blanks) => zstdCompressSync(blanks)),
]

/** A whole body of some kilobytes that becomes 16 MiB; it is made when it is first asked for. */
function bombCase(name: string, encoding: string, compress: (blanks: Buffer) => Buffer): LinkCase {
  let body: Buffer | null = null
  return {
    name: `${name}-bomb-backlink`,
    behaviour: `answers 200 with a page that is looked through: some kilobytes of ${name} that become 16 MiB`,
    scheme: 'any',
    backlink: OUR_SITE,
    serve(exchange) {
      body ??= compress(Buffer.alloc(16_777_216, ' '))
      reply(exchange, { headers: [['Content-Encoding', encoding]], body })
    },
    truth: tooLarge('body-bomb'),
  }
}

/** A thousand megabytes of blanks in as many members, each a thousandth of its size. */
function bomb(exchange: Parameters<NonNullable<LinkCase['serve']>>[0], block: Buffer, encoding: string): void {
  openHead(exchange, [['Content-Encoding', encoding]])
  pourForEver(exchange, Buffer.concat(Array.from({ length: 64 }, () => block)))
}

const wrongLength: readonly LinkCase[] = [
  {
    name: 'length-too-long',
    behaviour: 'promises more bytes than it sends and closes',
    scheme: 'any',
    weight: 5,
    serve(exchange) {
      exchange.write(
        head(200, [
          ['Content-Type', 'text/html'],
          ['Content-Length', '100000'],
        ]) + PLAIN_PAGE,
      )
      exchange.end(true)
    },
    truth: good(),
  },
  {
    name: 'length-too-short',
    behaviour: 'sends more bytes than it promises; the link to us is within the promise',
    scheme: 'any',
    backlink: OUR_SITE,
    serve(exchange) {
      const start = `<!doctype html><body>${OUR_ANCHOR}`
      exchange.write(
        head(200, [
          ['Content-Type', 'text/html'],
          ['Content-Length', String(start.length)],
        ]) +
          start +
          PLAIN_PAGE,
      )
      exchange.end(true)
    },
    truth: page('present'),
  },
  {
    name: 'length-too-long-backlink',
    behaviour: 'cuts the page off before its announced end and before any link to us',
    scheme: 'any',
    backlink: OUR_SITE,
    serve(exchange) {
      exchange.write(
        head(200, [
          ['Content-Type', 'text/html'],
          ['Content-Length', '100000'],
        ]) + PLAIN_PAGE,
      )
      exchange.end(true)
    },
    truth: brokenOff('refused', 'closed-before-answer'),
  },
  {
    name: 'length-too-long-after-backlink',
    behaviour: 'cuts the page off before its announced end, but after the link to us',
    scheme: 'any',
    backlink: OUR_SITE,
    serve(exchange) {
      exchange.write(
        head(200, [
          ['Content-Type', 'text/html'],
          ['Content-Length', '100000'],
        ]) + toPage(OUR_ANCHOR),
      )
      exchange.end(true)
    },
    truth: page('present'),
  },
  {
    name: 'chunk-malformed',
    behaviour: 'sends a body in chunks whose second size is no number',
    scheme: 'any',
    serve(exchange) {
      exchange.write(`${head(200, [['Transfer-Encoding', 'chunked']])}4\r\nabcd\r\nzz\r\n`)
      exchange.end(true)
    },
    truth: good(),
  },
  {
    name: 'chunk-malformed-backlink',
    behaviour: 'sends the page that is looked through in chunks whose second size is no number',
    scheme: 'any',
    backlink: OUR_SITE,
    serve(exchange) {
      exchange.write(
        `${head(200, [
          ['Content-Type', 'text/html'],
          ['Transfer-Encoding', 'chunked'],
        ])}4\r\nabcd\r\nzz\r\nabcd\r\n`,
      )
      exchange.after(50, () => exchange.end(true))
    },
    truth: brokenOff('server-error', 'answer-malformed'),
  },
]

/** What is too much, too long or too short. */
export const BODY_CASES: readonly LinkCase[] = [...large, ...wrongLength]
