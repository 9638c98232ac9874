import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { placeWindow, readWindowState, writeWindowState, type WindowState } from '../../../src/main/window-state.ts'
import { createTempFolder } from '../../support/temp-folder.ts'

const LAPTOP = { x: 0, y: 25, width: 1440, height: 875 }
const MONITOR = { x: 1440, y: 0, width: 2560, height: 1440 }

describe('placeWindow', () => {
  it('opens in the middle in a usual size the first time', () => {
    expect(placeWindow(null, [LAPTOP])).toEqual({ width: 1280, height: 800 })
  })

  it('opens where it was left', () => {
    const former = { x: 1600, y: 40, width: 1920, height: 1200 }
    expect(placeWindow(former, [LAPTOP, MONITOR])).toEqual(former)
  })

  it('comes back to the screen when the monitor has been taken away, no larger than what is left', () => {
    const former = { x: 1600, y: 40, width: 1920, height: 1200 }
    expect(placeWindow(former, [LAPTOP])).toEqual({ width: 1440, height: 875 })
  })

  it.each([
    ['above the screen, where no hand can take it', { x: 100, y: -30, width: 1280, height: 800 }],
    ['below the screen', { x: 100, y: 890, width: 1280, height: 800 }],
    ['with a sliver at the left', { x: -1200, y: 100, width: 1280, height: 800 }],
    ['with a sliver at the right', { x: 1400, y: 100, width: 1280, height: 800 }],
  ])('comes back when it lies %s', (_where, former) => {
    expect(placeWindow(former, [LAPTOP])).not.toHaveProperty('x')
  })

  it('stays where enough of its upper edge can be taken', () => {
    const former = { x: -1100, y: 100, width: 1280, height: 800 }
    expect(placeWindow(former, [LAPTOP])).toEqual(former)
  })

  it('is never smaller than the page needs', () => {
    expect(placeWindow({ x: 10, y: 30, width: 200, height: 100 }, [LAPTOP])).toMatchObject({ width: 960, height: 640 })
    expect(placeWindow(null, [{ x: 0, y: 0, width: 800, height: 600 }])).toEqual({ width: 960, height: 640 })
  })

  it('opens even when no screen is known', () => {
    expect(placeWindow(null, [])).toEqual({ width: 1280, height: 800 })
  })
})

describe('readWindowState', () => {
  const state: WindowState = { bounds: { x: 1, y: 2, width: 1000, height: 700 }, isMaximized: true, theme: 'dark' }

  it('gives back what was written, and leaves nothing else in the folder', () => {
    const folder = createTempFolder()
    writeWindowState(join(folder, 'window.json'), state)
    expect(readWindowState(join(folder, 'window.json'))).toEqual(state)
    expect(readdirSync(folder)).toEqual(['window.json'])
  })

  it.each(['', '{', 'null', '{"bounds":{"x":0,"y":0,"width":-1,"height":5}}', '{"bounds":{"x":1e9,"y":0}}'])(
    'starts as for the first time with the damaged text %j',
    (text) => {
      const file = join(createTempFolder(), 'window.json')
      writeFileSync(file, text)
      expect(readWindowState(file)).toBeNull()
    },
  )

  it('starts as for the first time without a file', () => {
    expect(readWindowState(join(createTempFolder(), 'window.json'))).toBeNull()
  })

  it('does not stop the app when the place cannot be written', () => {
    expect(() => writeWindowState(join(createTempFolder(), 'no', 'window.json'), state)).not.toThrow()
  })
})
