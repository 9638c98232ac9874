import { describe, expect, it } from 'vitest'
import { createFormats, UNKNOWN } from '../../../../../src/renderer/lib/format.ts'
import {
  DEFAULT_COLUMNS,
  ITEM_COLUMNS,
  itemColumn,
  itemTone,
} from '../../../../../src/renderer/features/items/item-columns.ts'
import type { ItemColumnField } from '../../../../../src/renderer/features/items/types.ts'
import type { Item } from '../../../../../src/shared/domain/item.ts'
import { SORT_FIELDS } from '../../../../../src/shared/domain/item-query.ts'
import { DEFAULT_SETTINGS } from '../../../../../src/shared/domain/settings.ts'
import { createTranslator } from '../../../../../src/shared/i18n/translator.ts'
import { anItem } from '../../../../support/renderer-builders.ts'

const zh = createTranslator('zh-CN')
const formats = createFormats(zh, 'Asia/Shanghai', '2026-11-20')

function textOf(item: Item, field: ItemColumnField): string {
  const cell = itemColumn(field).toCell(item, formats, zh.t)
  return typeof cell === 'string' ? cell : cell.text
}

/** An item of which nothing is known that may be unknown. */
const bare = anItem({
  provider: null,
  serviceTypeCode: null,
  serviceTypeName: null,
  resourceType: null,
  resourceTypeName: null,
  resourceSpec: null,
  region: null,
  regionName: null,
  isMain: null,
  tags: null,
  createdAt: null,
  expiresAt: null,
  expiresOn: null,
  daysLeft: null,
  band: 'undated',
  phase: null,
  rawStatus: null,
  rawPolicy: null,
  renewalMode: 'unknown',
  actByAt: null,
  lastWorkingDayOn: null,
  price: null,
  currency: null,
  priceSource: null,
  pricedAt: null,
  owner: null,
})

describe('columns of items', () => {
  it('exist once for every field that can be sorted by, and for tags', () => {
    expect(ITEM_COLUMNS.map(({ field }) => field).toSorted()).toEqual([...SORT_FIELDS, 'tags'].toSorted())
    expect(DEFAULT_COLUMNS).toHaveLength(ITEM_COLUMNS.length)
  })

  it('have names in both languages, each another one', () => {
    for (const language of ['zh-CN', 'en'] as const) {
      const { t } = createTranslator(language)
      const names = ITEM_COLUMNS.map(({ headerKey }) => t(headerKey))
      expect(new Set(names).size).toBe(names.length)
    }
  })

  it('show a dash for what is not known, never a zero or nothing, and say why on hover', () => {
    for (const { field, toTitle, toCopy } of ITEM_COLUMNS) {
      const text = textOf(bare, field)
      expect(text, field).not.toBe('')
      if (text !== UNKNOWN) continue
      expect(toTitle(bare, formats, zh.t), field).toMatch(/\S/)
      expect(toCopy(bare, formats, zh.t), field).toBe('')
    }
    expect(textOf(bare, 'price')).toBe(UNKNOWN)
    expect(textOf(bare, 'daysLeft')).toBe(UNKNOWN)
  })

  it('tell tags that could not be read from having none', () => {
    expect(textOf(bare, 'tags')).toBe(UNKNOWN)
    expect(textOf(anItem({ tags: {} }), 'tags')).toBe('无标签')
    expect(itemColumn('tags').toCell(anItem({ tags: { env: 'prod', x: '' } }), formats, zh.t)).toMatchObject({
      chips: ['env=prod', 'x'],
    })
  })

  it('keep every digit of a price, with its currency, and copy it plain', () => {
    const item = anItem({ price: '1234567.8', currency: 'CNY' })
    expect(textOf(item, 'price')).toBe('1,234,567.80 CNY')
    expect(itemColumn('price').toCopy(item, formats, zh.t)).toBe('1234567.8')
    expect(textOf(anItem({ price: '0', currency: 'JPY' }), 'price')).toBe('0 JPY')
  })

  it('say days in the business zone and the exact instant with its zone on hover', () => {
    const item = anItem({ expiresAt: Date.UTC(2026, 10, 24, 16), expiresOn: '2026-11-25' })
    expect(textOf(item, 'expireTime')).toBe('11-25 周三')
    expect(itemColumn('expireTime').toTitle(item, formats, zh.t)).toBe('2026-11-25 00:00:00 Asia/Shanghai (UTC+08:00)')
    expect(itemColumn('expireTime').toCopy(item, formats, zh.t)).toBe('2026-11-25 00:00:00')
  })

  it('say whose deadline it is: of the deduction, the expiry or the last moment to switch off', () => {
    const titleOf = (item: Partial<Item>): string | null =>
      itemColumn('actBy').toTitle(anItem({ actByAt: 0, ...item }), formats, zh.t)
    expect(titleOf({ renewalMode: 'auto', decision: 'undecided' })).toContain('扣款')
    expect(titleOf({ renewalMode: 'auto', decision: 'let-expire' })).toContain('关闭自动续费')
    expect(titleOf({ renewalMode: 'manual' })).toContain('到期时间')
  })

  it('show a code that nobody knows with its number', () => {
    expect(textOf(anItem({ status: 'unknown', rawStatus: 7 }), 'status')).toBe('未知 (7)')
    expect(textOf(anItem({ renewalMode: 'unknown', rawPolicy: 9 }), 'renewalMode')).toBe('未知 (9)')
  })

  it('give an item that is gone no urgency', () => {
    const { bandDays } = DEFAULT_SETTINGS
    expect(itemTone(anItem({ band: 'expired', daysLeft: -2 }), bandDays)).toBe('expired')
    expect(itemTone(anItem({ band: 'expired', daysLeft: -2, isActive: false }), bandDays)).toBe('undated')
  })
})
