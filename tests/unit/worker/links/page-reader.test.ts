import * as fc from 'fast-check'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createPageReader } from '../../../../src/worker/links/page-reader.ts'
import { readPage, type Reading } from './page-reading.ts'

const LINK = '<a href="https://example.com/" rel="nofollow">Us</a>'
const PAGE = `<!doctype html><title>Friends</title><p>Hello, 世界</p>${LINK}<p>Bye</p>`
const EMPTY_PAGE = '<!doctype html><title>Friends</title><p>Hello</p>'
const PRESENT = {
  state: 'present',
  anchor: { href: 'https://example.com/', text: 'Us', rel: 'nofollow' },
  problem: null,
  isBotPage: false,
}
const ABSENT = { state: 'absent', anchor: null, problem: null, isBotPage: false }
const UNKNOWN = { ...ABSENT, state: 'unknown' }
const MIB = 1024 * 1024

describe('kinds of pages', () => {
  it.each<[string | null, string, typeof ABSENT]>([
    ['text/html', EMPTY_PAGE, ABSENT],
    ['Text/HTML;charset=utf-8', EMPTY_PAGE, ABSENT],
    ['text/html, text/html', EMPTY_PAGE, ABSENT],
    ['application/xhtml+xml', EMPTY_PAGE, ABSENT],
    [null, EMPTY_PAGE, ABSENT],
    ['', `\n  ${EMPTY_PAGE}`, ABSENT],
    ['html', EMPTY_PAGE, ABSENT],
    ['*/*', EMPTY_PAGE, ABSENT],
    [null, '<p>Hello', ABSENT],
    [null, 'Hello', UNKNOWN],
    [null, '{"a":1}', UNKNOWN],
    [null, '%PDF-1.7', UNKNOWN],
    ['text/plain', PAGE, ABSENT],
    ['application/json', PAGE, UNKNOWN],
    ['application/pdf', PAGE, UNKNOWN],
    ['image/png', PAGE, UNKNOWN],
    ['application/octet-stream', PAGE, UNKNOWN],
    ['text/css', PAGE, UNKNOWN],
    ['text/html', '', UNKNOWN],
    ['text/html', ' \r\n\t ', UNKNOWN],
    [null, '', UNKNOWN],
  ])('%s with %j', async (contentType, body, expected) => {
    expect(await readPage(body, { contentType })).toEqual(expected)
  })

  it('a page of unknown kind with the link is read', async () => {
    expect(await readPage(PAGE, { contentType: null })).toEqual(PRESENT)
  })

  it.each(['image/png', 'text/plain', 'application/json'])('%s needs no byte to be judged', async (contentType) => {
    const wanted = { host: 'example.com', path: '/', includesSubdomains: false }
    const reader = createPageReader({ contentType, contentEncoding: null, pageUrl: 'https://page.test/', wanted })
    expect(await reader.write(new Uint8Array(1))).toBe(true)
    reader.close()
  })
})

