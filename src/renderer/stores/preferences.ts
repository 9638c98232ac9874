import { useCallback } from 'react'
import { create } from 'zustand'
import type { Api } from '../lib/api.ts'

interface Preferences {
  readonly values: Readonly<Record<string, unknown>>
}

/** How the person has arranged the window, kept in the database so that it survives restarts, ports and browsers. */
const usePreferences = create<Preferences>(() => ({ values: {} }))

/** Milliseconds without a further change after which a preference is stored. */
const SAVE_AFTER_MS = 300

let api: Api | null = null
const pending = new Map<string, ReturnType<typeof setTimeout>>()

/** Reads all preferences once, before the first page is drawn. */
export async function loadPreferences(client: Api): Promise<void> {
  api = client
  const stored = await client.request('preference.list', {})
  const values: Record<string, unknown> = {}
  for (const [key, text] of Object.entries(stored)) {
    try {
      values[key] = JSON.parse(text)
    } catch {
      // A text that is no JSON comes from elsewhere; the default is right then.
    }
  }
  usePreferences.setState({ values })
}

function save(key: string): void {
  pending.delete(key)
  const value = usePreferences.getState().values[key]
  // A preference that could not be stored costs nothing but itself; the page goes on with it.
  void api
    ?.request('preference.set', { key, value: value === undefined ? null : JSON.stringify(value) })
    .catch(() => undefined)
}

/** Stores what is still waiting, at the end of the page. */
export function flushPreferences(): void {
  for (const [key, timer] of pending) {
    clearTimeout(timer)
    save(key)
  }
}

export function setPreference(key: string, value: unknown): void {
  usePreferences.setState(({ values }) => ({ values: { ...values, [key]: value } }))
  clearTimeout(pending.get(key))
  pending.set(
    key,
    setTimeout(() => save(key), SAVE_AFTER_MS),
  )
}

export function getPreference<T>(key: string, fallback: T): T {
  return (usePreferences.getState().values[key] as T | undefined) ?? fallback
}

/** A preference and its setter; `fallback` should be a constant. */
export function usePreference<T>(key: string, fallback: T): readonly [T, (value: T) => void] {
  const value = usePreferences(({ values }) => values[key] as T | undefined)
  const set = useCallback((next: T) => setPreference(key, next), [key])
  return [value ?? fallback, set]
}
