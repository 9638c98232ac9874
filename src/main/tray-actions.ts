import type { Router } from '../shared/ipc/contract.ts'
import type { MenuCommand } from '../shared/preload-api.ts'
import { pauseEnd, type PauseChoice, type TrayActions } from './tray-model.ts'

export interface TrayActionsOptions {
  readonly router: Router
  readonly clock: { now(): number }
  readonly show: () => void
  /** Opens the window where there is none. */
  readonly send: (command: MenuCommand) => void
  readonly quit: () => void
  readonly onError: (error: unknown) => void
}

/** Carries out what the person chooses in the tray, with or without a window. */
export function createTrayActions(options: TrayActionsOptions): TrayActions {
  const { router, clock, show, send, quit, onError } = options

  function openAt(command: MenuCommand): void {
    show()
    send(command)
  }
  // The tray has no place for sentences: the page of runs and schedules says what is wrong.
  const openSync = (): void => openAt({ kind: 'open', page: 'sync' })

  async function syncNow(): Promise<void> {
    const accounts = await router.request('account.list', {})
    const starts = await Promise.all(
      (accounts.ok ? accounts.data : []).map(({ accountId }) => router.request('sync.start', { accountId })),
    )
    if (starts.length === 0 || starts.some(({ ok }) => !ok)) openSync()
  }

  async function pause(choice: PauseChoice | null): Promise<void> {
    const settings = await router.request('settings.get', {})
    if (!settings.ok) return openSync()
    const until = choice === null ? null : pauseEnd(choice, clock.now(), settings.data.businessZone)
    const answer = await router.request('schedule.pause', { until })
    if (!answer.ok) openSync()
  }

  return {
    open: show,
    openDue: (due) => openAt({ kind: 'open', page: 'items', params: { due } }),
    openSync,
    openNotices: () => openAt({ kind: 'open', page: 'notices' }),
    openSettings: () => openAt({ kind: 'open', page: 'settings' }),
    syncNow: () => void syncNow().catch(onError),
    pause: (choice) => void pause(choice).catch(onError),
    quit,
  }
}
