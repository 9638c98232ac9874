import { z } from 'zod'
import { NOTICE_KINDS, type NativeState, type Notice, type NoticeItem, type NoticeSummary } from '../domain/notice.ts'
import { output, pageInput, route, text, type Page } from './route.ts'

export const noticeRoutes = {
  /** Newest first. */
  'notice.list': route({
    input: z.strictObject({
      kinds: z.array(z.enum(NOTICE_KINDS)).nullable().default(null),
      isUnread: z.boolean().default(false),
      ...pageInput,
    }),
    output: output<Page<Notice>>(),
  }),
  'notice.get': route({ input: z.strictObject({ noticeId: text(100) }), output: output<Notice>() }),
  /** The items of a reminder, soonest act-by first; those that have been removed since are left out. */
  'notice.items': route({
    input: z.strictObject({ noticeId: text(100), ...pageInput }),
    output: output<Page<NoticeItem>>(),
  }),
  /** The ids of all of them, for the list of items. */
  'notice.itemIds': route({
    input: z.strictObject({ noticeId: text(100) }),
    output: output<{ readonly itemIds: readonly string[] }>(),
  }),
  'notice.summary': route({ input: z.strictObject({}), output: output<NoticeSummary>() }),
  /** Marks notices as read or unread; null: all. */
  'notice.read': route({
    input: z.strictObject({ noticeIds: z.array(text(100)).max(10_000).nullable(), isRead: z.boolean() }),
    output: output<{ readonly changed: number }>(),
  }),
  /** Shows one now, whatever the settings say, and tells what came of it. */
  'notice.test': route({ input: z.strictObject({}), output: output<Notice>() }),
  /** A page in a browser has shown a notice that waited, or could not. */
  'notice.shown': route({
    input: z.strictObject({
      noticeId: text(100),
      state: z.enum(['shown', 'failed'] satisfies NativeState[]),
      problem: z.string().max(500).nullable().default(null),
    }),
    output: output<null>(),
  }),
}
