import { describe, expect, it } from 'vitest'
import {
  changeValue,
  mergeTimeline,
  movedDecision,
  tagDifferences,
} from '../../../../../src/renderer/features/items/timeline.ts'
import { createFormats } from '../../../../../src/renderer/lib/format.ts'
import type { ItemChange } from '../../../../../src/shared/domain/change.ts'
import type { ReviewChange } from '../../../../../src/shared/domain/review.ts'
import { createTranslator } from '../../../../../src/shared/i18n/translator.ts'

const change = (overrides: Partial<ItemChange>): ItemChange => ({
  runId: 'r1',
  at: 100,
  itemId: 'i',
  resourceId: 'res',
  resourceName: 'name',
  account: 'a',
  kind: 'changed',
  field: 'region',
  old: null,
  new: 'x',
  ...overrides,
})
const act = (overrides: Partial<ReviewChange>): ReviewChange => ({
  at: 100,
  by: '李',
  itemId: 'i',
  field: 'owner',
  old: null,
  new: '王',
  expiresAt: null,
  runId: null,
  ...overrides,
})

describe('mergeTimeline', () => {
  it('puts what syncs found and what people did into one course, newest first', () => {
    const entries = mergeTimeline(
      [change({ at: 300, kind: 'renewed', field: 'expireTime' }), change({ at: 100, kind: 'appeared', field: null })],
      [act({ at: 200 }), act({ at: 400, field: 'decision', new: 'renew' })],
    )
    expect(entries.map(({ at, kind, by }) => [at, kind ?? by])).toEqual([
      [400, '李'],
      [300, 'renewed'],
      [200, '李'],
      [100, 'appeared'],
    ])
  })

  it('keeps fields that one act changed together, and different people and runs apart', () => {
    const entries = mergeTimeline(
      [change({ field: 'region' }), change({ field: 'resourceSpec' }), change({ runId: 'r2', field: 'status' })],
      [act({ field: 'owner' }), act({ field: 'reason' }), act({ by: '王' })],
    )
    expect(entries.map(({ lines }) => lines.length).toSorted((a, b) => a - b)).toEqual([1, 1, 2, 2])
    expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length)
  })

  it('puts what followed from a run above what the run found, as a line of its own with its run', () => {
    const entries = mergeTimeline(
      [change({ at: 300, kind: 'renewed', field: 'expireTime' })],
      [act({ at: 300, by: '', field: 'decision', old: 'renew', new: 'renewed', runId: 'r1', expiresAt: 9 })],
    )
    expect(entries.map(({ by, runId, kind, expiresAt }) => [by, runId, kind, expiresAt])).toEqual([
      ['', 'r1', null, 9],
      [null, 'r1', 'renewed', null],
    ])
  })

  it('loses no line', () => {
    const changes = Array.from({ length: 50 }, (_, index) => change({ at: index % 7, field: `f${index}` }))
    const lines = mergeTimeline(changes, []).flatMap((entry) => entry.lines)
    const byName = (a: string | null, b: string | null): number => String(a).localeCompare(String(b))
    expect(lines.map(({ field }) => field).toSorted(byName)).toEqual(changes.map(({ field }) => field).toSorted(byName))
  })
})

describe('changeValue', () => {
  const translator = createTranslator('zh-CN')
  const formats = createFormats(translator, 'Asia/Shanghai', '2026-11-20')
  it.each([
    ['expireTime', '2026-11-24T16:00:00.000Z', '11-25 周三 00:00:00'],
    ['snoozedUntil', '2026-12-01', '12-01 周二'],
    ['renewalMode', 'auto', '自动续费'],
    ['renewalMode', 'something-new', 'something-new'],
    ['decision', 'let-expire', '不续费'],
    ['isMain', 'true', '是'],
    ['owner', '', '—'],
    ['owner', null, '—'],
    ['resourceName', 'auto', 'auto'],
  ])('writes %s %s as %s', (field, value, words) => {
    expect(changeValue(translator.t, formats, field, value)).toBe(words)
  })
})

describe('tagDifferences', () => {
  it('names only the tags that differ, also those that came or went', () => {
    expect(tagDifferences('{"a":"1","b":"2","c":""}', '{"b":"3","a":"1","d":"4"}')).toEqual([
      { key: 'b', old: '2', new: '3' },
      { key: 'c', old: '', new: null },
      { key: 'd', old: null, new: '4' },
    ])
    expect(tagDifferences(null, '{"a":"1"}')).toEqual([{ key: 'a', old: null, new: '1' }])
  })

  it('reads keys that objects have by themselves as tags, and leaves what is no set of tags to be shown as it is', () => {
    expect(tagDifferences('{}', '{"__proto__":"x","constructor":"y"}')).toEqual([
      { key: '__proto__', old: null, new: 'x' },
      { key: 'constructor', old: null, new: 'y' },
    ])
    expect(tagDifferences('not json', '{}')).toBeNull()
    expect(tagDifferences('[1]', '{}')).toBeNull()
  })
})

describe('changeValue of tags of people', () => {
  const translator = createTranslator('zh-CN')
  const formats = createFormats(translator, 'Asia/Shanghai', '2026-11-20')

  it('lists them, and shows an empty list as nothing', () => {
    expect(changeValue(translator.t, formats, 'customTags', '["甲","乙"]')).toBe('甲, 乙')
    expect(changeValue(translator.t, formats, 'customTags', '[]')).toBe('—')
    expect(changeValue(translator.t, formats, 'customTags', 'broken')).toBe('—')
  })
})

describe('movedDecision', () => {
  const translator = createTranslator('zh-CN')
  const formats = createFormats(translator, 'Asia/Shanghai', '2026-11-20')
  const words = (old: string | null, next: string | null): string =>
    movedDecision(translator.t, formats, { field: 'decision', old, new: next }, Date.UTC(2026, 11, 1, 15, 59, 59))

  it('says in words what became of the decision, whichever way the expiry moved', () => {
    expect(words('renew', 'renewed')).toBe('同步发现到期日已延后，决定自动结为已续费。')
    expect(words('let-expire', 'undecided')).toBe('同步发现到期日已变，决定“不续费”不再适用，重新待定。')
    expect(words('undecided', 'let-expire')).toBe('到期日又回到 2026-12-01，决定“不续费”重新适用。')
  })
})
