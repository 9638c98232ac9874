import { assert, integer, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toWebhookMessage } from '../../../../src/core/services/webhook-message.ts'
import type { WebhookMessage } from '../../../../src/shared/domain/webhook.ts'
import { createTranslator } from '../../../../src/shared/i18n/translator.ts'
import type { WebhookSending } from '../../../../src/shared/worker/webhook-frames.ts'
import { cutBytes, signForDingtalk, signForFeishu, toWebhookRequest } from '../../../../src/worker/webhooks/shapes.ts'

const MESSAGE: WebhookMessage = {
  ...toWebhookMessage(
    { noticeId: 'n-1', createdAt: Date.UTC(2025, 10, 21, 8), payload: { kind: 'test' } },
    createTranslator('zh-CN'),
    'Asia/Shanghai',
  ),
  title: '标题',
  text: '第一行\n第二行',
}
const NOW = 1_763_712_000_000

function sending(part: Partial<WebhookSending>): WebhookSending {
  return { sendingId: 's', shape: 'generic', url: 'https://example.test/hook', secret: null, message: MESSAGE, ...part }
}

describe('signatures', () => {
  // Computed with Python's hmac, hashlib and base64 after the vendors' own examples.
  it('are those of 钉钉: the secret is the key and is signed as well', () => {
    expect(signForDingtalk(NOW, 'SECe5f8c0d1b2')).toBe('K0ZLGKIPVXPW/7Ro7VqnoIf7QUKy2lE3Kwuq1pwYS+8=')
  })

  it('are those of 飞书: timestamp and secret are the key and nothing is signed', () => {
    expect(signForFeishu('1763712000', 'gK3dS9vQ')).toBe('qWiJONH1piAeO1o725X0a2Jz7G7TNl7Nf6SqYF+18Q4=')
  })

  it('stand percent-encoded in the address of 钉钉, which keeps its token', () => {
    const { url } = toWebhookRequest(
      sending({
        shape: 'dingtalk',
        url: 'https://oapi.dingtalk.com/robot/send?access_token=t0ken',
        secret: 'SECe5f8c0d1b2',
      }),
      NOW,
    )
    expect(url.href).toBe(
      'https://oapi.dingtalk.com/robot/send?access_token=t0ken&timestamp=1763712000000&sign=K0ZLGKIPVXPW%2F7Ro7VqnoIf7QUKy2lE3Kwuq1pwYS%2B8%3D',
    )
  })

  it('stand in the body of 飞书 with the seconds as a text', () => {
    const { url, body } = toWebhookRequest(sending({ shape: 'feishu', secret: 'gK3dS9vQ' }), NOW + 999)
    expect(url.href).toBe('https://example.test/hook')
    expect(JSON.parse(body)).toEqual({
      timestamp: '1763712000',
      sign: 'qWiJONH1piAeO1o725X0a2Jz7G7TNl7Nf6SqYF+18Q4=',
      msg_type: 'text',
      content: { text: '【Duewatch】标题\n第一行\n第二行' },
    })
  })

  it.each(['dingtalk', 'feishu'] as const)('are left out by %s without a secret', (shape) => {
    const { url, body, signature } = toWebhookRequest(sending({ shape, secret: '' }), NOW)
    expect([url.search, signature, 'sign' in JSON.parse(body)]).toEqual(['', null, false])
  })
})

describe('bodies', () => {
  it('are the text message of 企业微信 and 钉钉', () => {
    for (const shape of ['wecom', 'dingtalk'] as const) {
      expect(JSON.parse(toWebhookRequest(sending({ shape }), NOW).body)).toEqual({
        msgtype: 'text',
        text: { content: '【Duewatch】标题\n第一行\n第二行' },
      })
    }
  })

  it('are the whole message for programs, uncut', () => {
    const message = { ...MESSAGE, text: '长'.repeat(20_000) }
    expect(JSON.parse(toWebhookRequest(sending({ message }), NOW).body)).toEqual(message)
  })

  it('never bring more than 2048 bytes to 企业微信, whatever the text is made of', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 3000 }), integer({ min: 0, max: 900 }), (tail, wide) => {
        const message = { ...MESSAGE, text: `${'续'.repeat(wide)}${tail}` }
        const body = JSON.parse(toWebhookRequest(sending({ shape: 'wecom', message }), NOW).body) as {
          text: { content: string }
        }
        expect(Buffer.byteLength(body.text.content)).toBeLessThanOrEqual(2048)
      }),
      { numRuns: 30, seed: 7 },
    )
  })
})

describe('cutBytes', () => {
  it('leaves what fits as it is, to the byte', () => {
    expect(cutBytes('续费', 6)).toBe('续费')
    expect(cutBytes('', 0)).toBe('')
  })

  it('cuts between characters and says so', () => {
    expect(cutBytes('续费提醒', 11)).toBe('续费…')
    expect(cutBytes('ab😀cd', 7)).toBe('ab…')
  })

  it('keeps what people see as one character together', () => {
    expect(cutBytes('👨‍👩‍👧‍👦 family', 20)).toBe('…')
  })
})
