import { describe, expect, it } from 'vitest'
import { createRedact } from '../../../../src/worker/http/redact.ts'

const redact = createRedact({ secrets: ['s3cr/et+Key=='], accessKeys: ['AKIDABCD1234'] })

describe('createRedact', () => {
  it.each([
    ['the secret is s3cr/et+Key== here', 'the secret is *** here'],
    [`x=${encodeURIComponent('s3cr/et+Key==')}`, 'x=***'],
    ['ak:AKIDABCD1234,err', 'ak:…1234,err'],
    ['{"Authorization":"SDK-HMAC-SHA256 Access=AKIDABCD1234, Signature=abc"}', '{"Authorization":"***"}'],
    ['GET /?Signature=0a1b2c&x=1', 'GET /?Signature=***&x=1'],
    ['X-Security-Token: tok-en.value|host', 'X-Security-Token: ***|host'],
    ['via http://user:pass@proxy.local:8080/ ok', 'via http://***@proxy.local:8080/ ok'],
  ])('hides what must not be seen in %s', (text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  it.each(['a-', '<', 'authorization: ', 'access key '])(
    'comes to an end with megabytes of %j, however they repeat',
    (part) => {
      // Anything quadratic would take hours.
      expect([...redact(part.repeat(20_000_000 / part.length))].length).toBeLessThanOrEqual(500)
    },
  )

  it('shows no part of a secret that lies across the end of what is looked at', () => {
    const text = 's3cr/et+Key=='.repeat(2_000)
    for (let shift = 0; shift < 13; shift += 1) {
      expect(redact(`${'.'.repeat(shift)}${text}`)).not.toMatch(/s3cr|Key/)
    }
  })

  it('cuts to 500 characters and never inside one', () => {
    const cut = redact('云😀'.repeat(400))
    expect([...cut]).toHaveLength(500)
    expect(Buffer.from(cut).toString()).toBe(cut)
  })
})
