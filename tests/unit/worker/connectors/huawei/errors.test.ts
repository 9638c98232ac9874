import { describe, expect, it } from 'vitest'
import { toHuaweiError, toNamedLimit } from '../../../../../src/worker/connectors/huawei/errors.ts'
import { createRedact } from '../../../../../src/worker/http/redact.ts'

const now = Date.parse('2026-11-21T00:00:00Z')
const redact = createRedact({ secrets: ['SKEXAMPLE'], accessKeys: ['AKEXAMPLE'] })
const flat = (code: string, words = 'words'): string => JSON.stringify({ error_code: code, error_msg: words })
const auth = (words: string): string => flat('APIG.0301', `Incorrect IAM authentication information: ${words}`)

function codeOf(status: number, text: string, headers: Record<string, string> = {}): string {
  return toHuaweiError({ status, text, headers, latencyMs: 10 }, { service: 'bss', now, redact }).code
}

describe('toHuaweiError', () => {
  it.each([
    [400, flat('CBC.0100'), 'CLOUD_BAD_PARAMETER'],
    [403, flat('CBC.0151'), 'CLOUD_FORBIDDEN'],
    [403, flat('CBC.0154'), 'CLOUD_TOKEN_EXPIRED'],
    [403, flat('CBC.0155'), 'CLOUD_NOT_ALLOWED'],
    [429, flat('CBC.0250'), 'CLOUD_THROTTLED'],
    [500, flat('CBC.0999'), 'CLOUD_SERVER_ERROR'],
    [400, flat('CBC.99003012'), 'CLOUD_REFUSED'],
    [400, flat('CBC.30050012'), 'CLOUD_REFUSED'],
    [404, flat('APIG.0101'), 'CLOUD_API_NOT_FOUND'],
    [403, flat('APIG.0302'), 'CLOUD_FORBIDDEN'],
    [429, flat('APIG.0308'), 'CLOUD_THROTTLED'],
    [401, auth('verify aksk signature fail, signature not match, canonicalRequest:POST|/v2/|'), 'CLOUD_SECRET_WRONG'],
    [401, flat('APIGW.0301', 'verify aksk signature fail'), 'CLOUD_SECRET_WRONG'],
    [401, auth('Get secretKey failed,ak:AKEXAMPLE,err:ak not exist'), 'CLOUD_KEY_UNKNOWN'],
    [401, auth('AK access failed to reach the limit,forbidden.'), 'CLOUD_KEY_LOCKED'],
    [401, auth('timestamp of x-sdk-date expired'), 'CLOUD_CLOCK_SKEWED'],
    [401, auth('decrypt token fail'), 'CLOUD_TOKEN_EXPIRED'],
    [401, auth('something new'), 'CLOUD_KEY_REJECTED'],
    [
      401,
      '{"error":{"code":401,"message":"The request requires authentication.","title":"Unauthorized"}}',
      'CLOUD_KEY_REJECTED',
    ],
    [403, '{"error":{"code":403,"message":"You are not authorized","title":"Forbidden"}}', 'CLOUD_FORBIDDEN'],
    [403, '{"error":{"error_code":"EPS.0004","error_msg":"no"}}', 'CLOUD_FORBIDDEN'],
    [404, flat('TMS.0005'), 'CLOUD_REFUSED'],
    [404, '<html>nothing</html>', 'CLOUD_API_NOT_FOUND'],
    [502, '<html>Bad Gateway</html>', 'CLOUD_SERVER_ERROR'],
    [302, '', 'CLOUD_BAD_ANSWER'],
  ])('reads %i %s as %s', (status, text, code) => {
    expect(codeOf(status, text)).toBe(code)
  })

  it('blames the clock when the Date header is more than 15 minutes away', () => {
    const date = new Date(now - 16 * 60_000).toUTCString()
    expect(codeOf(401, auth('verify aksk signature fail'), { date })).toBe('CLOUD_CLOCK_SKEWED')
    const near = new Date(now - 14 * 60_000).toUTCString()
    expect(codeOf(401, auth('verify aksk signature fail'), { date: near })).toBe('CLOUD_SECRET_WRONG')
  })

  it('keeps the raw words without secrets and no longer than 500 characters', () => {
    const text = flat('CBC.0151', `SKEXAMPLE AKEXAMPLE ${'长'.repeat(900)}`)
    const error = toHuaweiError({ status: 403, text, headers: {}, latencyMs: 1 }, { service: 'bss', now, redact })
    expect(error.raw).toMatch(/^CBC\.0151: \*\*\* …MPLE 长/)
    expect([...(error.raw as string)]).toHaveLength(500)
  })

  it('comes to an end with megabytes of markup and of words', () => {
    // Anything quadratic would take hours.
    expect(codeOf(502, '<'.repeat(20_000_000))).toBe('CLOUD_SERVER_ERROR')
    expect(codeOf(401, auth('access key '.repeat(2_000_000)))).toBe('CLOUD_KEY_REJECTED')
  })

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('takes %s for no code that it knows', (code) => {
    expect(codeOf(400, flat(code))).toBe('CLOUD_BAD_PARAMETER')
  })

  it('learns the limit that the gateway names', () => {
    expect(toNamedLimit('policy user over ratelimit,limit:20,time:1 second')).toBe(20)
    expect(toNamedLimit('policy user over ratelimit,limit:600,time:1 minute')).toBe(10)
    expect(toNamedLimit('limit:XX,time:1 second')).toBeNull()
    expect(toNamedLimit('message flow control')).toBeNull()
  })
})
