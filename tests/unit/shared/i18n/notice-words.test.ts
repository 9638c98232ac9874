import { describe, expect, it } from 'vitest'
import type { NoticePayload } from '../../../../src/shared/domain/notice.ts'
import { noticeBody, noticeText, noticeTitle } from '../../../../src/shared/i18n/notice-words.ts'
import { createTranslator } from '../../../../src/shared/i18n/translator.ts'

const zh = createTranslator('zh-CN')
const en = createTranslator('en')
const ZONE = 'Asia/Shanghai'

type Reminder = Extract<NoticePayload, { readonly kind: 'digest' | 'urgent' }>
const cny = (amount: string, missing = 0) => ({ sums: [{ amount, currency: 'CNY' }], missing })

function aDigest(fields: Partial<Reminder> = {}): Reminder {
  return {
    kind: 'digest',
    on: '2026-11-21',
    items: 12,
    overdue: 2,
    today: 1,
    soonestDays: 0,
    bandDays: [7, 15, 30],
    bands: [
      { band: 'expired', items: 2, sums: cny('123456.5') },
      { band: '0-7', items: 5, sums: cny('12340', 1) },
      { band: '8-15', items: 1, sums: { sums: [], missing: 1 } },
      { band: '16-30', items: 4, sums: { sums: [{ amount: '0.125', currency: 'USD' }], missing: 0 } },
    ],
    sums: cny('135796.5', 2),
    names: ['a', 'b', 'c', 'd', 'e'],
    ...fields,
  }
}

describe('the words of a reminder', () => {
  it('say what is overdue and what ends today first', () => {
    expect(noticeTitle(zh, aDigest())).toBe('12 项需要处理，2 项已过处理期限，1 项今天到处理期限')
    expect(noticeTitle(en, aDigest())).toBe('12 items need action, 2 past their deadline, 1 due today')
    expect(noticeTitle(en, aDigest({ items: 1, overdue: 1, today: 0 }))).toBe(
      '1 item needs action, 1 past its deadline',
    )
    expect(noticeTitle(zh, aDigest({ overdue: 0, today: 0, soonestDays: 3 }))).toBe('12 项需要处理，最近的还剩 3 天')
    expect(noticeTitle(zh, aDigest({ kind: 'urgent', items: 1, overdue: 0 }))).toBe('1 项变得紧急，1 项今天到处理期限')
  })

  it('group the digits of counts as those of amounts are', () => {
    const band = { band: '0-7' as const, items: 1772, sums: cny('1234.5', 1049) }
    const big = aDigest({ items: 1772, overdue: 1021, today: 0, bands: [band], names: ['a'] })
    expect(noticeTitle(zh, big)).toBe('1,772 项需要处理，1,021 项已过处理期限')
    expect(noticeBody(en, big, ZONE)).toBe(
      'Within 7 days: 1,772 items, 1,234.50 CNY (1,049 without a price)\na and others, 1,772 in all',
    )
  })

  it('keep to four lines for the system and lose no item in them', () => {
    expect(noticeBody(zh, aDigest(), ZONE).split('\n')).toEqual([
      '已过处理期限 2 项 123,456.50 CNY',
      '7 天内 5 项 12,340.00 CNY（1 项无价格）',
      '其余 5 项 0.125 USD（1 项无价格）',
      'a、b、c、d、e 等 12 项',
    ])
  })

  it('name every band where there is room', () => {
    expect(noticeText(en, aDigest(), ZONE).split('\n')).toEqual([
      '12 items need action, 2 past their deadline, 1 due today',
      'Past the deadline: 2 items, 123,456.50 CNY',
      'Within 7 days: 5 items, 12,340.00 CNY (1 without a price)',
      '8–15 days: 1 item (no price)',
      '16–30 days: 4 items, 0.125 USD',
      'a, b, c, d, e and others, 12 in all',
    ])
  })

  it('never add up currencies', () => {
    const sums = { sums: [...cny('1').sums, { amount: '2', currency: 'JPY' }], missing: 0 }
    const payload = aDigest({ items: 2, bands: [{ band: '0-7', items: 2, sums }], names: ['a', 'b'] })
    expect(noticeBody(zh, payload, ZONE)).toBe('7 天内 2 项 1.00 CNY + 2 JPY\na、b')
  })

  it('let no name break a line or push the others out', () => {
    const names = [`a\nb\u202e`, '长'.repeat(300)]
    const body = noticeBody(zh, aDigest({ items: 2, bands: [], names }), ZONE)
    expect(body).toBe(`a·b·、${'长'.repeat(39)}…`)
  })
})

describe('the words of other notices', () => {
  it('say which due times were missed, in the business zone', () => {
    const at = Date.UTC(2026, 10, 20, 1)
    const missed: NoticePayload = {
      kind: 'missed',
      target: { kind: 'account', accountId: 'a' },
      name: '生产',
      missed: 3,
      from: at,
      to: at + 7_200_000,
      runId: 'r',
    }
    expect(noticeTitle(zh, missed)).toBe('生产：错过 3 次定时同步')
    expect(noticeBody(zh, missed, ZONE)).toContain('2026-11-20 09:00 至 2026-11-20 11:00')
    expect(noticeBody(zh, { ...missed, missed: 1, to: at }, ZONE)).toMatch(/^2026-11-20 09:00 应有/)
    const ofGroup = { ...missed, target: { kind: 'link-group', groupId: 'default' }, name: '' } as const
    expect(noticeTitle(zh, ofGroup)).toBe('链接分组“默认”：错过 3 次定时检查')
  })

  it('give the reason of a failure in the sentence that everybody else gives', () => {
    const failure: NoticePayload = {
      kind: 'failure',
      runId: 'r',
      account: '生产',
      state: 'failed',
      error: { code: 'NO_ACCOUNT', params: {}, raw: null },
    }
    expect(noticeTitle(zh, failure)).toBe('生产：定时同步失败')
    expect(noticeBody(zh, failure, ZONE)).toBe(zh.error({ code: 'NO_ACCOUNT', params: {}, raw: null }))
    expect(noticeTitle(en, { ...failure, account: '', state: 'incomplete', error: null })).toBe(
      'Scheduled check of links incomplete',
    )
    expect(noticeBody(zh, { ...failure, state: 'incomplete', error: null }, ZONE)).toContain('没有取到全部条目')
  })

  it('exist for every kind in both languages', () => {
    for (const t of [zh, en]) expect(noticeText(t, { kind: 'test' }, ZONE)).toMatch(/\n/)
  })
})
