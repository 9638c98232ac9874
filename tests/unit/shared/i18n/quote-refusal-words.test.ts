import { describe, expect, it } from 'vitest'
import { REFUSAL_KEPT_MS } from '../../../../src/shared/domain/quote-refusal.ts'
import { quoteRefusalWords } from '../../../../src/shared/i18n/quote-refusal-words.ts'
import { createTranslator } from '../../../../src/shared/i18n/translator.ts'

const AT = Date.UTC(2026, 10, 21)
const instant = (at: number): string => new Date(at).toISOString().slice(0, 10)

const say = (language: 'zh-CN' | 'en', code: string, askedAgainAfter: number | null = AT + REFUSAL_KEPT_MS, now = AT) =>
  quoteRefusalWords(createTranslator(language), { code, refusedAt: AT, askedAgainAfter }, 'huawei', { now, instant })

describe('why there is no quote', () => {
  it.each([
    ['CBC.30010069', '按月、按年都没有续费报价', 'neither by the month nor by the year'],
    ['CBC.99006024', '不能续费', 'cannot be renewed'],
    ['CBC.99003012', '没有这个资源', 'no such resource'],
    ['CBC.30010036', '不是主资源', 'not a main resource'],
    ['CBC.1', '没有给出续费报价', 'gave no renewal quote'],
  ])('is said in a sentence with the day and the code %s', (code, zh, en) => {
    for (const [language, words] of [
      ['zh-CN', zh],
      ['en', en],
    ] as const) {
      const { sentence } = say(language, code)
      for (const part of [words, code, '2026-11-21']) expect(sentence).toContain(part)
      expect(sentence).not.toContain('{{')
    }
  })

  it('is followed by when it is asked for again, which is the next sync once the time has passed', () => {
    expect(say('en', 'CBC.1').action).toContain('after 2026-12-21')
    expect(say('en', 'CBC.1', null).action).toMatch(/^The next sync asks again/)
    expect(say('en', 'CBC.1', AT + REFUSAL_KEPT_MS, AT + REFUSAL_KEPT_MS).action).toMatch(/^The next sync asks again/)
  })
})
