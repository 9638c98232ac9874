import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { signRequest, toCanonicalRequest } from '../../../../../src/worker/connectors/huawei/signer.ts'

const key = { accessKey: 'AKEXAMPLE', secretKey: 'SKEXAMPLE' }
const vector = {
  method: 'POST',
  url: new URL('http://127.0.0.1:8080/v2/orders/suscriptions/resources/query'),
  headers: { 'content-type': 'application/json' },
  body: '{"limit":100,"offset":0,"only_main_resource":1}',
}

describe('signRequest', () => {
  it("matches the vendor's own signer", () => {
    const headers = signRequest(vector, key, Date.parse('2026-11-21T00:00:00Z'))
    expect(headers['authorization']).toBe(
      'SDK-HMAC-SHA256 Access=AKEXAMPLE, SignedHeaders=content-type;host;x-sdk-date, ' +
        'Signature=7b836f3ecb1ad2702095bd07f9075834d1b71d62a7f383e82d38b04f41913d33',
    )
    const signed = { ...vector.headers, host: '127.0.0.1:8080', 'x-sdk-date': '20261121T000000Z' }
    const { text } = toCanonicalRequest({ ...vector, headers: signed })
    expect(createHash('sha256').update(text).digest('hex')).toBe(
      'c4b7c5cd9cf12e3b2a93557d2fc11d63f712563bee4513f2fb4117c04edaa939',
    )
  })

  it.each([
    ['https://h/a?b=2&a=3&b=1', 'GET\n/a/\na=3&b=1&b=2\n'],
    ['https://h/a/?k=%E6%A0%87&e=', 'GET\n/a/\ne=&k=%E6%A0%87\n'],
    ["https://h/a%20b/(c)'?x=a+b&y=~*", 'GET\n/a%20b/%28c%29%27/\nx=a%20b&y=~%2A\n'],
    ['https://h/?tags=b%3D1&tags=a', 'GET\n/\ntags=a&tags=b%3D1\n'],
  ])('writes path and query of %s canonically', (url, start) => {
    const { text } = toCanonicalRequest({ method: 'get', url: new URL(url), headers: {}, body: null })
    expect(text.startsWith(start)).toBe(true)
  })

  it('leaves a default port out of the signed host and keeps another one', () => {
    const sign = (url: string): string =>
      signRequest({ ...vector, url: new URL(url) }, key, 0)['authorization'] as string
    expect(sign('https://bss.example:443/a')).toBe(sign('https://bss.example/a'))
    expect(sign('https://bss.example:8443/a')).not.toBe(sign('https://bss.example/a'))
  })
})
