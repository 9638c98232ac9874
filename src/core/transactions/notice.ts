import { randomUUID } from 'node:crypto'
import type { NativeState, NoticePayload } from '../../shared/domain/notice.ts'
import { transaction, type WriteDb } from '../db/connection.ts'
import type { NoticeCommands } from '../db/notice-commands.ts'
import { insertNoticeRow } from '../db/repositories/notice.ts'
import {
  claimNotice,
  claimWaiting,
  putRead,
  recordOutcome,
  settleLate,
  switchOffWaiting,
} from '../db/repositories/notice-write.ts'
import { queueDeliveries } from '../db/repositories/webhook-delivery.ts'
import type { WriteContext } from './context.ts'

type NoticeWriteHandlers = {
  readonly [Name in keyof NoticeCommands]: (
    ctx: WriteContext,
    input: NoticeCommands[Name]['input'],
  ) => NoticeCommands[Name]['output']
}

/**
 * Writes a notice and what is to be sent of it outside, within the caller's transaction: what is told is told exactly when
 * what it tells has happened. `native` says whether a desktop is to show it.
 */
export function insertNotice(
  db: WriteDb,
  {
    payload,
    at,
    native,
  }: { payload: NoticePayload; at: number; native: Extract<NativeState, 'none' | 'waiting' | 'off'> },
): { noticeId: string; noticeKey: number } {
  const noticeId = randomUUID()
  const noticeKey = insertNoticeRow(db, { noticeId, payload, at, native })
  queueDeliveries(db, { noticeKey, kind: payload.kind, at })
  return { noticeId, noticeKey }
}

/** Every way to write of notices; a missing or an extra one does not compile. */
export const noticeWriteHandlers: NoticeWriteHandlers = {
  'notice.claim': ({ db }, { at, showsNotifications, canShow }) =>
    transaction(db, () => {
      const sorted = (showsNotifications ? 0 : switchOffWaiting(db, at)) + settleLate(db, at)
      return { noticeIds: canShow ? claimWaiting(db, at) : [], sorted }
    }),
  'notice.record': ({ db }, outcome) => transaction(db, () => ({ changed: recordOutcome(db, outcome) })),
  'notice.read': ({ db }, { noticeIds, isRead, at }) =>
    transaction(db, () => ({ changed: putRead(db, { noticeIds, readAt: isRead ? at : null }) })),
  'notice.test': ({ db }, { at, isClaimed }) =>
    transaction(db, () => {
      const { noticeId, noticeKey } = insertNotice(db, { payload: { kind: 'test' }, at, native: 'waiting' })
      if (isClaimed) claimNotice(db, noticeKey, at)
      return { noticeId }
    }),
}
