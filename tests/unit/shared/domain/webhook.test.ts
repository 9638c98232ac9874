import { describe, expect, it } from 'vitest'
import { parseProblem, toProblemText, WEBHOOK_REASONS } from '../../../../src/shared/domain/webhook.ts'
import { createTranslator } from '../../../../src/shared/i18n/translator.ts'
import { webhookProblem } from '../../../../src/shared/i18n/webhook-words.ts'

describe('a problem', () => {
  it.each(WEBHOOK_REASONS)('of reason %s survives being kept, with and without words', (reason) => {
    for (const words of ['', 'HTTP 503: a: b']) {
      expect(parseProblem(toProblemText(reason, words))).toEqual({ reason, words })
    }
  })

  it('that is no reason of ours is shown as it is', () => {
    expect(parseProblem('odd: words')).toEqual({ reason: null, words: 'odd: words' })
  })

  it.each(WEBHOOK_REASONS)('of reason %s has a sentence in both languages without holes', (reason) => {
    for (const language of ['zh-CN', 'en'] as const) {
      const translator = createTranslator(language)
      for (const words of ['', 'ECONNREFUSED']) {
        const sentence = webhookProblem(translator, toProblemText(reason, words))
        expect(sentence).toMatch(/[。.]$|ECONNREFUSED$/)
        expect(sentence).not.toMatch(/\{\{|\(\)|（）| {2}/)
      }
    }
  })
})
