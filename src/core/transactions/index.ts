import { AppError } from '../../shared/domain/app-error.ts'
import type { WriteCommand } from '../db/write-commands.ts'
import { addAccount, removeAccount, updateAccount } from './account.ts'
import type { WriteContext, WriteHandler } from './context.ts'
import { linkWriteHandlers } from './link.ts'
import { linkRunWriteHandlers } from './link-run.ts'
import { backupDatabase, checkDatabase } from './maintenance.ts'
import { noticeWriteHandlers } from './notice.ts'
import { setPerson } from './person.ts'
import { setPrice } from './price.ts'
import { removeRate, setRate } from './rate.ts'
import { reminderWriteHandlers } from './reminder.ts'
import { setReview, undoReview } from './review.ts'
import { beginRun, createRun, finishRun, interruptDeadRuns, logRun, noteRun } from './run.ts'
import { scheduleWriteHandlers } from './schedule.ts'
import { updateSettings } from './settings.ts'
import { snapshotWriteHandlers } from './snapshot.ts'
import { commitSync } from './sync-commit.ts'
import { addToStage, discardStage, openStage } from './sync-stage.ts'
import { webhookWriteHandlers } from './webhook.ts'
import { orderSavedViews, removeView, saveView, setPreference } from './window.ts'

/** Every way to write; a missing or an extra one does not compile. */
export const writeHandlers: { readonly [Name in WriteCommand]: WriteHandler<Name> } = {
  'account.add': addAccount,
  'account.update': updateAccount,
  'account.remove': removeAccount,
  'settings.update': updateSettings,
  'run.create': createRun,
  'run.begin': beginRun,
  'run.log': logRun,
  'run.note': noteRun,
  'run.finish': finishRun,
  'run.interrupt': interruptDeadRuns,
  'stage.open': openStage,
  'stage.add': addToStage,
  'stage.discard': discardStage,
  'sync.commit': commitSync,
  'review.set': setReview,
  'review.undo': undoReview,
  'person.set': setPerson,
  'price.set': setPrice,
  'rate.set': setRate,
  'rate.remove': removeRate,
  'preference.set': setPreference,
  'view.save': saveView,
  'view.remove': removeView,
  'view.order': orderSavedViews,
  'db.backup': backupDatabase,
  'db.check': checkDatabase,
  ...linkWriteHandlers,
  ...linkRunWriteHandlers,
  ...noticeWriteHandlers,
  ...reminderWriteHandlers,
  ...scheduleWriteHandlers,
  ...snapshotWriteHandlers,
  ...webhookWriteHandlers,
}

/** Carries out a command whose name and input have come from elsewhere. */
export function runWriteCommand(ctx: WriteContext, name: WriteCommand, input: unknown): unknown {
  if (!Object.hasOwn(writeHandlers, name)) throw new AppError('BAD_REQUEST', { field: 'name' }, { raw: name })
  return writeHandlers[name](ctx, input as never)
}
