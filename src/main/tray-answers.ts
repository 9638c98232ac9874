import type { EventBus } from '../core/ipc/event-bus.ts'
import type { NoticeSummary } from '../shared/domain/notice.ts'
import type { ReminderState } from '../shared/domain/reminder.ts'
import type { Run } from '../shared/domain/run.ts'
import type { ScheduleOverview } from '../shared/domain/schedule.ts'
import { DEFAULT_SETTINGS } from '../shared/domain/settings.ts'
import type { Router, RouteName, RouteOutput } from '../shared/ipc/contract.ts'
import type { EventName } from '../shared/ipc/events.ts'
import type { SystemState } from '../shared/ipc/system.ts'

/** What the tray is drawn from; null what could not be read. */
export interface TrayAnswers {
  readonly reminders: ReminderState | null
  readonly schedules: ScheduleOverview | null
  readonly notices: NoticeSummary | null
  readonly runs: readonly Run[]
  readonly system: SystemState | null
  /** IANA zone in which people count days. */
  readonly zone: string
}

export interface TrayAnswersOptions {
  readonly core: { readonly router: Router; readonly events: EventBus }
  readonly clock: { now(): number }
  readonly onAnswers: (answers: TrayAnswers) => void
  readonly onError: (error: unknown) => void
  readonly signal: AbortSignal
  readonly delayMs?: number
}

/** Events after which the answers may be others. */
const AFTER: ReadonlySet<EventName> = new Set<EventName>([
  'item.changed',
  'day.changed',
  'account.changed',
  'link.changed',
  'run.started',
  'run.ended',
  'notice.added',
  'notice.changed',
  'schedule.changed',
  'settings.changed',
  'worker.circuitChanged',
  'database.lost',
])

/** Events come in bursts; the icon follows once they are over. */
const DELAY_MS = 150

/** Longer waits overflow the timer; whatever is further away is looked for again. */
const MAX_TIMER_MS = 2_147_483_647

/**
 * Reads what the tray shows: at once, shortly after every event that may change it, and when a pause or a quiet time
 * ends, which no event tells. The function that comes back asks for one more look.
 */
export function followTrayAnswers(options: TrayAnswersOptions): () => void {
  const { core, clock, signal } = options
  let timer: NodeJS.Timeout | undefined
  let alarm: NodeJS.Timeout | undefined
  let looks = 0

  async function ask<Name extends RouteName>(name: Name): Promise<RouteOutput<Name> | null> {
    const answer = await core.router.request(name, {} as never)
    return answer.ok ? answer.data : null
  }

  async function look(): Promise<void> {
    const mine = ++looks
    const [reminders, schedules, notices, runs, system, settings] = await Promise.all([
      ask('reminder.state'),
      ask('schedule.list'),
      ask('notice.summary'),
      ask('run.latest'),
      ask('system.state'),
      ask('settings.get'),
    ])
    // A look that began later knows more.
    if (signal.aborted || mine !== looks) return
    setAlarm([schedules?.pausedUntil, reminders?.held?.until])
    const { businessZone: zone } = settings ?? DEFAULT_SETTINGS
    options.onAnswers({ reminders, schedules, notices, runs: runs ?? [], system, zone })
  }

  function setAlarm(instants: readonly (number | null | undefined)[]): void {
    clearTimeout(alarm)
    const now = clock.now()
    const next = Math.min(...instants.filter((at): at is number => typeof at === 'number' && at > now))
    if (Number.isFinite(next)) alarm = setTimeout(soon, Math.min(next - now, MAX_TIMER_MS))
  }

  function soon(): void {
    if (signal.aborted) return
    clearTimeout(timer)
    timer = setTimeout(() => void look().catch(options.onError), options.delayMs ?? DELAY_MS)
  }

  core.events.on((event) => AFTER.has(event.name) && soon(), { signal })
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    clearTimeout(alarm)
  })
  void look().catch(options.onError)
  return soon
}
