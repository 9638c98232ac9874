import { civilInstant, toCivilDay } from '../../../src/shared/domain/civil-day.ts'
import { noticeTitle } from '../../../src/shared/i18n/notice-words.ts'
import { createTranslator } from '../../../src/shared/i18n/translator.ts'
import { violations } from '../support/accessibility.ts'
import { AppPage } from '../support/app-page.ts'
import { expect, test } from '../support/fixtures.ts'
import { moveDueTimes, SchedulesPage } from '../support/schedules-page.ts'

const ZONE = 'Asia/Shanghai'
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** Time of day in the business zone: `HH:MM`. */
function timeOfDay(at: number): string {
  return new Date(at + 8 * HOUR_MS).toISOString().slice(11, 16)
}

test.describe('schedules', () => {
  let app: AppPage
  let schedules: SchedulesPage

  test.beforeEach(async ({ page, served }) => {
    app = new AppPage(page)
    schedules = new SchedulesPage(app)
    await app.open(served)
  })

  test('are set in the editor, which shows the next five times, and stand where they matter', async ({ page }) => {
    await app.seedDemo(20)
    await expect(app.statusBar).toContainText(app.t('shell.status.manualOnly'))
    await app.statusBar.getByRole('link', { name: app.t('shell.status.manualOnly') }).click()
    await schedules.edit('演示')
    await schedules.choose('daily')
    await schedules.field('time').fill('7：45')
    await expect(schedules.next).toHaveCount(5)
    await expect(schedules.next.first()).toContainText('07:45')
    await expect(schedules.editor).toContainText(app.t('schedules.editor.zone', { zone: ZONE }))
    expect(await violations(page, '[role="dialog"]')).toEqual([])
    await schedules.save()
    await expect(schedules.editor).toBeHidden()

    await expect(schedules.row('演示')).toContainText(app.t('schedules.rule.daily', { time: '07:45' }))
    await expect(app.statusBar).toContainText('07:45')
    const { schedules: stored } = await app.ask('schedule.list', {})
    const ours = stored.find(({ name }) => name === '演示')
    expect(ours?.rule).toEqual({ kind: 'daily', time: '07:45' })
    const due = ours?.nextDueAt ?? 0
    expect(due).toBe(civilInstant(toCivilDay(due, ZONE), '07:45', ZONE))
    await schedules
      .row('演示')
      .getByRole('button', { name: app.t('schedules.page.showNext', { name: '演示' }) })
      .click()
    await expect(schedules.row('演示').getByRole('listitem')).toHaveCount(5)
    expect(await violations(page)).toEqual([])

    await app.goTo('overview')
    await expect(page.getByRole('main')).toContainText('07:45')
    await page.goto(`${new URL(page.url()).origin}/#/sync?schedule=${ours?.scheduleId}`)
    await expect(schedules.field('time')).toHaveValue('07:45')
  })

  test('with an expression that cannot be read say at once what is wrong, and examples help out', async () => {
    await app.seedDemo(20)
    await schedules.open()
    await schedules.edit('演示')
    await schedules.choose('cron')
    await schedules.field('expression').fill('0 25 * * *')
    await expect(schedules.field('expression')).toHaveAttribute('aria-invalid', 'true')
    await expect(schedules.editor).toContainText('“0 25 * * *”')
    await expect(schedules.next).toHaveCount(0)
    await schedules.save()
    await expect(schedules.field('expression')).toBeVisible()
    await schedules.editor.getByRole('button', { name: app.t('schedules.editor.example.monday') }).click()
    await expect(schedules.next).toHaveCount(5)
    await expect(schedules.next.first()).toContainText('周一 08:30')
    await schedules.save()
    await expect(schedules.row('演示')).toContainText('30 8 * * 1')
  })

  test('for all accounts at once are one click away, and can be switched off', async () => {
    await app.ask('account.add', { name: '甲', provider: 'demo' })
    await app.ask('account.add', { name: '乙', provider: 'demo' })
    await app.goTo('sync')
    await app.button('schedules.page.inviteAction', { count: 2 }).click()
    const rule = app.t('schedules.rule.workdays', { time: '09:00' })
    await schedules.open()
    for (const name of ['甲', '乙']) await expect(schedules.row(name)).toContainText(rule)
    await expect(app.button('schedules.page.inviteAction', { count: 2 })).toBeHidden()
    const toggle = schedules.row('乙').getByRole('switch')
    await toggle.click({ force: true })
    await expect(schedules.row('乙')).toContainText(app.t('schedules.status.off'))
    const { schedules: stored } = await app.ask('schedule.list', {})
    expect(stored.filter(({ isEnabled }) => isEnabled).map(({ name }) => name)).toEqual(['甲'])
  })

  test('are paused together, which stands on every page, and go on when somebody wants them to', async ({ page }) => {
    await app.seedDemo(20)
    await schedules.open()
    await app.button('schedules.page.pause').click()
    await page.getByRole('menuitem', { name: app.t('schedules.page.pauseHours') }).click()
    await expect(page.getByRole('main')).toContainText(app.t('schedules.page.pausedText'))
    const { pausedUntil } = await app.ask('schedule.list', {})
    expect((pausedUntil ?? 0) - Date.now()).toBeGreaterThan(3.9 * HOUR_MS)
    await app.goTo('items')
    const paused = app.statusBar.getByRole('button', { name: app.t('shell.status.paused', { time: '' }).trim() })
    await paused.click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: app.t('schedules.page.resume') })
      .click()
    await expect(paused).toBeHidden()
    expect((await app.ask('schedule.list', {})).pausedUntil).toBeNull()
  })

  test('that came due while the app was off run once at its start and say how often they were missed', async ({
    page,
    served,
  }) => {
    const { accountId } = await app.ask('account.add', { name: '演示', provider: 'demo', demoSize: 20 })
    await app.sync(accountId)
    // Twelve hours from the last due time and to the next one, whenever this test runs.
    const rule = { kind: 'daily', time: timeOfDay(Date.now() + 12 * HOUR_MS) } as const
    await app.ask('schedule.set', { target: { kind: 'account', accountId }, rule })
    await page.goto('about:blank')
    await served.stop()
    moveDueTimes(served, -4 * DAY_MS)
    await app.reopen(served)

    await app.goTo('sync')
    await expect
      .poll(async () => (await app.ask('run.list', { limit: 10 })).items.map(({ kind, state }) => `${kind} ${state}`))
      .toContain('catch-up succeeded')
    const { items: runs } = await app.ask('run.list', { limit: 10 })
    expect(runs.filter(({ kind }) => kind === 'catch-up')).toHaveLength(1)
    const madeUp = app.t('schedules.status.missedDone', { count: 4, shown: 4 })
    await expect(page.getByRole('main')).toContainText(madeUp)
    await schedules.open()
    await expect(schedules.row('演示')).toContainText(madeUp)

    const missed = app.statusBar.getByRole('link', { name: app.t('shell.status.missed', { count: 4, shown: 4 }) })
    await missed.click()
    await expect(app.heading(app.t('shell.page.notices'))).toBeVisible()
    const { items: notices } = await app.ask('notice.list', { kinds: ['missed'] })
    expect(notices).toHaveLength(1)
    const title = notices[0] ? noticeTitle(createTranslator('zh-CN'), notices[0].payload) : ''
    await expect(page.getByRole('main')).toContainText(title)
    await app.ask('notice.read', { noticeIds: null, isRead: true })
    await expect(missed).toBeHidden()
  })
})
