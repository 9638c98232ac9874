import { describe, expect, it } from 'vitest'
import { parseWebhookAddress } from '../../../../src/core/services/webhook-address.ts'

describe('the address of a webhook', () => {
  it('shows people its host only', () => {
    expect(parseWebhookAddress('  https://Bot.Example.com:8443/hook?key=s3cret#top ')).toEqual({
      url: 'https://bot.example.com:8443/hook?key=s3cret',
      host: 'bot.example.com:8443',
    })
  })

  it.each([
    'bot.example.com/hook',
    'file:///etc/passwd',
    'https://key@bot.example.com/',
    'https://:key@bot.example.com/',
  ])('is refused as %s, and the refusal does not repeat it', (text) => {
    let thrown: unknown
    try {
      parseWebhookAddress(text)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({ code: 'WEBHOOK_URL_INVALID', params: {}, raw: null })
    expect(String(thrown)).not.toContain(text)
  })
})
