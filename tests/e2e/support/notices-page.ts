import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import Database from 'better-sqlite3'
import type { Notice, NoticeItem } from '../../../src/shared/domain/notice.ts'
import { DEFAULT_REMINDERS } from '../../../src/shared/domain/reminder.ts'
import type { AppPage } from './app-page.ts'
import type { ServedApp } from './served-app.ts'

/** The page of notifications as a person uses it. */
export class NoticesPage {
  readonly app: AppPage
  readonly page: Page

  constructor(app: AppPage) {
    this.app = app
    this.page = app.page
  }

  /** Makes a digest due at this hour and starts the app anew, which looks at once; answers the digest. */
  async bringDigest(served: ServedApp): Promise<Notice> {
    const reminders = { ...DEFAULT_REMINDERS, digestTime: '00:00', quietHours: null, sendsUrgent: false }
    await this.app.ask('settings.update', { patch: { reminders: reminders as never } })
    forgetDeliveries(served.dataDir)
    await this.app.reopen(served)
    const digests = async (): Promise<readonly Notice[]> =>
      (await this.app.ask('notice.list', { kinds: ['digest'] })).items
    await expect.poll(async () => (await digests()).length).toBe(1)
    return (await digests())[0] as Notice
  }

  async open(): Promise<void> {
    await this.link.click()
    await expect(this.app.heading(this.app.t('notices.page.title'))).toBeVisible()
  }

  /** The navigation's entry, whose name says how many are unread. */
  get link(): Locator {
    return this.app.navigation.getByRole('link', { name: this.app.t('shell.page.notices') })
  }

  get list(): Locator {
    return this.page.getByRole('listbox', { name: this.app.t('notices.page.list.label') })
  }

  get options(): Locator {
    return this.list.getByRole('option')
  }

  /** The notice that is open. */
  get details(): Locator {
    return this.page.getByRole('article', { name: this.app.t('notices.page.detail.label') })
  }

  /** Rows of the open notice's items, without the head. */
  get itemRows(): Locator {
    return this.details.getByRole('table').last().getByRole('rowgroup').getByRole('row')
  }

  async openDigest({ noticeId }: Notice): Promise<void> {
    await this.open()
    await this.options
      .filter({ hasText: this.app.t('notices.page.kind.digest') })
      .first()
      .click()
    await expect(this.details).toBeVisible()
    expect(new URL(this.page.url()).hash).toBe(`#/notices?notice=${noticeId}`)
  }

  /** All items of a notice as the core knows them. */
  async items(noticeId: string): Promise<readonly NoticeItem[]> {
    const found: NoticeItem[] = []
    for (;;) {
      const { items, total } = await this.app.ask('notice.items', { noticeId, offset: found.length, limit: 500 })
      found.push(...items)
      if (items.length === 0 || found.length >= total) return found
    }
  }

  async isRead(noticeId: string): Promise<boolean> {
    return (await this.app.ask('notice.get', { noticeId })).readAt !== null
  }

  get toast(): Locator {
    return this.page.locator('.mantine-Notification-root')
  }
}

/** Gives back the slot of the digest, which the first start uses up where the hour allows it, before there are items. */
function forgetDeliveries(dataDir: string): void {
  const db = new Database(join(dataDir, 'duewatch.sqlite'), { fileMustExist: true })
  try {
    db.exec('DELETE FROM reminder_delivery')
  } finally {
    db.close()
  }
}
