import type { ReactNode } from 'react'
import type { Account } from '../../shared/domain/account.ts'
import { isActiveRun, type Run } from '../../shared/domain/run.ts'
import type { Translator } from '../../shared/i18n/translator.ts'
import { useRequest } from '../lib/api-context.tsx'
import { shorten, useFormats, type Formats } from '../lib/format.ts'
import { hrefTo } from '../lib/navigation.ts'
import { useTranslator } from '../lib/translator.tsx'
import classes from './freshness.module.css'
import { StatusDot, type StatusTone } from './status-dot.tsx'

/** How fresh the picture of some accounts is, in words. */
export interface FreshnessWords {
  readonly tone: StatusTone
  readonly text: string
  /** The instant that the words speak of, epoch ms; null when there is none. */
  readonly at: number | null
}

type T = Translator['t']

/** What keeps one account's picture from being the newest; null when it is complete and nothing failed since. */
function shortfall(account: Account, run: Run | null, t: T, formats: Formats): FreshnessWords | null {
  const at = account.lastComplete?.at ?? null
  const named = { account: shorten(account.name), time: formats.time(at) }
  const say = (tone: StatusTone, key: string, params: Readonly<Record<string, string>> = {}): FreshnessWords => ({
    tone,
    text: t(`shell.freshness.${key}`, { ...named, ...params }),
    at,
  })
  // A window of days asks for a part of the list on purpose and says nothing about the whole.
  const last = run !== null && run.windowDays === null ? run : null
  if (account.activeRunId !== null || (run && isActiveRun(run.state))) {
    return at === null ? say('busy', 'runningFirst') : say('busy', 'running')
  }
  if (at === null && last === null) return say('neutral', 'never')
  if (last === null || last.state === 'succeeded') return at === null ? say('warning', 'failedNever') : null
  if (at === null) return say('warning', 'failedNever')
  if (last.state === 'incomplete' && last.reportedTotal !== null) {
    const counts = { fetched: formats.number(last.fetched), total: formats.number(last.reportedTotal) }
    return say('warning', 'incomplete', counts)
  }
  return say('warning', last.state === 'cancelled' ? 'cancelled' : 'failed')
}

/** Puts into one sentence whether the list is complete and since when, or what is missing. */
export function describeFreshness(
  accounts: readonly Account[],
  latestRuns: readonly Run[],
  t: T,
  formats: Formats,
): FreshnessWords {
  if (accounts.length === 0) return { tone: 'neutral', text: t('shell.freshness.noAccount'), at: null }
  const missing = accounts
    .map((account) =>
      shortfall(account, latestRuns.find((run) => run.accountId === account.accountId) ?? null, t, formats),
    )
    .filter((words) => words !== null)
  const worst = missing.toSorted((a, b) => rank(a.tone) - rank(b.tone))[0]
  if (worst) {
    const more = missing.length - 1
    if (more === 0) return worst
    const separator = t('shell.freshness.separator')
    return { ...worst, text: `${worst.text}${separator}${t('shell.freshness.more', { count: more })}` }
  }
  const complete = accounts.flatMap(({ lastComplete }) => lastComplete ?? [])
  const oldestAt = Math.min(...complete.map(({ at }) => at))
  const count = formats.number(complete.reduce((sum, picture) => sum + picture.count, 0))
  return { tone: 'good', text: t('shell.freshness.asOf', { time: formats.time(oldestAt), count }), at: oldestAt }
}

function rank(tone: StatusTone): number {
  return ['bad', 'warning', 'neutral', 'busy', 'good'].indexOf(tone)
}

/** "As of 09:02, 2,314 / 2,314 complete", or what is missing; leads to the sync page. */
export function Freshness({ accountId }: { readonly accountId?: string | undefined }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const accounts = useRequest('account.list', {})
  const runs = useRequest('run.latest', {})
  if (!accounts.data || !runs.data) {
    // Takes the room of one line, so that nothing jumps when the words arrive.
    return <span className={classes.waiting}>{t('shell.freshness.loading')}</span>
  }
  const wanted = accounts.data.filter((account) => accountId === undefined || account.accountId === accountId)
  const { tone, text, at } = describeFreshness(wanted, runs.data, t, formats)
  return (
    <a
      className={classes.root}
      href={hrefTo('sync')}
      title={at === null ? text : `${text}\n${formats.instantTitle(at)}`}
    >
      <StatusDot tone={tone} label={text} />
    </a>
  )
}
