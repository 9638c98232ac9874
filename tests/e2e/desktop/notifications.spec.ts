import Database from 'better-sqlite3'
import { join } from 'node:path'
import type { ItemKind } from '../../../src/shared/domain/item.ts'
import { noticeBody, noticeTitle } from '../../../src/shared/i18n/notice-words.ts'
import { createTranslator } from '../../../src/shared/i18n/translator.ts'
import { addDemo, expect, syncToEnd, test, toDesktopApp, type DesktopApp } from './support/desktop-app.ts'
import { notifications, photograph } from './support/session.ts'

const translator = createTranslator('zh-CN')
const HOUR_MS = 3_600_000

/** The machine wakes up. */
const wakeUp = ({ electron }: DesktopApp): Promise<void> =>
  electron.evaluate(({ powerMonitor }) => void powerMonitor.emit('resume'))

/** Writes into the data of the running app what time would have written. */
function edit(dataDir: string, statement: string, ...values: unknown[]): void {
  const db = new Database(join(dataDir, 'duewatch.sqlite'))
  try {
    db.prepare(statement).run(...values)
  } finally {
    db.close()
  }
}

/** Makes today's digest due at any hour of any day: no quiet time, none delivered yet. */
async function makeDigestDue(app: DesktopApp, dataDir: string): Promise<void> {
  const { reminders } = await app.request('settings.get', {})
  const ladders = structuredClone(reminders.ladders) as Record<ItemKind, number[]>
  const settings = { ...reminders, ladders, digestTime: '00:00', quietHours: null, workingDaysOnly: false }
  await app.request('settings.update', { patch: { reminders: { ...settings, isOn: false } } })
  edit(dataDir, 'DELETE FROM reminder')
  edit(dataDir, 'DELETE FROM notice')
  edit(dataDir, 'DELETE FROM reminder_delivery')
  notifications.clear()
  await app.request('settings.update', { patch: { reminders: settings } })
}

/** The newest digest, once there is one that has been shown. */
async function shownDigest(app: DesktopApp) {
  const find = async () => {
    const { items } = await app.request('notice.list', { kinds: ['digest'] })
    return items.find(({ native }) => native.state === 'shown')
  }
  await expect.poll(async () => (await find()) !== undefined).toBe(true)
  const found = await find()
  if (!found) throw new Error('no digest')
  return found
}

/** The list shows exactly the items that a notice tells of; the address has told it and is an ordinary one again. */
async function expectItemsOf(app: DesktopApp, noticeId: string): Promise<void> {
  const { itemIds } = await app.request('notice.itemIds', { noticeId })
  expect(itemIds.length).toBeGreaterThan(0)
  await expect(app.page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(itemIds.length + 1))
  await expect.poll(() => app.page.evaluate(() => location.hash)).toBe('#/items')
}