describe('encodings', () => {
  const encoders: [string, (bytes: Uint8Array) => Uint8Array][] = [
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['gzip, br', (bytes) => brotliCompressSync(gzipSync(bytes))],
    ['deflate, gzip, identity', (bytes) => gzipSync(deflateRawSync(bytes))],
    ['zstd,deflate', (bytes) => deflateSync(zstdCompressSync(bytes))],
  ]

  it.each(encoders)('%s is read, byte by byte and at once', async (contentEncoding, encode) => {
    const bytes = encode(Buffer.from(PAGE))
    expect(await readPage(bytes, { contentEncoding })).toEqual(PRESENT)
    expect(await readPage(bytes, { contentEncoding, cuts: [1] })).toEqual(PRESENT)
    expect(await readPage(encode(Buffer.from(EMPTY_PAGE)), { contentEncoding, cuts: [3] })).toEqual(ABSENT)
  })

  it.each(encoders)('%s that breaks off is malformed, not without the link', async (contentEncoding, encode) => {
    const bytes = encode(Buffer.from(EMPTY_PAGE.repeat(500)))
    expect(await readPage(bytes.subarray(0, -1), { contentEncoding })).toEqual({
      ...UNKNOWN,
      problem: 'answer-malformed',
    })
    expect(await readPage(bytes.subarray(0, bytes.length / 2), { contentEncoding, cuts: [7] })).toEqual({
      ...UNKNOWN,
      problem: 'answer-malformed',
    })
  })

  it.each(['gzip', 'deflate', 'br', 'zstd', 'gzip, br'])('%s of what is none is malformed', async (contentEncoding) => {
    const problem = 'answer-malformed'
    expect(await readPage('Hello, this is not encoded.', { contentEncoding })).toEqual({ ...UNKNOWN, problem })
    expect(await readPage('<p>Hello', { contentEncoding, cuts: [1] })).toEqual({ ...UNKNOWN, problem })
  })

  it.each(['gzip', 'deflate', 'br', 'zstd'])('%s of no body at all is an empty page', async (contentEncoding) => {
    expect(await readPage('', { contentEncoding })).toEqual(UNKNOWN)
  })

  it.each(encoders.slice(3, 7))('%s is read past what follows it', async (contentEncoding, encode) => {
    const bytes = Buffer.concat([encode(Buffer.from(EMPTY_PAGE)), Buffer.from('garbage')])
    expect(await readPage(bytes, { contentEncoding })).toEqual(ABSENT)
    expect(await readPage(bytes, { contentEncoding, cuts: [1] })).toEqual(ABSENT)
  })

  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('%s in several members is read to the end', async (contentEncoding, encode) => {
    const bytes = Buffer.concat([encode(Buffer.from(EMPTY_PAGE)), encode(Buffer.from(LINK))])
    expect(await readPage(bytes, { contentEncoding })).toEqual(PRESENT)
    expect(await readPage(bytes, { contentEncoding, cuts: [1] })).toEqual(PRESENT)
  })

  it.each(['compress', 'sdch', 'gzip, foo', 'gzip,gzip,gzip,gzip,gzip'])('%s is not known', async (contentEncoding) => {
    expect(await readPage(PAGE, { contentEncoding })).toEqual(UNKNOWN)
  })

  it.each(['identity', '', 'none', 'utf-8'])('%j is no encoding', async (contentEncoding) => {
    expect(await readPage(PAGE, { contentEncoding })).toEqual(PRESENT)
  })

  it('counts a link that came before the data broke', async () => {
    const bytes = gzipSync(Buffer.from(`${PAGE}${EMPTY_PAGE.repeat(3000)}`)).subarray(0, -8)
    expect(await readPage(bytes, { contentEncoding: 'gzip' })).toEqual(PRESENT)
  })
})

describe('bounds', () => {
  const filler = (size: number) => '<p>lorem ipsum dolor</p>'.repeat(size / 24 + 1).slice(0, size)
  const zeros = Buffer.alloc(64 * MIB, 32)

  it('stops after 2 MiB of text without an answer', async () => {
    expect(await readPage(`${filler(2 * MIB)}${LINK}`, { cuts: [16_384] })).toEqual({
      ...UNKNOWN,
      problem: 'body-too-large',
    })
    expect(await readPage(filler(2 * MIB), { cuts: [16_384] })).toEqual(ABSENT)
  })

  it('finds a link within the bound, also where the page goes on beyond it', async () => {
    const body = `${filler(1900)}${LINK}${filler(10_000)}`
    expect(await readPage(body, { maxBytes: 2048 })).toEqual(PRESENT)
    expect(await readPage(body, { maxBytes: 1900 })).toEqual({ ...UNKNOWN, problem: 'body-too-large' })
  })

  it('keeps a link whose words go beyond the bound', async () => {
    const body = '<a href="https://example.com/">abcdefghij</a>'
    expect(await readPage(body, { maxBytes: body.indexOf('f') + 27 })).toMatchObject({ state: 'present' })
  })

  it('stops as soon as the answer is known', async () => {
    const wanted = { host: 'example.com', path: '/', includesSubdomains: false }
    const reader = createPageReader({
      contentType: 'text/html; charset=utf-8',
      contentEncoding: null,
      pageUrl: 'https://page.test/',
      wanted,
    })
    expect(await reader.write(Buffer.from(filler(2000)))).toBe(false)
    expect(await reader.write(Buffer.from('<a href="https://example.com/" rel=nofollow>U'))).toBe(false)
    expect(await reader.write(Buffer.from('s</a> and more'))).toBe(true)
    expect(await reader.write(Buffer.from('ignored'))).toBe(true)
    expect(await reader.end()).toEqual(PRESENT)
    reader.close()
  })

  it.each<[string, Uint8Array]>([
    ['gzip', gzipSync(zeros)],
    ['deflate', deflateSync(zeros)],
    ['deflate', deflateRawSync(zeros)],
    ['br', brotliCompressSync(zeros)],
    ['zstd', zstdCompressSync(zeros)],
    ['gzip, gzip', gzipSync(gzipSync(zeros))],
    ['br, gzip', gzipSync(brotliCompressSync(zeros))],
  ])('tells a bomb of %s without unpacking it', async (contentEncoding, bytes) => {
    const before = process.memoryUsage().arrayBuffers
    for (const cuts of [[1], [1000], [65_536]]) {
      expect(await readPage(bytes, { contentEncoding, cuts })).toEqual({ ...UNKNOWN, problem: 'body-bomb' })
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * MIB)
  })

  it('tells layers that swell only between each other', async () => {
    // 64 MiB of empty gzip members make no text at all.
    const members = Buffer.alloc(4 * MIB, gzipSync(Buffer.alloc(0)))
    expect(await readPage(gzipSync(members), { contentEncoding: 'gzip, gzip', cuts: [1000] })).toMatchObject({
      state: 'unknown',
      problem: expect.stringMatching(/^body-/),
    })
  })

  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('takes a large page that %s shrinks well for a large page', async (contentEncoding, encode) => {
    const rows = Array.from({ length: 60_000 }, (_, at) => `<tr><td>${at}</td><td>${at * 7919}</td></tr>`).join('')
    const problem = 'body-too-large'
    expect(await readPage(encode(Buffer.from(rows)), { contentEncoding, cuts: [4096] })).toEqual({
      ...UNKNOWN,
      problem,
    })
  })

  it.each([
    '<b>',
    '<svg>',
    '<template>',
    '<svg><foreignObject><template>',
    '</svg>',
    '<script></script>',
    '<![CDATA[>',
    '<a ',
    '&amp;',
    '<!--',
    '<a href="',
    '<a href=x>',
    '<noscript></noscript>',
  ])('reads 2 MiB of %s in time that grows with the length alone', async (unit) => {
    const startedAt = performance.now()
    await readPage(unit.repeat((2 * MIB) / unit.length), { cuts: [16_384] })
    // By the square of the length it would be minutes.
    expect(performance.now() - startedAt).toBeLessThan(15_000)
  })
})

