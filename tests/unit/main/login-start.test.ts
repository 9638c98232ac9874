import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createLoginStart, type LoginItems, type LoginStartOptions } from '../../../src/main/login-start.ts'
import { createTempFolder } from '../../support/temp-folder.ts'

const noItems: LoginItems = {
  getLoginItemSettings: () => ({ openAtLogin: false }),
  setLoginItemSettings: () => {
    throw new Error('not on this platform')
  },
}

function create(overrides: Partial<LoginStartOptions>) {
  const loginStart = createLoginStart({
    platform: 'linux',
    isPackaged: true,
    items: noItems,
    exe: '/opt/duewatch/duewatch',
    args: ['--hidden'],
    name: 'Duewatch',
    configDir: createTempFolder(),
    ...overrides,
  })
  if (!loginStart) throw new Error('cannot be arranged')
  return loginStart
}

describe('createLoginStart on Linux', () => {
  it('writes a desktop entry among those of the session, and takes it away again', () => {
    const configDir = createTempFolder()
    const file = join(configDir, 'autostart', 'duewatch.desktop')
    const loginStart = create({ configDir })
    expect(loginStart.get()).toBe(false)
    loginStart.set(true)
    expect(loginStart.get()).toBe(true)
    expect(readFileSync(file, 'utf8').split('\n')).toEqual(
      expect.arrayContaining([
        '[Desktop Entry]',
        'Type=Application',
        'Name=Duewatch',
        'Exec=/opt/duewatch/duewatch --hidden',
      ]),
    )
    loginStart.set(false)
    loginStart.set(false)
    expect(loginStart.get()).toBe(false)
    expect(existsSync(file)).toBe(false)
  })

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
    'knows an entry that the desktop has switched off: %s',
    (line) => {
      const configDir = createTempFolder()
      const loginStart = create({ configDir })
      loginStart.set(true)
      const file = join(configDir, 'autostart', 'duewatch.desktop')
      writeFileSync(file, readFileSync(file, 'utf8').replace('X-GNOME-Autostart-enabled=true', line))
      expect(loginStart.get()).toBe(false)
      loginStart.set(true)
      expect(loginStart.get()).toBe(true)
    },
  )

  it('quotes folders with spaces and other signs as the specification of desktop entries says', () => {
    const configDir = createTempFolder()
    create({ configDir, exe: '/home/王 五/a$b/100%', args: ['--data-dir', '/d/"x" \\y', '--hidden'] }).set(true)
    const entry = readFileSync(join(configDir, 'autostart', 'duewatch.desktop'), 'utf8')
    expect(/^Exec=(.*)$/m.exec(entry)?.[1]).toBe(
      String.raw`"/home/王 五/a\\$b/100%%" --data-dir "/d/\\"x\\" \\\\y" --hidden`,
    )
  })

  it('says which file could not be written', () => {
    const configDir = join(createTempFolder(), 'file')
    writeFileSync(configDir, '')
    expect(() => create({ configDir }).set(true)).toThrow(
      expect.objectContaining({
        code: 'FILE_UNWRITABLE',
        params: { file: expect.stringContaining('duewatch.desktop') },
      }),
    )
  })
})

describe('createLoginStart on Windows', () => {
  /** The Run key, which knows a program by its whole command line. */
  function createKey(isSwitchedOff = false) {
    const key = { value: null as string | null }
    const toLine = ({ path, args }: { path?: string; args?: readonly string[] } = {}) =>
      [path, ...(args ?? [])].join(' ')
    const items: LoginItems = {
      getLoginItemSettings: (options) => {
        const openAtLogin = key.value === toLine(options)
        return { openAtLogin, executableWillLaunchAtLogin: openAtLogin && !isSwitchedOff }
      },
      setLoginItemSettings: ({ openAtLogin, ...options }) => {
        key.value = openAtLogin ? toLine(options) : null
      },
    }
    return { key, items }
  }

  it('sets the key with the same arguments with which it looks for it', () => {
    const { key, items } = createKey()
    const args = ['--data-dir', String.raw`D:\My Data\ `.trim(), '--hidden']
    const loginStart = create({ platform: 'win32', items, exe: 'C:\\Duewatch.exe', args })
    loginStart.set(true)
    expect(key.value).toBe(String.raw`C:\Duewatch.exe --data-dir "D:\My Data\\" --hidden`)
    expect(loginStart.get()).toBe(true)
    loginStart.set(false)
    expect(loginStart.get()).toBe(false)
  })

  it('knows that it was switched off in the task manager', () => {
    const { items } = createKey(true)
    const loginStart = create({ platform: 'win32', items })
    loginStart.set(true)
    expect(loginStart.get()).toBe(false)
  })
})

describe('createLoginStart on macOS', () => {
  it('is a login item of the packaged app, and is not offered for Electron itself', () => {
    let isSet = false
    const items: LoginItems = {
      getLoginItemSettings: () => ({ openAtLogin: isSet }),
      setLoginItemSettings: ({ openAtLogin }) => {
        isSet = openAtLogin
      },
    }
    const loginStart = create({ platform: 'darwin', items })
    loginStart.set(true)
    expect(loginStart.get()).toBe(true)
    expect(() => create({ platform: 'darwin', items, isPackaged: false })).toThrow('cannot be arranged')
  })
})
