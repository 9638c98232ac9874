import { notifications } from '@mantine/notifications'
import { cleanup, configure } from '@testing-library/react'
import { afterEach, vi } from 'vitest'
import { closeOverlay } from '../../src/renderer/app/overlays.ts'
import { flushPreferences, loadPreferences } from '../../src/renderer/stores/preferences.ts'
import { useLiveRuns } from '../../src/renderer/stores/live-runs.ts'
import type { Api } from '../../src/renderer/lib/api.ts'

/** What jsdom has not and pages may use; sizes are zero there, so observers have nothing to say. */
class QuietObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
  takeRecords(): [] {
    return []
  }
}

// Only what never comes should fail a test, not what comes slowly on a busy machine.
configure({ asyncUtilTimeout: 15_000 })
// A machine that does other work too is no reason to fail; only a hang is.
configure({ asyncUtilTimeout: 10_000 })
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
vi.stubGlobal('ResizeObserver', QuietObserver)
vi.stubGlobal('IntersectionObserver', QuietObserver)
vi.stubGlobal('requestIdleCallback', () => 0)
vi.stubGlobal('cancelIdleCallback', () => undefined)
window.matchMedia = (media) => {
  return Object.assign(new EventTarget(), {
    matches: false,
    media,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
  })
}
Element.prototype.scrollIntoView = () => undefined
Element.prototype.scrollTo = () => undefined
if (!('setPointerCapture' in Element.prototype)) {
  Object.assign(Element.prototype, {
    setPointerCapture: () => undefined,
    releasePointerCapture: () => undefined,
    hasPointerCapture: () => false,
  })
}

afterEach(async () => {
  cleanup()
  notifications.clean()
  notifications.cleanQueue()
  closeOverlay()
  flushPreferences()
  await loadPreferences({ request: async () => ({}) } as unknown as Api)
  useLiveRuns.setState({ runs: {} })
  window.history.replaceState(null, '', '#')
})
