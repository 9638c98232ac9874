import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readDataDir } from '../../../src/main/arguments.ts'

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
