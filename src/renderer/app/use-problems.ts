import { useSyncExternalStore } from 'react'
import type { StatusTone } from '../components/status-dot.tsx'
import { useApi, useRequest } from '../lib/api-context.tsx'
import { goTo } from '../lib/navigation.ts'
import { useTranslator } from '../lib/translator.tsx'

/** Something that is wrong with the app as a whole, and the way out. */
export interface Problem {
  readonly kind: 'unreachable' | 'lost' | 'circuit' | 'offline'
  readonly tone: StatusTone
  readonly label: string
  readonly text: string
  /** The first one is the way out that we would take. */
  readonly actions: readonly { readonly label: string; readonly run: () => void }[]
}

function followNetwork(listener: () => void): () => void {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}

/** True while this machine says that it has a network. */
export function useIsOnline(): boolean {
  return useSyncExternalStore(followNetwork, () => navigator.onLine)
}

/** What is wrong now, the worst first. */
export function useProblems(): readonly Problem[] {
  const { t, error } = useTranslator()
  const api = useApi()
  const isOnline = useIsOnline()
  const isConnected = useSyncExternalStore(api.onConnection, api.isConnected)
  const { data: system } = useRequest('system.state', {})
  const goToSync = { label: t('shell.status.goToSync'), run: () => goTo('sync') }
  const problems: Problem[] = []

  if (!isConnected) {
    problems.push({
      kind: 'unreachable',
      tone: 'bad',
      label: t('shell.status.unreachable'),
      text: t('shell.status.unreachableText'),
      actions: [{ label: t('shell.status.reloadWindow'), run: () => window.location.reload() }],
    })
  }
  if (system?.canWrite === false) {
    problems.push({
      kind: 'lost',
      tone: 'bad',
      label: t('shell.status.lost'),
      text: error({ code: 'DB_LOST', params: {}, raw: null }),
      actions: [],
    })
  }
  if (system?.isWorkerCircuitOpen) {
    // A rejection is told by the frame like every other failure that nobody has awaited.
    const reset = (): void => void api.request('worker.reset', {})
    problems.push({
      kind: 'circuit',
      tone: 'bad',
      label: t('shell.status.circuit'),
      text: t('shell.status.circuitText'),
      actions: [{ label: t('shell.status.circuitReset'), run: reset }, goToSync],
    })
  }
  if (!isOnline) {
    problems.push({
      kind: 'offline',
      tone: 'warning',
      label: t('shell.status.offline'),
      text: t('shell.status.offlineText'),
      actions: [goToSync],
    })
  }
  return problems
}
