import { createTranslator } from '../../shared/i18n/translator.ts'
import { noticeBody, noticeTitle } from '../../shared/i18n/notice-words.ts'
import { chooseLanguage } from '../../shared/i18n/resources.ts'
import type { ReadDb } from '../db/connection.ts'
import { getNotice, hasWaitingNotices } from '../db/repositories/notice.ts'
import type { Writer } from '../db/write-commands.ts'
import type { HostPort, Notifier } from '../host-port.ts'
import type { SettingsService } from './settings-service.ts'

/** A system that does not answer has not shown anything. Well below a claim's time, and the app must be able to end. */
const PATIENCE_MS = 5_000
/** A problem is told in one line. */
const MAX_PROBLEM = 500

export interface NativeDeliveryDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly clock: { now(): number }
  readonly settings: SettingsService
  readonly host: Pick<HostPort, 'notifier' | 'info'>
  readonly patienceMs?: number
}

/** Has the system show what waits, and writes down what came of it. */
export interface NativeDelivery {
  /** The host shows notices itself. */
  readonly isNative: () => boolean
  /** Claims what waits and shows it; answers how many notices are others now. */
  deliver(): Promise<number>
  /** Shows a notice that this process has claimed. */
  show(noticeId: string): Promise<void>
}

/** Notices are claimed before they are shown, so that of several processes one shows each. */
export function createNativeDelivery(deps: NativeDeliveryDeps): NativeDelivery {
  const { db, writer, clock, settings, host, patienceMs = PATIENCE_MS } = deps
  const notifierOf = (): Notifier | null => (host.info().notifications === 'native' ? host.notifier : null)

  async function show(noticeId: string): Promise<void> {
    const outcome = await ask(noticeId)
    await writer.call('notice.record', {
      noticeId,
      state: outcome.state,
      problem: outcome.problem?.slice(0, MAX_PROBLEM) ?? null,
      at: clock.now(),
    })
  }

  async function ask(noticeId: string): ReturnType<Notifier['show']> {
    const notifier = notifierOf()
    try {
      if (notifier === null) return { state: 'failed', problem: 'no notifications here' }
      // One that cannot be read must not keep the others from being shown.
      const { payload } = getNotice(db, noticeId)
      const { language, businessZone } = settings.get()
      const translator = createTranslator(chooseLanguage(undefined, language, host.info().locale))
      const shown = notifier.show({
        noticeId,
        title: noticeTitle(translator, payload),
        body: noticeBody(translator, payload, businessZone),
        isUrgent: payload.kind === 'urgent',
      })
      return await withinTime(shown, patienceMs)
    } catch (error) {
      return { state: 'failed', problem: error instanceof Error ? error.message : String(error) }
    }
  }

  return {
    isNative: () => notifierOf() !== null,
    async deliver() {
      // A host that shows nothing leaves it to one that does.
      if (host.info().notifications === 'none' || !hasWaitingNotices(db)) return 0
      const { noticeIds, sorted } = await writer.call('notice.claim', {
        at: clock.now(),
        showsNotifications: settings.get().desktop.showsNotifications,
        canShow: notifierOf() !== null,
      })
      await Promise.all(noticeIds.map(show))
      return noticeIds.length + sorted
    },
    show,
  }
}

async function withinTime(shown: ReturnType<Notifier['show']>, patienceMs: number): ReturnType<Notifier['show']> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<{ state: 'failed'; problem: string }>((resolve) => {
    timer = setTimeout(() => resolve({ state: 'failed', problem: `no answer in ${patienceMs} ms` }), patienceMs)
  })
  try {
    return await Promise.race([shown, late])
  } finally {
    clearTimeout(timer)
  }
}
