import type { Account } from '../../../shared/domain/account.ts'
import type { AppErrorCode } from '../../../shared/domain/app-error.ts'
import type { Run, RunState } from '../../../shared/domain/run.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import type { StatusTone } from '../../components/status-dot.tsx'
import type { Formats } from '../../lib/format.ts'

const TONES: Readonly<Record<RunState, StatusTone>> = {
  queued: 'busy',
  running: 'busy',
  succeeded: 'good',
  incomplete: 'warning',
  failed: 'bad',
  cancelled: 'neutral',
  interrupted: 'warning',
}

/** How a run's state is marked. */
export function runTone(state: RunState): StatusTone {
  return TONES[state]
}

/** What keeps an account's picture from being the newest, in words; null when nothing does. */
export function describeTrouble(last: Run | null, t: Translator['t'], formats: Formats): string | null {
  if (!last || last.endedAt === null) return null
  const time = formats.time(last.startedAt)
  switch (last.state) {
    case 'queued':
    case 'running':
      return null
    case 'succeeded':
      return last.windowDays === null ? null : t('sync.accounts.window', { count: last.windowDays, time })
    case 'incomplete':
      return last.reportedTotal !== null && last.reportedTotal > last.fetched
        ? t('sync.accounts.incomplete', {
            time,
            fetched: formats.number(last.fetched),
            total: formats.number(last.reportedTotal),
            missing: formats.number(last.reportedTotal - last.fetched),
          })
        : t('sync.accounts.incompleteUnknown', { time, fetched: formats.number(last.fetched) })
    case 'failed':
    case 'cancelled':
    case 'interrupted':
      return t(`sync.accounts.${last.state}`, { time })
  }
}

/** Of when the data are that people see meanwhile. */
export function describePicture(account: Account, t: Translator['t'], formats: Formats): string {
  return account.lastComplete
    ? t('sync.accounts.since', { time: formats.time(account.lastComplete.at) })
    : t('sync.accounts.none')
}

/** The page where the cause of a failure can be mended; null when trying again is all there is. */
export function pageToMend(code: AppErrorCode): 'accounts' | 'settings' | null {
  if (code === 'NET_PROXY') return 'settings'
  if (code.startsWith('SECRET_') || code.startsWith('CLOUD_KEY_')) return 'accounts'
  const ofAccount: readonly AppErrorCode[] = [
    'CLOUD_SECRET_WRONG',
    'CLOUD_TOKEN_EXPIRED',
    'CLOUD_FORBIDDEN',
    'CLOUD_NOT_ALLOWED',
    'CLOUD_API_NOT_FOUND',
    'ENDPOINT_INVALID',
  ]
  return ofAccount.includes(code) ? 'accounts' : null
}

/** What support needs to know of a run, as text: no names and no keys. */
export function runDetails(run: Run, sentence: string | null): string {
  const { runId, kind, state, windowDays, startedAt, endedAt, fetched, reportedTotal, warnings, error, metrics } = run
  const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
  return JSON.stringify(
    {
      runId,
      kind,
      state,
      windowDays,
      startedAt: iso(startedAt),
      endedAt: iso(endedAt),
      fetched,
      reportedTotal,
      warnings,
      error,
      sentence,
      metrics,
    },
    null,
    2,
  )
}
