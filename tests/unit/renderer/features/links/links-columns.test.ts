import { describe, expect, it } from 'vitest'
import {
  DEFAULT_LINK_COLUMNS,
  LINK_COLUMNS,
  linkColumn,
  linkTone,
} from '../../../../../src/renderer/features/links/links-columns.ts'
import { linkFields } from '../../../../../src/renderer/features/links/links-fields.ts'
import type { LinkColumnField } from '../../../../../src/renderer/features/links/links-query-model.ts'
import { createFormats } from '../../../../../src/renderer/lib/format.ts'
import type { Link } from '../../../../../src/shared/domain/link.ts'
import { LINK_FIELDS } from '../../../../../src/shared/domain/link-query.ts'
import { createTranslator } from '../../../../../src/shared/i18n/translator.ts'
import { aLink, MORNING } from '../../../../support/renderer-builders.ts'

const zh = createTranslator('zh-CN')
const en = createTranslator('en')
const formats = createFormats(zh, 'Asia/Shanghai', '2026-11-20')
const DAY_MS = 86_400_000

function textOf(link: Link, field: LinkColumnField): string {
  const cell = linkColumn(field).toCell(link, formats, zh.t)
  return typeof cell === 'string' ? cell : cell.text
}

describe('columns of links', () => {
  it('exist once for every field that can be sorted by, and for the trend', () => {
    expect(LINK_COLUMNS.map(({ field }) => field).toSorted()).toEqual([...LINK_FIELDS, 'trend'].toSorted())
    expect(DEFAULT_LINK_COLUMNS.filter(({ isVisible }) => isVisible).map(({ field }) => field)).toEqual([
      'name',
      'verdict',
      'trend',
      'shown',
      'backlink',
      'checkedAt',
      'latencyMs',
      'certExpiresAt',
    ])
  })

  it('have names in both languages', () => {
    for (const { t } of [zh, en]) {
      const names = LINK_COLUMNS.map(({ headerKey }) => t(headerKey))
      expect(names.filter((name) => name.includes('.'))).toEqual([])
      expect(new Set(names).size).toBe(names.length)
    }
  })

  it('say why nothing is known of a link that has never been checked, and copy nothing for it', () => {
    const bare = aLink({
      verdict: null,
      httpStatus: null,
      backlink: null,
      rel: null,
      finalUrl: null,
      latencyMs: null,
      checkedAt: null,
      certExpiresAt: null,
      domainExpiresAt: null,
      trend: [],
    })
    for (const field of ['httpStatus', 'finalUrl', 'latencyMs', 'checkedAt', 'certExpiresAt', 'rel'] as const) {
      const column = linkColumn(field)
      expect(textOf(bare, field), field).toBe('—')
      expect(column.toTitle(bare, formats, zh.t), field).toMatch(/[\u4e00-\u9fff]/)
      expect(column.toCopy(bare, formats, zh.t), field).toBe('')
    }
    expect(textOf(bare, 'verdict')).toBe('未检查')
  })

  it('tell an absent backlink from one that nobody could look for, and from none that is wanted', () => {
    const wanted = { backlinkSite: 'https://we.example.com' }
    expect(textOf(aLink({ ...wanted, backlink: 'absent' }), 'backlink')).toBe('未设置')
    expect(textOf(aLink({ ...wanted, backlink: 'unknown' }), 'backlink')).toBe('未知')
    expect(textOf(aLink({ backlinkSite: null, backlink: null }), 'backlink')).toBe('没有要求')
  })

  it('say until when a long dead link rests', () => {
    const link = aLink({ verdict: 'dns', unreachableDays: 30, nextCheckAt: MORNING + 5 * DAY_MS })
    expect(linkColumn('verdict').toTitle(link, formats, zh.t)).toContain('11-25')
  })

  it('say how many days a certificate has left only while its end is near', () => {
    expect(textOf(aLink({ certExpiresAt: MORNING + 4 * DAY_MS }), 'certExpiresAt')).toContain('4 天')
    expect(textOf(aLink({ certExpiresAt: MORNING + 90 * DAY_MS }), 'certExpiresAt')).not.toContain('天')
  })

  it('mark hidden links at the edge, failing ones in another colour, and leave white-listed ones alone', () => {
    expect(linkTone(aLink())).toBeNull()
    expect(linkTone(aLink({ isShown: false, verdict: 'broken' }))).toBe('broken')
    expect(linkTone(aLink({ verdict: 'timeout' }))).toBe('slow')
    const whitelisting = { reason: 'r', by: 'b', at: MORNING, reviewOn: null }
    expect(linkTone(aLink({ verdict: 'timeout', whitelisting }))).toBeNull()
  })
})

describe('the fields of links', () => {
  it('name the group that always exists in the language of the reader', () => {
    expect(linkFields(zh.t).valueLabel('group', '', null)).toBe('默认')
    expect(linkFields(en.t).valueLabel('group', '', null)).toBe('Default')
    expect(linkFields(en.t).valueLabel('verdict', null, null)).toBe('Not checked yet')
  })

  it('say the reasons that the core counts in words', () => {
    const { valueLabel } = linkFields(en.t)
    const codes = ['status:404', 'verdict:timeout', 'no-backlink', 'person']
    expect(codes.map((code) => valueLabel('reason', code, null))).toEqual([
      'HTTP 404',
      'Timed out',
      'no link back to us',
      'Hidden by hand',
    ])
  })
})
