import { screen, waitFor, within } from '@testing-library/react'
import { userEvent, type UserEvent } from '@testing-library/user-event'
import axe from 'axe-core'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ScheduleDialog } from '../../../../../src/renderer/components/schedule/schedule-editor.tsx'
import type { Schedule } from '../../../../../src/shared/domain/schedule.ts'
import type { Language } from '../../../../../src/shared/i18n/resources.ts'
import { aSchedule, MORNING } from '../../../../support/renderer-builders.ts'
import {
  createFakeApi,
  failWith,
  renderWithApp,
  type FakeAnswers,
  type FakeApi,
} from '../../../../support/renderer.tsx'

const monday = Date.UTC(2026, 10, 23, 1)
const next = [0, 1, 2, 3, 4].map((days) => monday + days * 86_400_000)

interface Opened {
  readonly api: FakeApi
  readonly dialog: HTMLElement
  readonly user: UserEvent
  readonly onClose: () => void
}

async function open(
  schedule: Schedule = aSchedule(),
  answers: FakeAnswers = {},
  language: Language = 'zh-CN',
): Promise<Opened> {
  const api = createFakeApi({
    'schedule.next': { next, zone: 'Asia/Shanghai' },
    'schedule.set': ({ rule, isEnabled }) => ({ ...schedule, rule, isEnabled: isEnabled ?? true }),
    ...answers,
  })
  const onClose = vi.fn()
  renderWithApp(<ScheduleDialog schedule={schedule} onClose={onClose} />, { api, language })
  return { api, dialog: await screen.findByRole('dialog'), user: userEvent.setup(), onClose }
}

const field = (dialog: HTMLElement, name: string): HTMLInputElement => {
  const found = dialog.querySelector<HTMLInputElement>(`input[name="${name}"]`)
  if (!found) throw new Error(`no field ${name}`)
  return found
}

async function choose({ dialog, user }: Opened, kind: string): Promise<void> {
  await user.click(within(dialog).getByRole('radio', { name: kind }))
}

beforeEach(() => void vi.setSystemTime(MORNING))

