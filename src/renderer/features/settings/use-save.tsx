import { createContext, use, useCallback, useMemo, useRef, useState, type ReactNode } from 'react'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'

export type SettingsPatch = RouteInput<'settings.update'>['patch']

/** What became of the last change of one part of the page. */
export type SaveState =
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved' }
  | { readonly kind: 'failed'; readonly error: ApiError; readonly retry: () => void }

interface Saves {
  readonly states: Readonly<Record<string, SaveState>>
  save(part: string, patch: SettingsPatch): void
}

const SaveContext = createContext<Saves | null>(null)

/** Carries changes to the core, one after another, and remembers per part how that went. */
export function SaveProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const api = useApi()
  const [states, setStates] = useState<Readonly<Record<string, SaveState>>>({})
  const queue = useRef<Promise<void>>(Promise.resolve())
  const save = useCallback(
    (part: string, patch: SettingsPatch): void => {
      const set = (state: SaveState): void => setStates((old) => ({ ...old, [part]: state }))
      const carryOut = (): void => {
        set({ kind: 'saving' })
        queue.current = queue.current.then(async () => {
          try {
            await api.request('settings.update', { patch })
            set({ kind: 'saved' })
          } catch (error) {
            if (!(error instanceof ApiError)) throw error
            set({ kind: 'failed', error, retry: carryOut })
          }
        })
      }
      carryOut()
    },
    [api],
  )
  const value = useMemo(() => ({ states, save }), [states, save])
  return <SaveContext value={value}>{children}</SaveContext>
}

/** The way to change one part of the settings, and what became of the last change. */
export function useSave(part: string): { readonly state: SaveState | null; save(patch: SettingsPatch): void } {
  const saves = use(SaveContext)
  if (!saves) throw new Error('no SaveProvider above')
  return { state: saves.states[part] ?? null, save: (patch) => saves.save(part, patch) }
}
