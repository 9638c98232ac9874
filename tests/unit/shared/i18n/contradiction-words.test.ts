import { describe, expect, it } from 'vitest'
import { CONTRADICTIONS } from '../../../../src/shared/domain/contradiction.ts'
import { contradictionSentence, type ContradictedItem } from '../../../../src/shared/i18n/contradiction-words.ts'
import { LANGUAGES } from '../../../../src/shared/i18n/resources.ts'
import { createTranslator } from '../../../../src/shared/i18n/translator.ts'

const formats = {
  zone: 'Asia/Shanghai',
  today: '2026-11-21',
  day: (day: string | null): string => day ?? '—',
  money: (amount: string | null, currency: string | null): string => `${amount} ${currency}`,
}

/** Charged on 24 November in Shanghai, until 1 December, for 1,280 yuan. */
function anItem(overrides: Partial<ContradictedItem> = {}): ContradictedItem {
  return {
    kind: 'cloud',
    provider: 'huawei',
    actByAt: Date.UTC(2026, 10, 23, 19),
    expiresOn: '2026-12-01',
    price: '1280',
    currency: 'CNY',
    priceSource: 'provider',
    ...overrides,
  }
}

describe('contradictionSentence', () => {
  it('says what is wrong with day and amount, and what to do at which provider', () => {
    expect(contradictionSentence(createTranslator('zh-CN'), anItem(), 'let-expire-auto', formats)).toEqual({
      sentence: '决定到期不续，但仍会在 2026-11-24 自动续费（1280 CNY）。',
      action: '请到华为云关闭自动续费，或把决定改为续费。',
    })
    expect(contradictionSentence(createTranslator('en'), anItem(), 'let-expire-auto', formats)).toEqual({
      sentence: 'It was decided to let this end, but it will renew itself on 2026-11-24 (1280 CNY).',
      action: 'Switch automatic renewal off at Huawei Cloud, or decide to renew.',
    })
  })

  it('does not promise what has passed, nor a day or an amount that nobody knows', () => {
    const t = createTranslator('en')
    const past = anItem({ actByAt: Date.UTC(2026, 10, 20) })
    expect(contradictionSentence(t, past, 'no-owner-near', formats).sentence).toBe(
      'The deadline was 2026-11-20, and nobody owns this.',
    )
    const unknown = anItem({ actByAt: null, price: null, currency: null })
    expect(contradictionSentence(t, unknown, 'let-expire-auto', formats).sentence).toBe(
      'It was decided to let this end, but it is still on automatic renewal.',
    )
  })

  it('never calls nought what is paid with its main resource', () => {
    const attached = anItem({ price: '0', priceSource: 'with-main' })
    expect(contradictionSentence(createTranslator('zh-CN'), attached, 'let-expire-auto', formats).sentence).toBe(
      '决定到期不续，但仍会在 2026-11-24 自动续费（随主资源一并报价）。',
    )
  })

  it('speaks of the end that an unasked renewal led to', () => {
    expect(contradictionSentence(createTranslator('en'), anItem(), 'renewed-unasked', formats).sentence).toContain(
      'runs until 2026-12-01',
    )
  })

  it('sends nobody to a console of demo data, and owners of certificates and domains elsewhere', () => {
    const t = createTranslator('en')
    const action = (overrides: Partial<ContradictedItem>): string =>
      contradictionSentence(t, anItem(overrides), 'renew-not-auto', formats).action
    expect(action({ provider: 'demo' })).toContain('the provider’s console')
    expect(action({ provider: null, kind: 'domain' })).toContain('registrar')
    expect(action({ provider: null, kind: 'certificate' })).toContain('certificate')
  })

  it('has whole sentences for every kind, language and item', () => {
    const items = [anItem(), anItem({ actByAt: null, expiresOn: null, price: null }), anItem({ actByAt: 0 })]
    for (const language of LANGUAGES) {
      const translator = createTranslator(language)
      for (const kind of CONTRADICTIONS) {
        for (const item of items) {
          const { sentence, action } = contradictionSentence(translator, item, kind, formats)
          expect(`${sentence}${action}`).not.toMatch(/\{\{|—|null|undefined/)
          expect([sentence, action].every((text) => /[.。?？]$/.test(text))).toBe(true)
        }
      }
    }
  })
})
