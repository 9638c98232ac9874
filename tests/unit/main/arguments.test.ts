import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loginArguments, readDataDir, startsHidden } from '../../../src/main/arguments.ts'

const env = { DUEWATCH_DATA_DIR: '/from/env' }

describe('readDataDir', () => {
  it('finds the folder among the switches of Electron, in both spellings', () => {
    const before = ['/electron', '--no-sandbox', '--inspect=0', '/app']
    expect(readDataDir([...before, '--data-dir', '/data', '--x'], env, 'linux')).toBe(resolve('/data'))
    expect(readDataDir([...before, '--data-dir=/data'], env, 'linux')).toBe(resolve('/data'))
  })

  it('uses the same folder as the command line when nothing is said', () => {
    expect(readDataDir(['/electron', '/app'], env, 'linux')).toBe(resolve('/from/env'))
    expect(readDataDir(['/electron', '/app'], { XDG_DATA_HOME: '/xdg' }, 'linux')).toBe(join('/xdg', 'duewatch'))
  })

  it('lets the last of several win, as a wrapper script expects', () => {
    expect(readDataDir(['/e', '--data-dir', '/a', '--data-dir=/b'], env, 'linux')).toBe(resolve('/b'))
  })

  it.each([
    [['/e', '--data-dir']],
    [['/e', '--data-dir', '--other']],
    [['/e', '--data-dir=']],
    [['/e', '--data-dir', '']],
  ])('refuses %j instead of opening the real data', (argv) => {
    expect(() => readDataDir(argv, env, 'linux')).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })
})

describe('startsHidden', () => {
  it('is true only for a start with the switch', () => {
    expect(startsHidden(['/electron', '/app', '--hidden'])).toBe(true)
    expect(startsHidden(['/electron', '/app', '--data-dir', '/hidden'])).toBe(false)
  })
})

describe('loginArguments', () => {
  const usual = { platform: 'linux', appDir: null, hasSandbox: true } as const

  it('start the packaged app without a window', () => {
    expect(loginArguments({ ...usual, dataDir: join('/xdg', 'duewatch'), env: { XDG_DATA_HOME: '/xdg' } })).toEqual([
      '--hidden',
    ])
  })

  it('name a data folder of one’s own, also one that only a variable of this session names', () => {
    for (const dataDir of ['/mine', '/from/env']) {
      expect(loginArguments({ ...usual, dataDir, env })).toEqual(['--data-dir', dataDir, '--hidden'])
    }
  })

  it('lead from the program to the app where it runs from source, and the first start understands them', () => {
    const found = loginArguments({ ...usual, dataDir: '/mine', env: {}, appDir: '/src', hasSandbox: false })
    expect(found.slice(0, 2)).toEqual(['--no-sandbox', '/src'])
    expect(readDataDir(['/electron', ...found], {}, 'linux')).toBe(resolve('/mine'))
    expect(startsHidden(found)).toBe(true)
  })
})
