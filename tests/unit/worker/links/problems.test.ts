import { describe, expect, it } from 'vitest'
import { fromError, toRaw, type Step } from '../../../../src/worker/links/problems.ts'
import { toRetryAfterMs } from '../../../../src/worker/links/verdicts.ts'

const error = (code: string, message = code): Error => Object.assign(new Error(message), code === '' ? {} : { code })

describe('an error of the system', () => {
  it.each([
    [error('ECONNREFUSED'), 'connect', 'refused', 'connection-refused', 'ECONNREFUSED'],
    [error('EHOSTUNREACH'), 'connect', 'refused', 'host-unreachable', 'EHOSTUNREACH'],
    [error('ENETUNREACH'), 'connect', 'refused', 'host-unreachable', 'ENETUNREACH'],
    [error('ETIMEDOUT'), 'connect', 'timeout', 'connect-timeout', 'ETIMEDOUT'],
    [error('ETIMEDOUT'), 'answer', 'timeout', 'answer-timeout', 'ETIMEDOUT'],
    [error('ECONNRESET'), 'answer', 'refused', 'connection-reset', 'ECONNRESET'],
    [error('EPIPE'), 'answer', 'refused', 'connection-reset', 'EPIPE'],
    [error('ERR_SSL_WRONG_VERSION_NUMBER'), 'tls', 'tls', 'handshake-failed', 'ERR_SSL_WRONG_VERSION_NUMBER'],
    [error('ERR_SSL_UNSUPPORTED_PROTOCOL'), 'tls', 'tls', 'protocol-not-supported', 'ERR_SSL_UNSUPPORTED_PROTOCOL'],
    [
      error('EPROTO', 'tlsv1 alert protocol version'),
      'tls',
      'tls',
      'protocol-not-supported',
      'tlsv1 alert protocol version',
    ],
    [
      error('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
      'answer',
      'tls',
      'handshake-failed',
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    ],
  ] as const)('%s while in step %s is %s: %s', (thrown, step, verdict, cause, raw) => {
    expect(fromError(thrown, step satisfies Step)).toEqual({ verdict, cause, raw })
  })
})

it('keeps the words of others on one line, short and without credentials', () => {
  expect(toRaw('GET http://me:secret@site.test/\r\n\u001b[2Jboo\u0000')).toBe('GET http://site.test/ [2Jboo')
  expect(toRaw('x'.repeat(9_000))).toHaveLength(500)
})

it.each([
  ['120', 120_000],
  ['0', 0],
  ['Sat, 21 Nov 2026 00:00:30 GMT', 30_000],
  ['Fri, 20 Nov 2026 00:00:00 GMT', 0],
  ['soon', null],
  ['-1', null],
  [null, null],
])('reads the Retry-After %j', (value, expected) => {
  expect(toRetryAfterMs(value, Date.UTC(2026, 10, 21))).toBe(expected)
})
