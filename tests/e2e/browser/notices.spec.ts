import type { Notice } from '../../../src/shared/domain/notice.ts'
import { violations } from '../support/accessibility.ts'
import { AppPage } from '../support/app-page.ts'
import { expect, test } from '../support/fixtures.ts'
import { ItemsPage } from '../support/items-page.ts'
import { NoticesPage } from '../support/notices-page.ts'
import { shoot } from '../support/pictures.ts'

/** What a window has shown by the browser's notifications, as its stand-in keeps it. */
interface Shown {
  readonly title: string
  readonly body: string
  readonly tag: string
}

test.describe('notifications', () => {
  let app: AppPage
  let notices: NoticesPage
  let digest: Notice

  test.beforeEach(async ({ page, served }) => {
    app = new AppPage(page)
    notices = new NoticesPage(app)
    // Whether a machine without a desktop shows anything is not ours to test.
    await page.addInitScript(() => {
      const shown: Shown[] = []
      class StandIn extends EventTarget {
        static permission = 'granted'
        static requestPermission = (): Promise<string> => Promise.resolve('granted')
        constructor(title: string, options: { body: string; tag: string }) {
          super()
          shown.push({ title, body: options.body, tag: options.tag })
          Object.assign(window, { lastNotification: this })
          setTimeout(() => this.dispatchEvent(new Event('show')))
        }
        close(): void {}
      }
      Object.assign(window, { Notification: StandIn, shownNotifications: shown })
    })
    await app.open(served)
    await app.seedDemo(600)
    digest = await notices.bringDigest(served)
  })

  const shown = (): Promise<readonly Shown[]> =>
    app.page.evaluate(() => (window as unknown as { shownNotifications: Shown[] }).shownNotifications)

  test('show a digest by the browser, and a click leads to exactly its items', async ({ page }) => {
    await expect.poll(async () => (await shown()).map(({ tag }) => tag)).toEqual([digest.noticeId])
    const state = async () => (await app.ask('notice.get', { noticeId: digest.noticeId })).native.state
    await expect.poll(state).toBe('shown')
    await page.evaluate(() =>
      (window as unknown as { lastNotification: EventTarget }).lastNotification.dispatchEvent(new Event('click')),
    )
    const { itemIds } = await app.ask('notice.itemIds', { noticeId: digest.noticeId })
    expect(itemIds.length).toBeGreaterThan(0)
    await new ItemsPage(app).expectRows(itemIds.length)
    await expect.poll(() => notices.isRead(digest.noticeId)).toBe(true)
    await page.reload()
    await expect(app.navigation).toBeVisible()
    expect(await shown()).toEqual([])
  })

  test('are counted, read by opening, and say of each item why it was spoken of', async () => {
    await expect(notices.link).toHaveAccessibleName(/1/)
    await notices.openDigest(digest)
    const told = await notices.items(digest.noticeId)
    const [first] = told
    if (!first) throw new Error('the digest is empty')
    await expect(notices.itemRows.first()).toContainText(first.name)
    await expect(notices.itemRows.first()).toContainText(app.t(`notices.page.items.state.${first.now}`))
    const bands = notices.details.getByRole('table').first().getByRole('row')
    const { payload } = digest
    if (payload.kind !== 'digest') throw new Error(payload.kind)
    await expect(bands).toHaveCount(payload.bands.length + (payload.bands.length > 1 ? 2 : 1))
    await expect.poll(() => notices.isRead(digest.noticeId)).toBe(true)
    await expect(notices.link).not.toHaveAccessibleName(/1/)
  })

  test('lead to exactly their items, with a filter that says so and can be taken away', async ({ page }) => {
    await notices.openDigest(digest)
    await notices.details.getByRole('link', { name: /^打开这/ }).click()
    const items = new ItemsPage(app)
    const { itemIds } = await app.ask('notice.itemIds', { noticeId: digest.noticeId })
    await items.expectRows(itemIds.length)
    expect(new URL(page.url()).hash).toBe('#/items')
    const chips = page.getByRole('group', { name: app.t('list.filter.active') })
    await expect(chips).toContainText(new RegExp(`通知 .*${itemIds.length} 项`))
    await chips.locator('[data-remove]').first().click()
    await items.expectRows((await items.ask({ filter: { isGone: 'all' } })).total)
  })

  test('snooze all that is open, and put back exactly what was before', async () => {
    await notices.openDigest(digest)
    const before = await notices.items(digest.noticeId)
    const later = before.filter(({ now, actByAt }) => now === 'open' && actByAt > Date.now() + 86_400_000)
    expect(later.length).toBeGreaterThan(0)
    await notices.details
      .getByRole('button', { name: app.t('notices.page.action.snooze', { count: 3 }), exact: true })
      .click()
    await expect(notices.toast).toContainText('暂缓至')
    const statesOf = async (): Promise<ReadonlyMap<string, string>> =>
      new Map((await notices.items(digest.noticeId)).map(({ itemId, now }) => [itemId, now]))
    const snoozed = await statesOf()
    expect(later.every(({ itemId }) => snoozed.get(itemId) === 'snoozed')).toBe(true)
    await notices.toast.getByRole('button', { name: app.t('notices.page.action.undo') }).click()
    await expect(notices.toast.filter({ hasText: '恢复原样' })).toBeVisible()
    expect(await statesOf()).toEqual(new Map(before.map(({ itemId, now }) => [itemId, now])))
  })

  test('are gone through by keyboard, and marked as read all at once with a way back', async ({ page }) => {
    await app.ask('notice.test', {})
    await notices.open()
    await expect(notices.options).toHaveCount(2)
    await notices.list.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('u')
    await expect.poll(() => notices.isRead(digest.noticeId)).toBe(true)
    await page.keyboard.press('u')
    await expect.poll(() => notices.isRead(digest.noticeId)).toBe(false)
    await app.button('notices.page.list.readAll').click()
    await expect.poll(async () => (await app.ask('notice.summary', {})).unread).toBe(0)
    await notices.toast.getByRole('button', { name: app.t('notices.page.list.undo') }).click()
    await expect.poll(async () => (await app.ask('notice.summary', {})).unread).toBe(2)
    await notices.list.focus()
    await page.keyboard.press('Enter')
    await expect(notices.details).toBeVisible()
  })

  test('are tested by a button that says what came of it', async ({ page }) => {
    await notices.open()
    await app.button('notices.page.test.action').click()
    await expect(page.getByRole('status').filter({ hasText: '测试通知已显示' })).toBeVisible()
    expect((await shown()).length).toBe(2)
  })

  test('are foreseen in a preview that agrees with the core', async ({ page }) => {
    await notices.open()
    const parts = page.getByRole('radiogroup', { name: app.t('notices.page.part.label') })
    await parts.getByText(app.t('notices.page.part.preview'), { exact: true }).click()
    const { next } = await app.ask('reminder.preview', { days: 90 })
    expect(next.length).toBeGreaterThan(0)
    const table = page.getByRole('table', { name: app.t('notices.page.preview.table') })
    await expect(table.getByRole('row')).toHaveCount(next.length + 1)
    await expect(page.getByRole('heading', { name: new RegExp(`未来 90 天会有 ${next.length} 次提醒`) })).toBeVisible()
    const bar = page.getByRole('figure').getByRole('button').first()
    await bar.click()
    await expect(table.locator('tr[data-chosen]')).toHaveCount(1)
  })
})

for (const [language, colorScheme] of [
  ['zh-CN', 'light'],
  ['en', 'dark'],
] as const) {
  test.describe(`notifications, looks ${language} ${colorScheme}`, () => {
    test.use({ colorScheme, locale: language })

    test('of no notice, of one and of the preview, and nothing for axe to complain about', async ({ page, served }) => {
      test.slow()
      const app = new AppPage(page, language)
      const notices = new NoticesPage(app)
      const named = (state: string): string => `${language}-${colorScheme}-notices-${state}`
      await app.open(served)
      await app.seedDemo(2314, language === 'en' ? 'Demo' : '演示')
      await notices.open()
      await expect(app.heading(app.t('notices.page.title'))).toBeVisible()
      await shoot(page, named('none'))
      const digest = await notices.bringDigest(served)
      await notices.openDigest(digest)
      await expect(notices.itemRows.first()).toBeVisible()
      await shoot(page, named('digest'))
      expect(await violations(page)).toEqual([])
      await page.goto(`${new URL(page.url()).origin}/#/notices?part=preview`)
      await expect(page.getByRole('figure')).toBeVisible()
      await shoot(page, named('preview'))
      expect(await violations(page)).toEqual([])
    })
  })
}
