import { act, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  flushPreferences,
  getPreference,
  loadPreferences,
  setPreference,
  usePreference,
} from '../../../../src/renderer/stores/preferences.ts'
import { createFakeApi, failWith, renderWithApp } from '../../../support/renderer.tsx'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

function Width(): ReactNode {
  const [width] = usePreference('width', 400)
  return <output>{width}</output>
}

describe('preferences', () => {
  it('are what the core has stored, and a text that is no JSON is as if there were none', async () => {
    await loadPreferences(createFakeApi({ 'preference.list': { width: '300', broken: '{' } }))
    expect(getPreference('width', 400)).toBe(300)
    expect(getPreference('broken', 'default')).toBe('default')
  })

  it('are stored once after a burst of changes, as JSON', async () => {
    const api = createFakeApi()
    await loadPreferences(api)
    for (const width of [1, 2, 3]) setPreference('width', width)
    expect(api.inputsOf('preference.set')).toEqual([])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(api.inputsOf('preference.set')).toEqual([{ key: 'width', value: '3' }])
  })

  it('are stored at the end of the page although the burst is not over', async () => {
    const api = createFakeApi()
    await loadPreferences(api)
    setPreference('width', 5)
    setPreference('gone', undefined)
    flushPreferences()
    expect(api.inputsOf('preference.set')).toEqual([
      { key: 'width', value: '5' },
      { key: 'gone', value: null },
    ])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(api.inputsOf('preference.set')).toHaveLength(2)
  })

  it('hold for this window even when they cannot be stored', async () => {
    await loadPreferences(createFakeApi({ 'preference.set': () => failWith('DB_LOST') }))
    renderWithApp(<Width />)
    act(() => setPreference('width', 512))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(screen.getByRole('status').textContent).toBe('512')
  })
})
