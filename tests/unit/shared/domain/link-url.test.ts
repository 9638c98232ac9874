import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeLinkUrl, toUrlKey } from '../../../../src/shared/domain/link-url.ts'

describe('judgeLinkUrl', () => {
  it.each([
    ['HTTP://Example.COM:80', 'http://example.com/', 'example.com', 80, false],
    ['  https://example.com/a?b#c ', 'https://example.com/a?b', 'example.com', 443, true],
    ['https://例子.中国/路', 'https://xn--fsqu00a.xn--fiqs8s/%E8%B7%AF', 'xn--fsqu00a.xn--fiqs8s', 443, true],
    ['https://[2001:DB8::1]:8443/', 'https://[2001:db8::1]:8443/', '2001:db8::1', 8443, true],
    ['https://example.com.', 'https://example.com./', 'example.com', 443, true],
    ['ftp://Files.test/x', 'ftp://files.test/x', 'files.test', 21, false],
    ['foo://HOST/X', 'foo://host/X', 'host', null, false],
    ['mailto:a@b.test', 'mailto:a@b.test', null, null, false],
    ['tel:10086', 'tel:10086', null, null, false],
    ['https://a b.test', 'https://a b.test', null, null, true],
    ['http://', 'http://', null, null, false],
  ])('keeps %s', (text, key, host, port, isHttps) => {
    expect(judgeLinkUrl(text)).toEqual({ isAllowed: true, parts: { url: text.trim(), key, host, port, isHttps } })
    expect(toUrlKey(text)).toBe(key)
  })

  it.each([
    ['', 'url-missing'],
    ['   ', 'url-missing'],
    ['example.com', 'url-invalid'],
    ['//example.com/x', 'url-invalid'],
    ['example.com:8080/x', 'url-invalid'],
    ['localhost:3000', 'url-invalid'],
    ['C:\\links.csv', 'url-invalid'],
    ['https://a.test\nhttps://b.test', 'url-invalid'],
    ['https://user:secret@a.test/', 'url-credentials'],
    ['https://user@a.test/', 'url-credentials'],
    ['https://user:secret@a b.test/', 'url-credentials'],
    ['ftp://user:secret@a.test/', 'url-credentials'],
    [`https://a.test/${'x'.repeat(2034)}`, 'url-too-long'],
  ])('refuses %j as %s', (text, problem) => {
    expect(judgeLinkUrl(text)).toEqual({ isAllowed: false, problem })
  })

  it('keeps an address of exactly 2,048 characters', () => {
    expect(judgeLinkUrl(`https://a.test/${'x'.repeat(2033)}`).isAllowed).toBe(true)
  })

  it('gives the same key for an address and for its key, whatever the address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string()), (text) => {
        expect(toUrlKey(toUrlKey(text))).toBe(toUrlKey(text))
      }),
    )
  })
})
