import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chooseDataDir, chooseKeyFile } from '../../../src/core/data-dir.ts'

describe('chooseDataDir', () => {
  it('takes the argument before the environment, and the environment before the place of the platform', () => {
    const env = { DUEWATCH_DATA_DIR: '/from/env', XDG_DATA_HOME: '/xdg' }
    expect(chooseDataDir('/from/argument', env, 'linux')).toBe(resolve('/from/argument'))
    expect(chooseDataDir(undefined, env, 'linux')).toBe(resolve('/from/env'))
    expect(chooseDataDir(undefined, { XDG_DATA_HOME: '/xdg' }, 'linux')).toBe(join('/xdg', 'duewatch'))
  })

  it('makes a relative folder absolute', () => {
    expect(chooseDataDir('data', {}, 'linux')).toBe(resolve('data'))
  })

  it('refuses an empty argument instead of working on the real data', () => {
    expect(() => chooseDataDir('', {}, 'linux')).toThrow(expect.objectContaining({ code: 'USAGE' }))
    expect(() => chooseDataDir('  ', {}, 'linux')).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })

  it('follows the customs of each platform', () => {
    expect(chooseDataDir(undefined, {}, 'linux')).toBe(join(homedir(), '.local', 'share', 'duewatch'))
    expect(chooseDataDir(undefined, {}, 'darwin')).toBe(join(homedir(), 'Library', 'Application Support', 'Duewatch'))
    expect(chooseDataDir(undefined, { APPDATA: '/roaming' }, 'win32')).toBe(join('/roaming', 'Duewatch'))
  })
})

describe('chooseKeyFile', () => {
  it('keeps the key away from the data folder', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(chooseKeyFile({}, platform).startsWith(chooseDataDir(undefined, {}, platform))).toBe(false)
    }
    expect(chooseKeyFile({ DUEWATCH_KEY_FILE: '/keys/k' }, 'linux')).toBe(resolve('/keys/k'))
  })
})
