import { describe, expect, it } from 'vitest'
import { createTranslator } from '../../../../src/shared/i18n/translator.ts'

describe('the translator', () => {
  it('says one thing and several things differently, whichever it was asked for first', () => {
    const { t } = createTranslator('en')
    const told = [3, 1, 0, 1, 2].map((count) => t('items.bulk.done', { count, shown: String(count) }))
    const { t: other } = createTranslator('en')
    expect(told[1]).toBe(other('items.bulk.done', { count: 1, shown: '1' }))
    expect(told[1]).toBe(told[3])
    expect(told[0]?.replace('3', 'N')).toBe(told[4]?.replace('2', 'N'))
    expect(told[0]?.replace('3', 'N')).not.toBe(told[1]?.replace('1', 'N'))
  })

  it('fills in each time what it is given, as it is', () => {
    const { t } = createTranslator('zh-CN')
    for (const name of ['甲', '<b>&乙</b>', '{{name}}', '$t(items.title)', '$&']) {
      expect(t('items.bulk.titleOne', { kind: 'K', name })).toContain(name)
    }
  })

  it('leaves a place empty for which nothing is known', () => {
    const { t } = createTranslator('en')
    expect(t('items.bulk.titleOne', { kind: 'K' })).not.toMatch(/[{}]|undefined/)
  })

  it('does not invent a text for a key that does not exist', () => {
    const { t } = createTranslator('en')
    expect(() => t('items.nowhere')).toThrow('no text for items.nowhere in en')
    expect(() => t('items.nowhere', { count: 1 })).toThrow('no text for items.nowhere')
  })
})
