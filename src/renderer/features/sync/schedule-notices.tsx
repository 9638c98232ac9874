import { ActionIcon, Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCalendarClock, IconX } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { PauseBanner } from '../../components/schedule/pause.tsx'
import { DEFAULT_RULE } from '../../components/schedule/schedule-draft.ts'
import { ApiError } from '../../lib/api.ts'
import { useApi, useRefresh, useRequest } from '../../lib/api-context.tsx'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { usePreference } from '../../stores/preferences.ts'
import classes from './schedules-part.module.css'

/** What stands above the page about schedules: the pause of all of them, and an offer where there is none. */
export function ScheduleNotices({
  accounts,
  isOfferKept = false,
}: {
  readonly accounts: readonly Account[]
  /** True where the offer stands also after somebody has closed it. */
  readonly isOfferKept?: boolean
}): ReactNode {
  const { data } = useRequest('schedule.list', {})
  const [isClosed, close] = usePreference('schedules.isOfferClosed', false)
  if (!data) return null
  // Generated data change only when somebody wants them to; they are offered a schedule only where there is nothing else.
  const real = accounts.filter(({ provider }) => provider !== 'demo')
  const offered = real.length > 0 ? real : accounts
  const hasRule = data.schedules.some(({ target, rule }) => target.kind === 'account' && rule !== null)
  const isOffered = offered.length > 0 && !hasRule && (isOfferKept || !isClosed)
  return (
    <div className={classes.notices}>
      <PauseBanner pausedUntil={data.pausedUntil} />
      {accounts.length === 0 && isOfferKept && <NoAccountYet />}
      {isOffered && <Offer accounts={offered} onClose={isOfferKept ? null : () => close(true)} />}
    </div>
  )
}

function NoAccountYet(): ReactNode {
  const { t } = useTranslator()
  return (
    <div className={classes.offer}>
      <IconCalendarClock aria-hidden size={16} />
      <span className={classes.offerWords}>{t('schedules.page.noAccount')}</span>
      <Button size="compact-sm" variant="light" component="a" href={hrefTo('accounts', { add: '1' })}>
        {t('schedules.page.addAccount')}
      </Button>
    </div>
  )
}

/** Nobody has set anything up: one click does. */
function Offer({
  accounts,
  onClose,
}: {
  readonly accounts: readonly Account[]
  readonly onClose: (() => void) | null
}): ReactNode {
  const api = useApi()
  const refresh = useRefresh()
  const { t } = useTranslator()
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const count = accounts.length

  async function accept(): Promise<void> {
    setBusy(true)
    setError(null)
    try {
      for (const { accountId } of accounts) {
        await api.request('schedule.set', { target: { kind: 'account', accountId }, rule: DEFAULT_RULE })
      }
      notifications.show({ message: t('schedules.page.invited', { count }) })
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      setError(failure)
    } finally {
      refresh('schedule.list')
      setBusy(false)
    }
  }

  return (
    <>
      <div className={classes.offer} role="group" aria-label={t('schedules.page.title')}>
        <IconCalendarClock aria-hidden size={16} />
        <span className={classes.offerWords}>{t('schedules.page.invite')}</span>
        <Button size="compact-sm" variant="light" loading={isBusy} onClick={() => void accept()}>
          {t('schedules.page.inviteAction', { count })}
        </Button>
        {onClose && (
          <>
            <Button size="compact-sm" variant="subtle" component="a" href={hrefTo('sync', { part: 'schedules' })}>
              {t('schedules.page.inviteOther')}
            </Button>
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label={t('schedules.page.inviteClose')}
              title={t('schedules.page.inviteClose')}
              onClick={onClose}
            >
              <IconX aria-hidden size={14} />
            </ActionIcon>
          </>
        )}
      </div>
      {error && <ErrorNote error={error} title={t('schedules.page.inviteFailed')} onRetry={() => void accept()} />}
    </>
  )
}
