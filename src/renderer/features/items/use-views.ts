import { useMemo } from 'react'
import type { SavedView, ViewState } from '../../../shared/domain/view.ts'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { useApi, useRefresh, useRequest } from '../../lib/api-context.tsx'
import { isBuiltInView, builtInQuery } from './built-in-views.ts'
import { readColumns, readQuery, type ItemsState } from './items-state.ts'
import { isSameQuery } from './query-model.ts'

/** The views that people have saved, and what can be done with them; every failure is the caller's to show. */
export interface Views {
  readonly saved: readonly SavedView[]
  /** True also when they cannot be read. */
  readonly isLoaded: boolean
  save(name: string, state: ViewState): Promise<SavedView>
  update(view: Pick<SavedView, 'viewId' | 'name'>, state: ViewState): Promise<SavedView>
  remove(viewId: string): Promise<void>
  /** Saves a removed view again, in its old place; it gets a new id. */
  restore(view: SavedView, order: readonly string[]): Promise<SavedView>
  order(viewIds: readonly string[]): Promise<void>
}

type StateInput = RouteInput<'view.save'>['state']

const NO_VIEWS: readonly SavedView[] = []

export function useViews(): Views {
  const api = useApi()
  const refresh = useRefresh()
  const { data, error } = useRequest('view.list', {})
  const saved = data ?? NO_VIEWS
  const isLoaded = data !== undefined || error !== null
  return useMemo(() => {
    async function save(viewId: string | null, name: string, state: ViewState): Promise<SavedView> {
      const view = await api.request('view.save', { viewId, name, state: state as StateInput })
      refresh('view.list')
      return view
    }
    return {
      saved,
      isLoaded,
      save: (name, state) => save(null, name, state),
      update: ({ viewId, name }, state) => save(viewId, name, state),
      async remove(viewId) {
        await api.request('view.remove', { viewId })
        refresh('view.list')
      },
      async restore(view, order) {
        const restored = await api.request('view.save', {
          viewId: null,
          name: view.name,
          state: view.state as StateInput,
        })
        await api.request('view.order', {
          viewIds: order.map((viewId) => (viewId === view.viewId ? restored.viewId : viewId)),
        })
        refresh('view.list')
        return restored
      },
      async order(viewIds) {
        await api.request('view.order', { viewIds: [...viewIds] })
        refresh('view.list')
      },
    }
  }, [api, refresh, saved, isLoaded])
}

/** What choosing a view changes; null for a view that is not there (any more). */
export function stateOfView(viewId: string, saved: readonly SavedView[]): Partial<ItemsState> | null {
  if (isBuiltInView(viewId)) return { viewId, query: builtInQuery(viewId) }
  const view = saved.find((candidate) => candidate.viewId === viewId)
  if (!view) return null
  return { viewId, query: readQuery(view.state.query), columns: readColumns(view.state.columns) }
}

/** True when the list is arranged otherwise than the view that was chosen; built-in views do not fix columns. */
export function isModified(state: ItemsState, saved: readonly SavedView[]): boolean {
  if (state.viewId === null) return true
  const view = stateOfView(state.viewId, saved)
  if (!view?.query) return true
  if (!isSameQuery(view.query, state.query)) return true
  return view.columns !== undefined && JSON.stringify(view.columns) !== JSON.stringify(readColumns(state.columns))
}
