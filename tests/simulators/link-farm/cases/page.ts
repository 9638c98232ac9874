import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { always, head, openHead, pourForEver, type Headers } from '../answers.ts'
import type { LinkCase } from '../case.ts'
import { OUR_ANCHOR, PLAIN_PAGE, toPage } from '../pages.ts'
import { brokenOff, page, status } from '../truth.ts'
import { pageCase, type PageOptions } from './page-case.ts'

const CHINESE = '<h1>友情链接</h1><p>合作伙伴</p><a href="https://到期.example/">到期提醒</a>'
const CHINESE_SITE: PageOptions = { site: 'https://到期.example/', text: '到期提醒' }
/** The same in encodings that Node cannot write: made by iconv from `CHINESE`. */
const GBK = Buffer.from(
  'PGgxPtPRx+nBtL3TPC9oMT48cD66z9f3u++w6TwvcD48YSBocmVmPSJodHRwczovL7W9xtouZXhhbXBsZS8iPrW9xtrM4dDRPC9hPg==',
  'base64',
)
const BIG5 = Buffer.from(
  'PGgxPqTNsaGzc7WyPC9oMT48cD6zXKVcu1w8L3A+PGEgaHJlZj0iaHR0cHM6Ly+69K+4LmV4YW1wbGUvIj669K+4tKO/9DwvYT4=',
  'base64',
)
const SHIFT_JIS = Buffer.from(
  'PGgxPoOKg5ODTo9XPC9oMT48cD6DXJVclFw8L3A+PGEgaHJlZj0iaHR0cHM6Ly+T+pZ7LmV4YW1wbGUvIj6T+pZ7gsyVXI6mPC9hPg==',
  'base64',
)

function encoded(body: Buffer, declared: string | null): Buffer {
  const meta = declared === null ? '' : `<meta charset="${declared}">`
  return Buffer.concat([
    Buffer.from(`<!doctype html><html><head>${meta}</head><body>`),
    body,
    Buffer.from('</body></html>'),
  ])
}

function type(charset: string): Headers {
  return [['Content-Type', `text/html; charset=${charset}`]]
}
const NO_CHARSET: Headers = [['Content-Type', 'text/html']]

const charsets: readonly LinkCase[] = [
  pageCase('present', 'utf-8-header', 'is UTF-8 by its header', encoded(Buffer.from(CHINESE), null), CHINESE_SITE),
  pageCase(
    'present',
    'utf-8-bom',
    'is UTF-8 by its byte order mark, whatever its header says',
    Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), encoded(Buffer.from(CHINESE), null)]),
    { ...CHINESE_SITE, headers: type('gbk') },
  ),
  pageCase('present', 'gbk-header', 'is GBK by its header', encoded(GBK, null), {
    ...CHINESE_SITE,
    headers: type('GBK'),
  }),
  pageCase('present', 'gbk-meta', 'is GBK by its meta element', encoded(GBK, 'gb2312'), {
    ...CHINESE_SITE,
    headers: NO_CHARSET,
  }),
  pageCase('present', 'big5', 'is Big5 by its header', encoded(BIG5, null), {
    site: 'https://網站.example/',
    text: '網站提醒',
    headers: type('big5'),
  }),
  pageCase('present', 'shift-jis', 'is Shift_JIS by its meta element', encoded(SHIFT_JIS, 'Shift_JIS'), {
    site: 'https://日本.example/',
    text: '日本の表示',
    headers: NO_CHARSET,
  }),
  pageCase(
    'present',
    'utf-16',
    'is UTF-16 by its byte order mark',
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`<!doctype html><body>${CHINESE}`, 'utf16le')]),
    { ...CHINESE_SITE, headers: NO_CHARSET },
  ),
  pageCase(
    'present',
    'utf-16be',
    'is big-endian UTF-16 by its header',
    Buffer.from(`<!doctype html><body>${CHINESE}`, 'utf16le').swap16(),
    { ...CHINESE_SITE, headers: type('utf-16be') },
  ),
]

const LINKING = Buffer.from(toPage(OUR_ANCHOR))
function coding(name: string, body: Buffer): LinkCase {
  return pageCase('present', name, `sends its page with ${name}`, body, { headers: [['Content-Encoding', name]] })
}

