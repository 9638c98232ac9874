import { createContext, use, useCallback, useMemo, useRef, useState, type ReactNode } from 'react'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { ApiError, type Api } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'

export type SettingsPatch = RouteInput<'settings.update'>['patch']

/** What became of the last change of one part of the page. */
export type SaveState =
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved' }
  | { readonly kind: 'failed'; readonly error: ApiError; readonly retry: () => void }

interface Saves {
  readonly states: Readonly<Record<string, SaveState>>
  carryOut(part: string, work: Work): void
}

/** A change that the core is asked for. */
type Work = (api: Api) => Promise<unknown>

const SaveContext = createContext<Saves | null>(null)

/** Carries changes to the core, one after another, and remembers per part how that went. */
export function SaveProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const api = useApi()
  const [states, setStates] = useState<Readonly<Record<string, SaveState>>>({})
  const queue = useRef<Promise<void>>(Promise.resolve())
  const carryOut = useCallback(
    (part: string, work: Work): void => {
      const set = (state: SaveState): void => setStates((old) => ({ ...old, [part]: state }))
      const tryIt = (): void => {
        set({ kind: 'saving' })
        queue.current = queue.current.then(async () => {
          try {
            await work(api)
            set({ kind: 'saved' })
          } catch (error) {
            if (!(error instanceof ApiError)) throw error
            set({ kind: 'failed', error, retry: tryIt })
          }
        })
      }
      tryIt()
    },
    [api],
  )
  const value = useMemo(() => ({ states, carryOut }), [states, carryOut])
  return <SaveContext value={value}>{children}</SaveContext>
}

/** The way to change one part of the settings, and what became of the last change. */
export function useSave(part: string): { readonly state: SaveState | null; save(patch: SettingsPatch): void } {
  const { state, carryOut } = useCarryOut(part)
  return { state, save: (patch) => carryOut((api) => api.request('settings.update', { patch })) }
}

/** The same for what one part of the page changes elsewhere than in the settings. */
export function useCarryOut(part: string): { readonly state: SaveState | null; carryOut(work: Work): void } {
  const saves = use(SaveContext)
  if (!saves) throw new Error('no SaveProvider above')
  return { state: saves.states[part] ?? null, carryOut: (work) => saves.carryOut(part, work) }
}