test.describe('notifications of the system', () => {
  test.beforeEach(() => notifications.clear())

  test('are really shown when somebody tries them, in the words of the app', async ({ desktop }, testInfo) => {
    const app = await desktop.launch()
    await app.request('settings.update', { patch: { language: 'zh-CN' } })
    expect(await app.request('host.info', {})).toMatchObject({ notifications: 'native' })
    const notice = await app.request('notice.test', {})
    expect(notice.native).toMatchObject({ state: 'shown', problem: null })
    await expect.poll(() => notifications.displayed()).toBeGreaterThan(0)
    photograph(testInfo.outputPath('notification.png'))
    const { payload } = notice
    expect(notifications.shown()).toContainEqual({
      title: noticeTitle(translator, payload),
      body: expect.any(String),
    })
  })

  test('speak of what is due after the machine has slept, and a click opens exactly those items', async ({
    desktop,
  }, testInfo) => {
    const app = await desktop.launch()
    await app.request('settings.update', { patch: { language: 'zh-CN' } })
    await syncToEnd(app, await addDemo(app, 2_000))
    await makeDigestDue(app, desktop.dataDir)
    await wakeUp(app)
    const digest = await shownDigest(app)
    await expect.poll(() => notifications.displayed()).toBeGreaterThan(0)
    photograph(testInfo.outputPath('digest.png'))

    notifications.click()
    await expectItemsOf(app, digest.noticeId)
    await expect
      .poll(async () => (await app.request('notice.get', { noticeId: digest.noticeId })).readAt)
      .not.toBe(null)
    expect(notifications.shown()).toContainEqual({
      title: noticeTitle(translator, digest.payload),
      body: expect.stringContaining(noticeBody(translator, digest.payload, 'Asia/Shanghai').slice(0, 4)),
    })
  })

  test('come without a window too, and a click opens one at the right place', async ({ desktop }) => {
    const app = await desktop.launch()
    await syncToEnd(app, await addDemo(app, 2_000))
    await makeDigestDue(app, desktop.dataDir)
    const { desktop: own } = await app.request('settings.get', {})
    await app.request('settings.update', { patch: { desktop: { ...own, closeAction: 'tray' } } })
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    await expect.poll(() => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0)
    await wakeUp(app)
    await expect.poll(() => notifications.displayed()).toBe(1)
    const opening = app.electron.waitForEvent('window')
    notifications.click()
    const later = toDesktopApp(app, await opening)
    const { noticeId } = await shownDigest(later)
    await expectItemsOf(later, noticeId)
  })

  test('are not shown when they are switched off, and the centre has them all the same', async ({ desktop }) => {
    const app = await desktop.launch()
    await syncToEnd(app, await addDemo(app, 2_000))
    const { desktop: own } = await app.request('settings.get', {})
    await app.request('settings.update', { patch: { desktop: { ...own, showsNotifications: false } } })
    await makeDigestDue(app, desktop.dataDir)
    await wakeUp(app)
    await expect
      .poll(async () =>
        (await app.request('notice.list', { kinds: ['digest'] })).items.map(({ native }) => native.state),
      )
      .toEqual(['off'])
    expect(notifications.displayed()).toBe(0)
  })

  test('say in words that nothing shows them', async ({ desktop }) => {
    // A session without a bus has no daemon for notifications, and no keyring either.
    const env = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' }
    const app = await desktop.launch({ env, passwordStore: 'basic' })
    await app.request('settings.update', { patch: { language: 'zh-CN' } })
    const { native } = await app.request('notice.test', {})
    expect(native.state).toBe('failed')
    expect(native.problem).toMatch(/\p{Script=Han}/u)
  })
})

test.describe('a sync that was due while the machine slept', () => {
  test('runs once after it, and the times that were missed are told', async ({ desktop }) => {
    const app = await desktop.launch()
    const accountId = await addDemo(app, 20)
    // Due half an hour ago at the latest: too late for a run in time.
    const minute = (new Date().getUTCMinutes() + 30) % 60
    const target = { kind: 'account', accountId } as const
    const schedule = await app.request('schedule.set', { target, rule: { kind: 'hourly', minute } })
    const [next = 0] = schedule.next
    expect(next).toBeGreaterThan(Date.now())
    edit(
      desktop.dataDir,
      'UPDATE schedule SET set_at = ?, next_due_at = ?, consumed_to = NULL WHERE account_id = ?',
      next - 6 * HOUR_MS,
      next - 4 * HOUR_MS,
      accountId,
    )
    await wakeUp(app)
    const runs = async () => (await app.request('run.list', { accountId })).items
    await expect
      .poll(async () => (await runs()).map(({ kind, state }) => [kind, state]))
      .toEqual([['catch-up', 'succeeded']])
    const missed = (await app.request('notice.list', { kinds: ['missed'] })).items
    expect(missed.map(({ payload }) => payload)).toMatchObject([{ kind: 'missed', missed: 4 }])

    // Once more awake, nothing is due.
    await wakeUp(app)
    await expect.poll(async () => (await app.request('schedule.list', {})).schedules[0]?.nextDueAt).toBe(next)
    expect(await runs()).toHaveLength(1)
  })
})
