import { notifications } from '@mantine/notifications'
import { useCallback, useState } from 'react'
import { addCivilDays } from '../../../shared/domain/civil-day.ts'
import { OVERDUE_STEP } from '../../../shared/domain/reminder.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { readNoticeItems, readReviews, restoreSnoozes } from './open-items.ts'
import { sayWithUndo } from '../../components/undo-toast.tsx'
import { useSayFailure } from './use-mark-read.ts'

/** What can be done at once with everything in a notice that is still open. */
export interface ReviewActions {
  readonly isBusy: boolean
  readonly acknowledge: () => void
  readonly snooze: (days: number) => void
}

export function useReviewActions(noticeId: string): ReviewActions {
  const api = useApi()
  const { t } = useTranslator()
  const formats = useFormats()
  const say = useSayFailure()
  const [isBusy, setBusy] = useState(false)

  const carryOut = useCallback(
    async (work: () => Promise<void>) => {
      setBusy(true)
      try {
        await work()
      } catch (error) {
        say(error)
      } finally {
        setBusy(false)
      }
    },
    [say],
  )

  /** Open items as they are at this moment; the page may have been open for hours. */
  async function readOpen() {
    const open = (await readNoticeItems(api, noticeId)).filter(({ now }) => now === 'open')
    const overdue = open.filter(({ step, actByAt }) => step === OVERDUE_STEP || actByAt < Date.now()).length
    const former =
      open.length === 0
        ? []
        : await readReviews(
            api,
            open.map(({ itemId }) => itemId),
          )
    return { former, overdue }
  }

  function tell(
    key: 'acknowledged' | 'snoozed',
    count: number,
    day: string,
    overdue: number,
    undo: () => Promise<void>,
  ) {
    const done = t(`notices.page.action.${key}`, { count, shown: formats.number(count), day })
    const stays =
      overdue > 0 ? t('notices.page.action.overdueStays', { count: overdue, shown: formats.number(overdue) }) : ''
    const takeBack = async (): Promise<void> => {
      try {
        await undo()
        notifications.show({ message: t('notices.page.action.undone', { count, shown: formats.number(count) }) })
      } catch (error) {
        say(error)
      }
    }
    sayWithUndo(
      'notice-review',
      stays === '' ? done : t('notices.page.action.both', { done, stays }),
      t('notices.page.action.undo'),
      () => {
        void takeBack()
      },
    )
  }

  const sayNone = (): void => void notifications.show({ message: t('notices.page.action.noneOpen') })

  return {
    isBusy,
    acknowledge: () =>
      void carryOut(async () => {
        const { former, overdue } = await readOpen()
        if (former.length === 0) return sayNone()
        const all = former.map(({ itemId }) => itemId)
        await api.request('item.review', { itemIds: all, patch: { isAcknowledged: true } })
        // Overdue items may have been acknowledged before and are open all the same.
        const itemIds = former.filter(({ isAcknowledged }) => !isAcknowledged).map(({ itemId }) => itemId)
        tell('acknowledged', all.length, '', overdue, async () => {
          if (itemIds.length > 0) await api.request('item.review', { itemIds, patch: { isAcknowledged: false } })
        })
      }),
    snooze: (days) =>
      void carryOut(async () => {
        const { former, overdue } = await readOpen()
        if (former.length === 0) return sayNone()
        const snoozedUntil = addCivilDays(formats.today, days)
        await api.request('item.review', { itemIds: former.map(({ itemId }) => itemId), patch: { snoozedUntil } })
        tell('snoozed', former.length, formats.day(snoozedUntil), overdue, () => restoreSnoozes(api, former))
      }),
  }
}
