import { describe, expect, it } from 'vitest'
import { createNetworkWatch } from '../../../src/main/network-watch.ts'

function createLab() {
  const state = { isOnline: true, looks: 0, backs: 0 }
  let look: (() => void) | null = null
  const watch = createNetworkWatch({
    isOnline: () => {
      state.looks += 1
      return state.isOnline
    },
    onBack: () => void (state.backs += 1),
    repeat: (wanted) => {
      if (look) throw new Error('looks twice at once')
      look = wanted
      return () => {
        look = null
      }
    },
  })
  return { state, watch, isLooking: () => look !== null, pass: () => look?.() }
}

describe('createNetworkWatch', () => {
  it('says how it is, and looks for nothing while there is a network', () => {
    const { watch, isLooking } = createLab()
    expect(watch.isOnline()).toBe(true)
    expect(isLooking()).toBe(false)
  })

  it('looks for a network that is gone until it is back, and says so once', () => {
    const { state, watch, isLooking, pass } = createLab()
    state.isOnline = false
    expect(watch.isOnline()).toBe(false)
    expect(watch.isOnline()).toBe(false)
    pass()
    expect(state.backs).toBe(0)
    state.isOnline = true
    pass()
    expect(state.backs).toBe(1)
    expect(isLooking()).toBe(false)
  })

  it('looks no longer once it is stopped', () => {
    const { state, watch, isLooking } = createLab()
    state.isOnline = false
    watch.isOnline()
    watch.stop()
    expect(isLooking()).toBe(false)
    expect(watch.isOnline()).toBe(false)
    expect(isLooking()).toBe(false)
  })
})
