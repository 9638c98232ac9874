import type { RouteOutput, RouteParsed } from '../../shared/ipc/contract.ts'
import type { ReadDb } from '../db/connection.ts'
import { listPeople } from '../db/repositories/person.ts'
import { getSettings } from '../db/repositories/setting.ts'
import type { Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'

export interface PersonService {
  list(input: RouteParsed<'person.list'>): Promise<RouteOutput<'person.list'>>
  set(input: RouteParsed<'person.set'>): Promise<RouteOutput<'person.set'>>
}

export interface PersonServiceDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  readonly clock: { now(): number }
  readonly defaultUserName: string
}

/** Owners and their departments. */
export function createPersonService(deps: PersonServiceDeps): PersonService {
  const { db, writer, events, clock, defaultUserName } = deps
  return {
    async list() {
      return listPeople(db)
    },
    async set({ name, department }) {
      const by = getSettings(db).userName || defaultUserName
      await writer.call('person.set', { name, department, by, at: clock.now() })
      events.emit('person.changed', {})
      return null
    },
  }
}