describe('ScheduleDialog', () => {
  it('shows the next five times of the rule with weekdays, and the zone they are in', async () => {
    const { dialog, api } = await open()
    const region = within(dialog).getByRole('region', { name: '接下来的五次' })
    await within(region).findByText('11-23 周一 09:00')
    expect(within(region).getAllByRole('listitem')).toHaveLength(5)
    expect(region.textContent).toContain('按 Asia/Shanghai 时间')
    expect(api.inputsOf('schedule.next').at(-1)).toEqual({ rule: { kind: 'workdays', time: '09:00' } })
    expect(dialog.textContent).toContain('含调休上班的周末')
  })

  it('proposes working days at 09:00 where nothing is set, and stores nothing by itself', async () => {
    const { dialog, api } = await open(aSchedule({ rule: null, nextDueAt: null, next: [] }))
    expect((within(dialog).getByRole('radio', { name: '工作日' }) as HTMLInputElement).checked).toBe(true)
    expect(field(dialog, 'time').value).toBe('09:00')
    expect(api.inputsOf('schedule.set')).toEqual([])
  })

  it('saves a time as it was meant, by the enter key', async () => {
    const opened = await open()
    await choose(opened, '每天')
    const time = field(opened.dialog, 'time')
    await opened.user.clear(time)
    await opened.user.type(time, '18：30{Enter}')
    await waitFor(() =>
      expect(opened.api.inputsOf('schedule.set')).toEqual([
        { target: { kind: 'account', accountId: 'a1' }, rule: { kind: 'daily', time: '18:30' }, isEnabled: true },
      ]),
    )
    expect(opened.onClose).toHaveBeenCalledOnce()
  })

  it('takes a schedule away by choosing by hand only', async () => {
    const opened = await open()
    await choose(opened, '仅手动')
    await opened.user.click(within(opened.dialog).getByRole('button', { name: '保存' }))
    await waitFor(() => expect(opened.api.inputsOf('schedule.set')[0]).toMatchObject({ rule: null }))
  })

  it('keeps the rule of a schedule that is switched off', async () => {
    const opened = await open()
    await opened.user.click(within(opened.dialog).getByRole('switch', { name: '启用' }))
    expect(opened.dialog.textContent).toContain('启用后，接下来的五次会是')
    await opened.user.click(within(opened.dialog).getByRole('button', { name: '保存' }))
    await waitFor(() =>
      expect(opened.api.inputsOf('schedule.set')[0]).toMatchObject({
        rule: { kind: 'workdays', time: '09:00' },
        isEnabled: false,
      }),
    )
  })

  it('says at the field what is wrong with a time instead of sending it', async () => {
    const opened = await open()
    const time = field(opened.dialog, 'time')
    await opened.user.clear(time)
    await opened.user.type(time, '25:00')
    await opened.user.click(within(opened.dialog).getByRole('button', { name: '保存' }))
    expect(opened.dialog.textContent).toContain('请写成 09:00 这样的时间')
    expect(document.activeElement).toBe(time)
    expect(opened.api.inputsOf('schedule.set')).toEqual([])
  })

  it('names at the expression what cannot be read while it is typed, and shows no times of it', async () => {
    const opened = await open(aSchedule(), {
      'schedule.next': ({ rule }) =>
        rule.kind === 'cron' && rule.expression.includes('99')
          ? failWith('SCHEDULE_RULE', { rule: rule.expression, reason: 'minute', value: '99', bounds: '0–59' })
          : { next, zone: 'Asia/Shanghai' },
    })
    await choose(opened, 'cron 表达式')
    const expression = field(opened.dialog, 'expression')
    await opened.user.clear(expression)
    await opened.user.type(expression, '99 9 * * *')
    await within(opened.dialog).findByText(/计划“99 9 \* \* \*”不能使用（分应为 0–59，这里是 99）/)
    expect(expression.getAttribute('aria-invalid')).toBe('true')
    expect(within(opened.dialog).queryByText('11-23 周一 09:00')).toBeNull()
    await opened.user.click(within(opened.dialog).getByRole('button', { name: /周一至周五 09:00/ }))
    expect(expression.value).toBe('0 9 * * 1-5')
    await within(opened.dialog).findByText('11-23 周一 09:00')
    expect(expression.getAttribute('aria-invalid')).not.toBe('true')
  })

  it('keeps what was typed when saving fails, and can try again', async () => {
    let isBroken = true
    const opened = await open(aSchedule(), {
      'schedule.set': ({ rule }) => (isBroken ? failWith('DB_BUSY') : aSchedule({ rule })),
    })
    const time = field(opened.dialog, 'time')
    await opened.user.clear(time)
    await opened.user.type(time, '07:45')
    await opened.user.click(within(opened.dialog).getByRole('button', { name: '保存' }))
    const alert = await within(opened.dialog).findByRole('alert')
    expect(time.value).toBe('07:45')
    isBroken = false
    await opened.user.click(within(alert).getByRole('button', { name: '重试' }))
    await waitFor(() => expect(opened.onClose).toHaveBeenCalledOnce())
  })

  it('says where the calendar of working days is not published yet', async () => {
    const { dialog } = await open(aSchedule(), {
      'schedule.next': { next: [...next.slice(0, 4), Date.UTC(2031, 0, 6, 1)], zone: 'Asia/Shanghai' },
    })
    await within(dialog).findByText(/2031 年的放假安排尚未公布/)
  })

  it.each([['zh-CN'], ['en']] as const)('has no barrier that axe finds: %s', async (language) => {
    const opened = await open(aSchedule({ rule: { kind: 'cron', expression: '0 9 * * 1-5' } }), {}, language)
    await within(opened.dialog).findAllByRole('listitem')
    const { violations } = await axe.run(opened.dialog, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  })
})
