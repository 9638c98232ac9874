import type { ReactNode } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import type { Run } from '../../../shared/domain/run.ts'
import { useNow } from '../../components/run/use-now.ts'
import { isAutomatic } from '../../components/schedule/schedule-draft.ts'
import { toScheduleId } from '../../components/schedule/schedule-id.ts'
import { describeSchedule } from '../../components/schedule/schedule-state.ts'
import { Section } from '../../components/section.tsx'
import type { StatusTone } from '../../components/status-dot.tsx'
import { describeFreshness, Freshness } from '../../components/freshness.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { UNKNOWN, useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './overview.module.css'

const URGENCY: readonly StatusTone[] = ['bad', 'warning', 'busy', 'neutral', 'good']

/** How fresh and how complete the picture of each account is. */
export function AccountStates({
  accounts,
  latest,
}: {
  readonly accounts: readonly Account[]
  readonly latest: readonly Run[]
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const urgencyOf = (account: Account): number => URGENCY.indexOf(describeFreshness([account], latest, t, formats).tone)
  // With many accounts, those that something is the matter with are seen without scrolling.
  const shown = accounts.toSorted((a, b) => urgencyOf(a) - urgencyOf(b))
  function countOf({ itemCount, lastComplete }: Account): string {
    // What nobody has read yet is not nought.
    if (itemCount === 0 && lastComplete === null) return UNKNOWN
    const words = t('overview.accounts.items', { count: itemCount, shown: formats.number(itemCount) })
    const gone = (lastComplete?.count ?? 0) - itemCount
    return gone > 0 ? `${words}${t('overview.accounts.gone', { count: gone, shown: formats.number(gone) })}` : words
  }
  return (
    <Section title={t('overview.accounts.title')}>
      <ul className={`${classes.plainList} ${classes.bounded}`}>
        {shown.map((account) => {
          const run = latest.find(({ accountId }) => accountId === account.accountId)
          const href = hrefTo('sync', run ? { run: run.runId } : {})
          return (
            <li key={account.accountId} className={classes.account}>
              <a className={classes.rowLink} href={href} title={account.name}>
                {account.name}
              </a>
              <span className={classes.dim}>{t(`domain.provider.${account.provider}`)}</span>
              <span className={classes.number}>{countOf(account)}</span>
              <span className={classes.accountState}>
                <Freshness accountId={account.accountId} />
                <NextSync accountId={account.accountId} />
              </span>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}

/** When the account is synced next by itself, or what that waits for; nothing while it is by hand only. */
function NextSync({ accountId }: { readonly accountId: string }): ReactNode {
  const translator = useTranslator()
  const formats = useFormats()
  const now = useNow(30_000, true)
  const scheduleId = toScheduleId({ kind: 'account', accountId })
  const { data } = useRequest('schedule.list', {})
  const schedule = data?.schedules.find((one) => one.scheduleId === scheduleId)
  if (!data || !schedule || !isAutomatic(schedule)) return null
  const { label, title } = describeSchedule(translator, formats, schedule, now, data.pausedUntil)
  return (
    <a
      className={`${classes.rowLink} ${classes.nextSync}`}
      href={hrefTo('sync', { part: 'schedules' })}
      title={title ?? undefined}
    >
      {label}
    </a>
  )
}
