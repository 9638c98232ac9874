import { describe, expect, it } from 'vitest'
import { filterWords, type WordsContext } from '../../../../../src/renderer/features/items/filter-words.ts'
import { toEditable } from '../../../../../src/renderer/features/items/query-model.ts'
import { CHANGED_IDS } from '../../../../../src/renderer/features/items/relative-days.ts'
import { createFormats } from '../../../../../src/renderer/lib/format.ts'
import { idsOfForecast, idsOfNotice } from '../../../../../src/shared/domain/item-sets.ts'
import type { ColumnCondition, ItemFilter } from '../../../../../src/shared/domain/item-query.ts'
import { createTranslator } from '../../../../../src/shared/i18n/translator.ts'

function contextIn(language: 'zh-CN' | 'en'): WordsContext {
  const translator = createTranslator(language)
  return {
    t: translator.t,
    formats: createFormats(translator, 'Asia/Shanghai', '2026-11-20'),
    bandDays: [7, 15, 30, 60, 90],
    accounts: [{ accountId: 'a1', name: '总部' }],
    labels: new Map([['region cn-north-4', '华北-北京四']]),
  }
}

function say(filter: ItemFilter, language: 'zh-CN' | 'en' = 'zh-CN'): readonly string[] {
  return filterWords(toEditable({ filter }), contextIn(language)).map(({ label, words }) => `${label}：${words}`)
}

const columns = (...conditions: ColumnCondition[]): ItemFilter => ({ columns: conditions })

describe('filterWords', () => {
  it.each<[string, ItemFilter]>([
    ['续费方式：自动续费、手动续费', columns({ kind: 'values', field: 'renewalMode', values: ['auto', 'manual'] })],
    ['负责人：不是（空白）', columns({ kind: 'values', field: 'owner', values: [null], isExcluded: true })],
    ['负责人：a、b、c等 5 项', columns({ kind: 'values', field: 'owner', values: ['a', 'b', 'c', 'd', 'e'] })],
    ['区域代码：华北-北京四 (cn-north-4)', columns({ kind: 'values', field: 'region', values: ['cn-north-4'] })],
    ['紧急程度：7 天内', { bands: ['0-7'] }],
    ['最迟处理：未来 30 天', columns({ kind: 'range', field: 'actBy', min: 'today', max: 'today+30' })],
    [
      '到期日：11-24 周二 至 2027-01-01 周五',
      columns({ kind: 'range', field: 'expireTime', min: '2026-11-24', max: '2027-01-01' }),
    ],
    ['到期日：11-27 周五 止', columns({ kind: 'range', field: 'expireTime', min: null, max: 'today+7' })],
    ['剩余天数：不大于 30 天', { expireDays: 30 }],
    ['续费价：不小于 1,000.50', columns({ kind: 'range', field: 'price', min: '1000.50', max: null })],
    ['负责人：空白', { owner: '' }],
    ['名称：包含“主机”', columns({ kind: 'contains', field: 'resourceName', text: '主机' })],
    ['标签：env=prod', { tags: [{ key: 'env', value: 'prod' }] }],
    ['账号：总部、gone', { accountIds: ['a1', 'gone'] }],
    ['条目：指定的 2 项', { itemIds: ['x', 'y'] }],
    ['条目：上次同步后有变化', { itemIds: [CHANGED_IDS] }],
    ['状态：已冻结、7', { statuses: ['frozen', '7'] }],
  ])('says %s', (sentence, filter) => {
    expect(say(filter)).toEqual([sentence])
  })

  it.each<[string, ItemFilter, string]>([
    ['the set alone', {}, '预测：今天以前，按决定，25 项'],
    ['a search', { search: '主机' }, '预测：今天以前，按决定，25 项中符合其他条件的'],
    [
      'a column',
      columns({ kind: 'blank', field: 'price', isBlank: true }),
      '预测：今天以前，按决定，25 项中符合其他条件的',
    ],
    ['gone ones', { isGone: 'gone' }, '预测：今天以前，按决定，25 项中符合其他条件的'],
  ])('claims the whole of a forecast’s items only where the list has them all: %s', (_name, narrowing, sentence) => {
    const set = idsOfForecast({ forecast: {}, pick: { slot: { kind: 'overdue' } } })
    const query = toEditable({ filter: { itemIds: [set], ...narrowing } })
    const told = { count: 25, noticeAt: null }
    const words = filterWords(query, { ...contextIn('zh-CN'), told }).map((part) => `${part.label}：${part.words}`)
    expect(words).toContain(sentence)
  })

  it('claims the whole of a notice’s items only with those that are gone by now', () => {
    const say = (isGone?: 'all'): string | undefined => {
      const query = toEditable({ filter: { itemIds: [idsOfNotice('n1')], ...(isGone ? { isGone } : {}) } })
      return filterWords(query, { ...contextIn('en'), told: { count: 2, noticeAt: null } })[0]?.words
    }
    expect([say('all'), say()]).toEqual(['2 items', '2 items, narrowed by other filters'])
  })

  it('names items without a date of their end without a scenario, which is the same in all', () => {
    const set = idsOfForecast({ forecast: {}, pick: { slot: { kind: 'undated' } } })
    const query = toEditable({ filter: { itemIds: [set] } })
    const words = filterWords(query, { ...contextIn('zh-CN'), told: { count: 3, noticeAt: null } })[0]?.words
    expect(words).toBe('没有到期日，未计入，3 项')
  })

  it('speaks English too', () => {
    expect(say({ modes: ['auto'], expireDays: 1 }, 'en')).toEqual([
      expect.stringMatching(/auto-renew$/i),
      expect.stringMatching(/at most 1 day$/),
    ])
  })

  it('gives the query without each part and leaves the others', () => {
    const query = toEditable({ filter: { modes: ['auto'], tags: [{ key: 'k', value: 'v' }], search: 'x' } })
    const parts = filterWords(query, contextIn('zh-CN'))
    expect(parts.map(({ without }) => without.filter)).toEqual([
      { search: 'x', columns: query.filter.columns },
      { search: 'x', tags: [{ key: 'k', value: 'v' }] },
    ])
  })
})