describe('a reader', () => {
  it('may be closed at any moment', async () => {
    const wanted = { host: 'example.com', path: '/', includesSubdomains: false }
    const open = (contentEncoding: string | null) =>
      createPageReader({ contentType: 'text/html', contentEncoding, pageUrl: 'https://page.test/', wanted })
    for (const contentEncoding of [null, 'gzip', 'deflate', 'br', 'zstd', 'gzip, br']) {
      const untouched = open(contentEncoding)
      untouched.close()
      untouched.close()
      expect(await untouched.write(Buffer.from(PAGE))).toBe(true)
      expect(await untouched.end()).toEqual(UNKNOWN)

      const busy = open(contentEncoding)
      const writing = busy.write(gzipSync(Buffer.from(EMPTY_PAGE.repeat(1000))))
      busy.close()
      expect(typeof (await writing)).toBe('boolean')
      expect((await busy.end()).state).toBe('unknown')
    }
  })

  it('gives one result however the bytes are cut', async () => {
    const bodies: [string | Uint8Array, Reading][] = [
      [`${'<p>你好，世界</p>'.repeat(100)}<!-- ${LINK} --><script>"${LINK}"</script>${LINK}`, {}],
      [
        `<noscript>${LINK}</noscript><svg><title>x</title></svg><a href=https://exam&#112;le.com>Tom &amp; 小王</a>`,
        {},
      ],
      [`<template>${LINK}</template><textarea>${LINK}</textarea><script><!--<script></script>${LINK}--></script>`, {}],
      [gzipSync(Buffer.from(`${EMPTY_PAGE.repeat(20)}${PAGE}`)), { contentEncoding: 'gzip' }],
      [zstdCompressSync(Buffer.from(EMPTY_PAGE.repeat(20))), { contentEncoding: 'zstd' }],
      [Buffer.from(`\ufeff<p>你好</p>${LINK}`, 'utf16le'), {}],
      [
        `<html xmlns="x"><script><a href="https://example.com"/></script><![CDATA[${LINK}]]>${LINK}</html>`,
        {
          contentType: 'application/xhtml+xml',
        },
      ],
      ['<title>Just a moment...</title><script>window._cf_chl_opt={}</script>', {}],
      ['%PDF-1.7', { contentType: null }],
    ]
    for (const [body, reading] of bodies) {
      const whole = await readPage(body, reading)
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }), async (cuts) => {
          expect(await readPage(body, { ...reading, cuts })).toEqual(whole)
        }),
        { numRuns: 40 },
      )
    }
  })

  it('never throws for what a server sends', async () => {
    const encodings = fc.constantFrom(null, 'gzip', 'deflate', 'br', 'zstd', 'gzip, deflate')
    const types = fc.constantFrom(
      null,
      'text/html',
      'application/xhtml+xml',
      'text/html; charset=gbk',
      'text/html;charset=x',
    )
    const cuts = fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        encodings,
        types,
        cuts,
        async (body, encoding, type, sizes) => {
          const result = await readPage(body, { contentEncoding: encoding, contentType: type, cuts: sizes })
          expect(['absent', 'unknown']).toContain(result.state)
        },
      ),
      { numRuns: 500 },
    )
  })
})
