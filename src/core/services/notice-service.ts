import type { RouteOutput, RouteParsed } from '../../shared/ipc/contract.ts'
import type { ReadDb } from '../db/connection.ts'
import { getNotice, listNotices, summarizeNotices } from '../db/repositories/notice.ts'
import { listNoticeItemIds, listNoticeItems } from '../db/repositories/notice-item.ts'
import type { Writer } from '../db/write-commands.ts'
import type { HostPort } from '../host-port.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import { createNativeDelivery } from './native-delivery.ts'
import type { SettingsService } from './settings-service.ts'

export interface NoticeService {
  list(input: RouteParsed<'notice.list'>): RouteOutput<'notice.list'>
  get(noticeId: string): RouteOutput<'notice.get'>
  items(input: RouteParsed<'notice.items'>): RouteOutput<'notice.items'>
  itemIds(noticeId: string): RouteOutput<'notice.itemIds'>
  summary(): RouteOutput<'notice.summary'>
  read(input: RouteParsed<'notice.read'>): Promise<RouteOutput<'notice.read'>>
  test(): Promise<RouteOutput<'notice.test'>>
  shown(input: RouteParsed<'notice.shown'>): Promise<RouteOutput<'notice.shown'>>
  /** Tells windows of notices that have just been committed, and lets the host show them. */
  announce(noticeIds: readonly string[]): Promise<void>
  /** Shows what waits for a host, also notices that other processes have written. */
  deliver(): Promise<void>
}

export interface NoticeServiceDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  readonly clock: { now(): number }
  readonly settings: SettingsService
  readonly host: Pick<HostPort, 'notifier' | 'info'>
  readonly onError: (error: unknown) => void
}

/** What people have been told: the centre, and the notifications of the system. */
export function createNoticeService(deps: NoticeServiceDeps): NoticeService {
  const { db, writer, events, clock, settings, host, onError } = deps
  const native = createNativeDelivery({ db, writer, clock, settings, host })

  const tellChange = (changed: number): void => {
    if (changed > 0) events.emit('notice.changed', {})
  }

  /** Reminders go on whatever becomes of a notification; what could not be told is tried again at the next minute. */
  async function deliver(): Promise<void> {
    try {
      tellChange(await native.deliver())
    } catch (error) {
      onError(error)
    }
  }

  return {
    list: ({ kinds, isUnread, offset, limit }) => listNotices(db, { kinds, isUnread }, { offset, limit }),
    get: (noticeId) => getNotice(db, noticeId),
    items: (input) => listNoticeItems(db, { ...input, now: clock.now(), zone: settings.get().businessZone }),
    itemIds: (noticeId) => ({ itemIds: listNoticeItemIds(db, noticeId) }),
    summary: () => summarizeNotices(db, clock.now()),
    async read({ noticeIds, isRead }) {
      const { changed } = await writer.call('notice.read', { noticeIds, isRead, at: clock.now() })
      tellChange(changed)
      return { changed }
    },
    async test() {
      const isClaimed = native.isNative()
      const { noticeId } = await writer.call('notice.test', { at: clock.now(), isClaimed })
      events.emit('notice.added', { notice: getNotice(db, noticeId) })
      if (isClaimed) {
        await native.show(noticeId)
        tellChange(1)
      }
      return getNotice(db, noticeId)
    },
    async shown({ noticeId, state, problem }) {
      getNotice(db, noticeId)
      const { changed } = await writer.call('notice.record', { noticeId, state, problem, at: clock.now() })
      tellChange(changed)
      return null
    },
    async announce(noticeIds) {
      for (const noticeId of noticeIds) {
        try {
          events.emit('notice.added', { notice: getNotice(db, noticeId) })
        } catch (error) {
          onError(error)
        }
      }
      await deliver()
    },
    deliver,
  }
}
