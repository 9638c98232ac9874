import type { Router } from '../shared/ipc/contract.ts'
import type { MenuCommand } from '../shared/preload-api.ts'

export interface NoticeOpenerOptions {
  readonly router: Router
  readonly show: () => void
  readonly send: (command: MenuCommand) => void
}

/** Brings the person from a notification to what it is about: its items, or else the notice itself. It is read then. */
export async function openNotice(noticeId: string, { router, show, send }: NoticeOpenerOptions): Promise<void> {
  // The window first: the system lets an app come to the front only in answer to the click.
  show()
  const notice = await router.request('notice.get', { noticeId })
  const isReminder = notice.ok && (notice.data.kind === 'digest' || notice.data.kind === 'urgent')
  send({ kind: 'open', page: isReminder ? 'items' : 'notices', params: { notice: noticeId } })
  await router.request('notice.read', { noticeIds: [noticeId], isRead: true })
}
