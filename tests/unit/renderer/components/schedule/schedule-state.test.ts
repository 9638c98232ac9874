import { describe, expect, it } from 'vitest'
import {
  describeMissed,
  describeSchedule,
  dueWords,
  firstDue,
} from '../../../../../src/renderer/components/schedule/schedule-state.ts'
import { createFormats } from '../../../../../src/renderer/lib/format.ts'
import { createTranslator } from '../../../../../src/shared/i18n/translator.ts'
import { aSchedule, MORNING } from '../../../../support/renderer-builders.ts'

const zh = createTranslator('zh-CN')
const en = createTranslator('en')
const formats = createFormats(zh, 'Asia/Shanghai', '2026-11-20')
const formatsEn = createFormats(en, 'Asia/Shanghai', '2026-11-20')
const at = (text: string): number => Date.parse(`${text}+08:00`)

describe('dueWords', () => {
  it.each([
    ['2026-11-20T23:59', '今天 23:59'],
    ['2026-11-21T00:00', '明天 00:00'],
    ['2026-11-23T09:00', '周一 09:00'],
    ['2026-11-26T09:00', '周四 09:00'],
    // The same weekday again would be taken for today.
    ['2026-11-27T09:00', '11-27 周五 09:00'],
    ['2027-01-04T09:00', '2027-01-04 周一 09:00'],
    ['2026-11-19T09:00', '11-19 周四 09:00'],
  ])('says %s as %s', (instant, words) => {
    expect(dueWords(zh, formats, at(instant))).toBe(words)
  })

  it('counts the days of the business zone, not of the machine', () => {
    const pacific = createFormats(en, 'Pacific/Honolulu', '2026-11-19')
    expect(dueWords(en, pacific, at('2026-11-20T09:00'))).toBe('today 15:00')
  })
})

describe('describeSchedule', () => {
  it.each([
    [{}, 'good', '下次 周一 09:00'],
    [{ rule: null, nextDueAt: null }, 'neutral', '仅手动'],
    [{ isEnabled: false, nextDueAt: null }, 'neutral', '已停用'],
    [{ waiting: 'offline', nextDueAt: MORNING - 60_000 }, 'warning', '等待网络'],
    [{ waiting: 'paused', nextDueAt: MORNING - 60_000 }, 'warning', '已暂停'],
    [{ waiting: 'busy', nextDueAt: MORNING - 60_000 }, 'busy', '等待进行中的运行'],
    [{ waiting: 'retry' }, 'warning', '稍后再试'],
    [{ waiting: 'retry', retryAt: at('2026-11-20T09:40') }, 'warning', '今天 09:40 再试'],
    [{ waiting: 'retry', retryAt: MORNING - 1 }, 'warning', '稍后再试'],
    [{ nextDueAt: MORNING - 1 }, 'busy', '即将运行'],
    [{ nextDueAt: null }, 'warning', '不会再到期'],
  ] as const)('of %j is %s: %s', (parts, tone, label) => {
    expect(describeSchedule(zh, formats, aSchedule(parts), MORNING)).toMatchObject({ tone, label })
  })

  it('says since when something is due that waits', () => {
    const waiting = aSchedule({ waiting: 'offline', nextDueAt: at('2026-11-20T09:00') })
    expect(describeSchedule(zh, formats, waiting, MORNING).title).toBe(
      '今天 09:00 已到期，但没有网络；连上后自动补跑。',
    )
  })
})

describe('describeMissed', () => {
  it.each([
    ['succeeded', 'good', '错过 3 次，已补跑'],
    ['running', 'busy', '错过 3 次，正在补跑'],
    ['failed', 'warning', '错过 3 次，补跑没有成功'],
    ['interrupted', 'warning', '错过 3 次，补跑没有成功'],
  ] as const)('claims to have made up only for what has: %s', (lastRunState, tone, label) => {
    expect(describeMissed(zh, formats, aSchedule({ missed: 3, lastRunState }))).toEqual({ tone, label })
  })

  it('says nothing where nothing was missed', () => {
    expect(describeMissed(en, formatsEn, aSchedule())).toBeNull()
  })
})

describe('firstDue', () => {
  it('chooses the earliest of those that run by themselves', () => {
    const off = aSchedule({ scheduleId: 'off', nextDueAt: 1, isEnabled: false })
    const manual = aSchedule({ scheduleId: 'manual', nextDueAt: 1, rule: null })
    const never = aSchedule({ scheduleId: 'never', nextDueAt: null })
    const late = aSchedule({ scheduleId: 'late', nextDueAt: 9 })
    const early = aSchedule({ scheduleId: 'early', nextDueAt: 5 })
    expect(firstDue([off, manual, never, late, early])?.scheduleId).toBe('early')
    expect(firstDue([off, manual, never])).toBeNull()
  })
})
