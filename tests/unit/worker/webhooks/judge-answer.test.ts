import { describe, expect, it } from 'vitest'
import type { WebhookShape } from '../../../../src/shared/domain/webhook.ts'
import { createRedact } from '../../../../src/worker/http/redact.ts'
import { judgeAnswer, parseRetryAfter } from '../../../../src/worker/webhooks/judge-answer.ts'

const NOW = Date.UTC(2026, 10, 21, 9)
const redact = createRedact({ secrets: ['k3y-of-the-bot'], accessKeys: [] })

function judge(shape: WebhookShape, status: number, text: string, retryAfter: string | null = null) {
  const { outcome, mayRetry, retryAfterMs } = judgeAnswer(shape, { status, text, retryAfter }, redact, NOW)
  return [outcome.isSent ? 'sent' : outcome.problem, mayRetry, retryAfterMs]
}

describe('an answer', () => {
  it.each([
    ['generic', 204, ''],
    ['generic', 200, '<html>thanks</html>'],
    ['wecom', 200, '{"errcode":0,"errmsg":"ok"}'],
    ['dingtalk', 200, '{"errcode":0,"errmsg":"ok"}'],
    ['feishu', 200, '{"code":0,"msg":"success","data":{}}'],
    ['feishu', 200, '{"StatusCode":0,"StatusMessage":"success"}'],
  ] as const)('of %s with %i %s means that it has arrived', (shape, status, text) => {
    expect(judge(shape, status, text)).toEqual(['sent', false, null])
  })

  it.each([
    ['wecom', 200, '{"errcode":93000,"errmsg":"invalid webhook url"}', 'refused: 93000 invalid webhook url'],
    ['dingtalk', 200, '{"errcode":310000,"errmsg":"sign not match"}', 'refused: 310000 sign not match'],
    ['feishu', 200, '{"code":19024,"msg":"Key Words Not Found"}', 'refused: 19024 Key Words Not Found'],
    ['feishu', 400, '{"code":19001,"msg":"param invalid"}', 'refused: 19001 param invalid'],
    ['generic', 404, 'no such hook', 'http: HTTP 404 no such hook'],
    ['generic', 302, '', 'redirected: HTTP 302'],
    ['wecom', 301, '{"errcode":0}', 'redirected: HTTP 301'],
  ] as const)('of %s with %i %s is final', (shape, status, text, problem) => {
    expect(judge(shape, status, text)).toEqual([problem, false, null])
  })

  it.each([
    ['wecom', 200, '{"errcode":45009,"errmsg":"api freq out of limit"}', 'throttled: 45009 api freq out of limit'],
    ['wecom', 200, '{"errcode":-1,"errmsg":"system busy"}', 'refused: -1 system busy'],
    ['dingtalk', 200, '{"errcode":130101,"errmsg":"send too fast"}', 'throttled: 130101 send too fast'],
    ['feishu', 200, '{"code":11232,"msg":"frequency limited"}', 'throttled: 11232 frequency limited'],
    ['feishu', 200, '{"code":9499,"msg":"too many request"}', 'throttled: 9499 too many request'],
    ['wecom', 200, '<html>Please sign in</html>', 'bad-answer: <html>Please sign in</html>'],
    ['dingtalk', 200, '', 'bad-answer'],
    ['wecom', 200, '{"code":0}', 'bad-answer: {"code":0}'],
    ['generic', 408, '', 'http: HTTP 408'],
    ['generic', 503, 'busy', 'http: HTTP 503 busy'],
  ] as const)('of %s with %i %s may be tried again', (shape, status, text, problem) => {
    expect(judge(shape, status, text)).toEqual([problem, true, null])
  })

  it('with 429 says how long to wait', () => {
    expect(judge('generic', 429, '', '120')).toEqual(['throttled: HTTP 429', true, 120_000])
  })

  it('tells no secret and no control character', () => {
    expect(judge('generic', 500, 'at\u001b[2J /hooks/k3y-of-the-bot\r\nfailed')[0]).toBe(
      'http: HTTP 500 at [2J /hooks/*** failed',
    )
  })
})

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['90', 90_000],
    ['Sat, 21 Nov 2026 09:05:00 GMT', 300_000],
    ['Sat, 21 Nov 2026 08:00:00 GMT', 0],
    ['99999999', 86_400_000],
    ['soon', null],
    ['', null],
    ['-5', null],
  ])('of %j is %j ms', (header, ms) => {
    expect(parseRetryAfter(header, NOW)).toBe(ms)
  })
})
