import { describe, expect, it } from 'vitest'
import {
  draftOfRule,
  readTime,
  toRule,
  wrongField,
} from '../../../../../src/renderer/components/schedule/schedule-draft.ts'
import type { ScheduleRule } from '../../../../../src/shared/domain/schedule.ts'

describe('readTime', () => {
  it.each([
    ['09:00', '09:00'],
    ['9', '09:00'],
    ['9:5', '09:05'],
    ['930', '09:30'],
    ['0930', '09:30'],
    ['９：３０', '09:30'],
    ['23.59', '23:59'],
    [' 00:00 ', '00:00'],
    ['24:00', null],
    ['9:60', null],
    ['', null],
    ['九点', null],
    ['9:00 pm', null],
  ])('reads %j as %j', (text, time) => {
    expect(readTime(text)).toBe(time)
  })
})

describe('the draft of a rule', () => {
  const rules: readonly (ScheduleRule | null)[] = [
    null,
    { kind: 'hourly', minute: 0 },
    { kind: 'hourly', minute: 59 },
    { kind: 'daily', time: '00:00' },
    { kind: 'workdays', time: '23:59' },
    { kind: 'cron', expression: '*/5 * * * *' },
  ]
  it.each(rules.map((rule) => [rule]))('of %j stands for the same rule', (rule) => {
    expect(toRule(draftOfRule(rule))).toEqual(rule)
  })

  it('keeps what was typed for one kind while another one is tried', () => {
    const daily = { ...draftOfRule({ kind: 'cron', expression: '1 2 * * *' }), kind: 'daily', time: '18:30' } as const
    expect(toRule({ ...daily, kind: 'cron' })).toEqual({ kind: 'cron', expression: '1 2 * * *' })
    expect(toRule({ ...daily, kind: 'workdays' })).toEqual({ kind: 'workdays', time: '18:30' })
  })

  it('takes the signs of a Chinese keyboard and superfluous spaces in an expression', () => {
    const draft = { ...draftOfRule(null), kind: 'cron', expression: ' ０ ９，１４  ＊ * 1-5 ' } as const
    expect(toRule(draft)).toEqual({ kind: 'cron', expression: '0 9,14 * * 1-5' })
  })

  it.each([
    ['time', { kind: 'daily', time: '25:00' }],
    ['time', { kind: 'workdays', time: '' }],
    ['minute', { kind: 'hourly', minute: '60' }],
    ['minute', { kind: 'hourly', minute: '1.5' }],
    ['expression', { kind: 'cron', expression: '  ' }],
  ] as const)('names the wrong %s and stands for no rule', (field, part) => {
    const draft = { ...draftOfRule(null), ...part }
    expect(wrongField(draft)).toBe(field)
    expect(toRule(draft)).toBeNull()
  })

  it('finds nothing wrong with by hand only, whatever the other fields hold', () => {
    expect(wrongField({ kind: 'manual', time: 'x', minute: 'x', expression: '' })).toBeNull()
  })
})
