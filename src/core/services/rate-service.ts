import type { RouteParsed } from '../../shared/ipc/contract.ts'
import type { DatedRate } from '../../shared/ipc/rate.ts'
import type { ReadDb } from '../db/connection.ts'
import { listRates } from '../db/repositories/rate.ts'
import { getSettings } from '../db/repositories/setting.ts'
import type { Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'

export interface RateServiceDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  readonly clock: { now(): number }
  /** Name of the person who gives a rate when the settings have none. */
  readonly defaultUserName: string
}

export interface RateService {
  list(): readonly DatedRate[]
  set(input: RouteParsed<'rate.set'>): Promise<DatedRate>
  remove(input: RouteParsed<'rate.remove'>): Promise<null>
}

/** Exchange rates as people give them. */
export function createRateService({ db, writer, events, clock, defaultUserName }: RateServiceDeps): RateService {
  return {
    list: () => listRates(db),
    async set(input) {
      const by = getSettings(db).userName || defaultUserName
      const rate = await writer.call('rate.set', { rate: { ...input, source: 'typed', at: clock.now(), by } })
      events.emit('rate.changed', {})
      return rate
    },
    async remove(input) {
      await writer.call('rate.remove', input)
      events.emit('rate.changed', {})
      return null
    },
  }
}
