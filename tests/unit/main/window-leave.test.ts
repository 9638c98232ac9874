import { describe, expect, it } from 'vitest'
import { createWindowLeave } from '../../../src/main/window-leave.ts'
import { createDeferred } from '../../support/deferred.ts'

function createLab() {
  const state = { shown: 0 }
  const leave = createWindowLeave(() => void (state.shown += 1))
  return { state, leave }
}

describe('createWindowLeave', () => {
  it('lets a window be shown when none is going', async () => {
    const { state, leave } = createLab()
    expect(leave.isFree()).toBe(true)
    await leave.during(async () => {})
    expect(leave.isFree()).toBe(true)
    expect(state.shown).toBe(0)
  })

  it('shows the next window, once, after one that goes when it was wanted meanwhile', async () => {
    const { state, leave } = createLab()
    const gone = createDeferred<void>()
    const leaving = leave.during(() => gone.promise)
    expect(leave.isFree()).toBe(false)
    expect(leave.isFree()).toBe(false)
    expect(state.shown).toBe(0)
    gone.resolve()
    await leaving
    expect(state.shown).toBe(1)
    await leave.during(async () => {})
    expect(state.shown).toBe(1)
  })

  it('shows no window any more once the app ends, whoever wants one', async () => {
    const { state, leave } = createLab()
    const gone = createDeferred<void>()
    const leaving = leave.during(() => gone.promise)
    leave.isFree()
    leave.end()
    gone.resolve()
    await leaving
    expect(leave.isFree()).toBe(false)
    expect(state.shown).toBe(0)
  })

  it('lets windows come again after one that did not go in order', async () => {
    const { leave } = createLab()
    await expect(leave.during(() => Promise.reject(new Error('crashed')))).rejects.toThrow('crashed')
    expect(leave.isFree()).toBe(true)
  })
})
