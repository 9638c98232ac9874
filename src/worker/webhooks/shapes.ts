import { createHmac } from 'node:crypto'
import type { WebhookMessage } from '../../shared/domain/webhook.ts'
import type { WebhookSending } from '../../shared/worker/webhook-frames.ts'

/** A message as it goes over the wire. */
export interface WebhookRequest {
  readonly url: URL
  readonly body: string
  /** Made from the secret, so not to be told to anybody either; null when the message is not signed. */
  readonly signature: string | null
}

/** 企业微信: `content` holds at most 2048 bytes of UTF-8 (https://developer.work.weixin.qq.com/document/path/91770). */
const WECOM_BYTES = 2048
/**
 * 钉钉 takes bodies of 20,000 bytes (https://open.dingtalk.com/document/robots/custom-robot-access), 飞书 of 20 KB
 * (https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot); what is beyond the text needs a few hundred.
 */
const CHAT_BYTES = 15_000

/** Bots that only take messages with a certain word are told to ask for this one. */
const MARK = '【Duewatch】'

/** Writes the message as the receiver wants it, signed as of `now` where there is a secret. */
export function toWebhookRequest({ shape, url, secret, message }: WebhookSending, now: number): WebhookRequest {
  const target = new URL(url)
  const key = secret === null || secret === '' ? null : secret
  switch (shape) {
    case 'generic':
      return { url: target, body: JSON.stringify(message), signature: null }
    case 'wecom':
      return { url: target, body: toTextBody(message, WECOM_BYTES), signature: null }
    case 'dingtalk': {
      const body = toTextBody(message, CHAT_BYTES)
      if (key === null) return { url: target, body, signature: null }
      const signature = signForDingtalk(now, key)
      target.searchParams.set('timestamp', String(now))
      target.searchParams.set('sign', signature)
      return { url: target, body, signature }
    }
    case 'feishu': {
      const content = { msg_type: 'text', content: { text: toText(message, CHAT_BYTES) } }
      if (key === null) return { url: target, body: JSON.stringify(content), signature: null }
      const timestamp = String(Math.floor(now / 1000))
      const sign = signForFeishu(timestamp, key)
      return { url: target, body: JSON.stringify({ timestamp, sign, ...content }), signature: sign }
    }
  }
}

/**
 * 钉钉 加签: base64 of HMAC-SHA256 over `timestamp\nsecret` with the secret as key; the timestamp is in milliseconds and
 * at most an hour off (https://open.dingtalk.com/document/robots/customize-robot-security-settings).
 */
export function signForDingtalk(timestamp: number, secret: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
}

/**
 * 飞书 签名校验: base64 of HMAC-SHA256 over nothing with `timestamp\nsecret` as key; the timestamp is in seconds and at
 * most an hour off (https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot).
 */
export function signForFeishu(timestamp: string, secret: string): string {
  return createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64')
}

/** Cuts a text to so many bytes of UTF-8 with `…` at the end, never inside a character as people see it. */
export function cutBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text
  const room = maxBytes - Buffer.byteLength('…')
  let used = 0
  let result = ''
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    used += Buffer.byteLength(segment)
    if (used > room) break
    result += segment
  }
  return `${result}…`
}

function toTextBody(message: WebhookMessage, maxBytes: number): string {
  return JSON.stringify({ msgtype: 'text', text: { content: toText(message, maxBytes) } })
}

function toText({ title, text }: WebhookMessage, maxBytes: number): string {
  // Through bytes and back, so that a lone half of a character counts as what receivers will make of it.
  const whole = Buffer.from(`${MARK}${title}\n${text}`.trimEnd()).toString('utf8')
  return cutBytes(whole, maxBytes)
}