const codings: readonly LinkCase[] = [
  coding('gzip', gzipSync(LINKING)),
  coding('br', brotliCompressSync(LINKING)),
  coding('zstd', zstdCompressSync(LINKING)),
  coding('deflate', deflateSync(LINKING)),
  pageCase('present', 'gzip-twice', 'sends its page with gzip, twice over', gzipSync(gzipSync(LINKING)), {
    headers: [['Content-Encoding', 'gzip, gzip']],
  }),
  pageCase('present', 'x-gzip', 'sends its page with gzip by its old name', gzipSync(LINKING), {
    headers: [['Content-Encoding', 'x-gzip']],
  }),
  pageCase(
    'present',
    'gzip-members',
    'sends its page as two members of gzip',
    Buffer.concat([gzipSync(LINKING.subarray(0, 9)), gzipSync(LINKING.subarray(9))]),
    {
      headers: [['Content-Encoding', 'gzip']],
    },
  ),
  pageCase('absent', 'gzip-none', 'sends a page without a link to us with gzip', gzipSync(PLAIN_PAGE), {
    headers: [['Content-Encoding', 'gzip']],
  }),
  {
    ...pageCase('unknown', 'gzip-broken', 'says gzip and sends something else', PLAIN_PAGE, {
      headers: [['Content-Encoding', 'gzip']],
    }),
    truth: brokenOff('server-error', 'answer-malformed'),
  },
]

const lengths: readonly LinkCase[] = [
  {
    ...pageCase('unknown', 'after-3-mib', 'links to us only after 3 MiB', () =>
      toPage(`${'<p>and so on</p>'.repeat(196_608)}${OUR_ANCHOR}`),
    ),
    truth: page('unknown', { verdict: 'too-large', cause: 'body-too-large' }),
  },
  pageCase('present', 'after-1-mib', 'links to us after one MiB', () =>
    toPage(`${'<p>and so on</p>'.repeat(65_536)}${OUR_ANCHOR}`),
  ),
  {
    ...pageCase('present', 'before-endless', 'links to us at the start of a page without end', ''),
    serve(exchange) {
      openHead(exchange)
      exchange.write(toPage(OUR_ANCHOR))
      pourForEver(exchange, '<p>on</p>'.repeat(2000))
    },
  },
  {
    ...pageCase('present', 'in-pieces', 'sends the link to us in chunks of one byte', ''),
    serve(exchange) {
      exchange.write(
        head(200, [
          ['Content-Type', 'text/html; charset=utf-8'],
          ['Transfer-Encoding', 'chunked'],
        ]),
      )
      for (const byte of Buffer.from(`<!doctype html><body>友链${OUR_ANCHOR}`)) {
        exchange.write(Buffer.concat([Buffer.from('1\r\n'), Buffer.from([byte]), Buffer.from('\r\n')]))
      }
      exchange.write('0\r\n\r\n')
      exchange.end(false)
    },
  },
]

const unread: readonly LinkCase[] = [
  pageCase('unknown', 'pdf', 'is a document that is no page', '%PDF-1.7 …', {
    headers: [['Content-Type', 'application/pdf']],
  }),
  pageCase('unknown', 'image', 'is a picture', Buffer.from('89504e470d0a1a0a', 'hex'), {
    headers: [['Content-Type', 'image/png']],
  }),
  {
    ...pageCase('unknown', 'on-404', 'answers 404 with a page that links to us', ''),
    serve: always({ status: 404, body: toPage(OUR_ANCHOR) }),
    truth: status(404, 'broken', { backlink: 'unknown' }),
  },
  {
    ...pageCase('unknown', 'bot-page', 'answers 200 with nothing but a script that tests for humans', ''),
    weight: 5,
    serve: always({
      headers: [['Set-Cookie', 'acw_tc=1;path=/;HttpOnly;Max-Age=1800']],
      body: `<html><script>var arg1='5E1F0B0AC4C9D2E3';(function(a){setCookie("acw_sc__v2",a);document.location.reload()})(arg1)</script></html>`,
    }),
    truth: brokenOff('blocked', 'bot-page'),
  },
  {
    ...pageCase('unknown', 'no-content', 'answers 204, which shows nothing that could be judged', ''),
    serve: always({ status: 204 }),
    truth: page('unknown', { httpStatus: 204 }),
  },
]

/** How pages are written and sent. */
export const PAGE_CASES: readonly LinkCase[] = [...charsets, ...codings, ...lengths, ...unread]
