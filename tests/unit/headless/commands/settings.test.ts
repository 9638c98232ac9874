import { describe, expect, it, onTestFinished } from 'vitest'
import { DEFAULT_REMINDERS } from '../../../../src/shared/domain/reminder.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/domain/settings.ts'
import { createCliFolder } from '../../../support/cli.ts'
import { runInline } from '../../../support/inline-cli.ts'

function create() {
  const folder = createCliFolder()
  onTestFinished(() => folder.remove())
  return (...args: string[]) => runInline(folder, ['settings', ...args])
}

describe('settings', () => {
  it('shows every setting by the name under which it is set', async () => {
    const settings = create()
    const { stdout } = await settings('show')
    const shown = new Map(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/ {2,}/) as [string, string]),
    )
    expect(shown.get('bandDays')).toBe('7, 15, 30, 60, 90')
    expect(shown.get('defaultPolicy.tier')).toBe('V0')
    expect(shown.get('defaultLimits.maxRequestsPerSecond')).toBe('none')
    expect(shown.get('measuresDomains')).toBe('true')
    expect(shown.get('reminders.ladders.cloud')).toBe('30, 15, 7, 3, 1, 0')
    expect(shown.get('reminders.quietHours')).toBe('20:00-08:00')
    expect(shown.size).toBe(36)
  })

  it.each([
    ['bandDays', '3,10, 20', { bandDays: [3, 10, 20] }],
    ['bandDays', '5，10', { bandDays: [5, 10] }],
    ['tagKeys.env', 'env,环境', { tagKeys: { ...DEFAULT_SETTINGS.tagKeys, env: ['env', '环境'] } }],
    [
      'defaultPolicy.tier',
      'V4',
      { defaultPolicy: { tier: 'V4', graceDays: 7, retentionDays: 15, deductionLeadDays: 7 } },
    ],
    [
      'defaultPolicy.graceDays',
      '3',
      { defaultPolicy: { tier: 'custom', graceDays: 3, retentionDays: 1, deductionLeadDays: 7 } },
    ],
    ['defaultLimits.concurrency', '4', { defaultLimits: { ...DEFAULT_SETTINGS.defaultLimits, concurrency: 4 } }],
    [
      'defaultLimits.maxRequestsPerSecond',
      '2.5',
      { defaultLimits: { ...DEFAULT_SETTINGS.defaultLimits, maxRequestsPerSecond: 2.5 } },
    ],
    ['defaultLimits.maxRequestsPerSecond', 'none', { defaultLimits: DEFAULT_SETTINGS.defaultLimits }],
    ['linkLimits.timeoutMs', '2500', { linkLimits: { ...DEFAULT_SETTINGS.linkLimits, timeoutMs: 2500 } }],
    ['quoteMaxAgeDays', '14', { quoteMaxAgeDays: 14 }],
    ['reportCurrency', 'cny', { reportCurrency: 'CNY' }],
    ['reportCurrency', 'none', { reportCurrency: null }],
    ['measuresDomains', 'false', { measuresDomains: false }],
    ['reminders.workingDaysOnly', 'true', { reminders: { ...DEFAULT_REMINDERS, workingDaysOnly: true } }],
    ['reminders.digestTime', '08:15', { reminders: { ...DEFAULT_REMINDERS, digestTime: '08:15' } }],
    [
      'reminders.quietHours',
      '22:00 - 07:30',
      { reminders: { ...DEFAULT_REMINDERS, quietHours: { from: '22:00', to: '07:30' } } },
    ],
    ['reminders.quietHours', 'none', { reminders: { ...DEFAULT_REMINDERS, quietHours: null } }],
    [
      'reminders.ladders.domain',
      '60, 30,7',
      { reminders: { ...DEFAULT_REMINDERS, ladders: { ...DEFAULT_REMINDERS.ladders, domain: [60, 30, 7] } } },
    ],
    [
      'reminders.ladders.manual',
      'none',
      { reminders: { ...DEFAULT_REMINDERS, ladders: { ...DEFAULT_REMINDERS.ladders, manual: [] } } },
    ],
    ['desktop.closeAction', 'tray', { desktop: { ...DEFAULT_SETTINGS.desktop, closeAction: 'tray' } }],
  ])('sets %s to %s and leaves the rest alone', async (key, value, changed) => {
    const settings = create()
    const { code, stdout } = await settings('set', key, value, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ ...DEFAULT_SETTINGS, ...changed })
  })

  it('refuses what cannot be, as wrong usage, and changes nothing', async () => {
    const settings = create()
    for (const [key, value] of [
      ['bandDays', '15,7'],
      ['bandDays', 'soon'],
      ['bandDays', ''],
      ['bandDays', '1,2,3,4,5,6,7,8,9'],
      ['defaultPolicy.deductionLeadDays', '31'],
      ['defaultLimits.maxRequestsPerSecond', '-1'],
      ['defaultLimits.maxRequestsPerSecond', '0'],
      ['defaultLimits', '1'],
      ['reminders.digestTime', '9 Uhr'],
      ['reminders.quietHours', '20:00'],
      ['reminders.quietHours', '08:00-08:00'],
      ['reminders.ladders.cloud', '7,15'],
      ['reminders.ladders.cloud', '366'],
      ['desktop.closeAction', 'never'],
    ] as const) {
      expect((await settings('set', key, value)).code, `${key} ${value}`).toBe(64)
    }
    expect(JSON.parse((await settings('show', '--json')).stdout)).toEqual(DEFAULT_SETTINGS)
  })
})
