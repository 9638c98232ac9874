import type { SavedView, ViewState } from '../../shared/domain/view.ts'
import type { RouteParsed } from '../../shared/ipc/contract.ts'
import type { ReadDb } from '../db/connection.ts'
import { listPreferences } from '../db/repositories/preference.ts'
import { listViews } from '../db/repositories/saved-view.ts'
import type { Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'

export interface WindowServiceDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  readonly clock: { now(): number }
}

export interface WindowService {
  preferences(): Readonly<Record<string, string>>
  setPreference(input: RouteParsed<'preference.set'>): Promise<null>
  views(): readonly SavedView[]
  saveView(input: { viewId: string | null; name: string; state: ViewState }): Promise<SavedView>
  removeView(viewId: string): Promise<null>
  orderViews(viewIds: readonly string[]): Promise<null>
}

/** What windows keep with the data: preferences and saved views. */
export function createWindowService({ db, writer, events, clock }: WindowServiceDeps): WindowService {
  return {
    preferences: () => listPreferences(db),
    async setPreference(input) {
      await writer.call('preference.set', input)
      events.emit('preference.changed', { key: input.key })
      return null
    },
    views: () => listViews(db),
    async saveView(input) {
      const view = await writer.call('view.save', { ...input, at: clock.now() })
      events.emit('view.changed', {})
      return view
    },
    async removeView(viewId) {
      await writer.call('view.remove', { viewId })
      events.emit('view.changed', {})
      return null
    },
    async orderViews(viewIds) {
      await writer.call('view.order', { viewIds })
      events.emit('view.changed', {})
      return null
    },
  }
}
