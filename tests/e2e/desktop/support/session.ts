import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { test } from '@playwright/test'

/** A notification as the session's daemon got it. */
export interface ShownNotification {
  readonly title: string
  readonly body: string
}

interface DunstHistory {
  readonly data: readonly (readonly Record<'summary' | 'body', { readonly data: string }>[])[]
}

const say = (file: string, ...args: string[]): string => execFileSync(file, args, { encoding: 'utf8' })

/** The notifications of the session, as its daemon shows them. */
export const notifications = {
  /** Takes away what other tests have left. */
  clear: (): string => say('dunstctl', 'close-all'),
  displayed: (): number => Number(say('dunstctl', 'count', 'displayed')),
  /** Those that have been shown, newest first; the ones on the screen go away for it. */
  shown(): readonly ShownNotification[] {
    say('dunstctl', 'close-all')
    const { data } = JSON.parse(say('dunstctl', 'history')) as DunstHistory
    return data.flat().map(({ summary, body }) => ({ title: summary.data, body: body.data }))
  },
  /** A click on the newest one that is on the screen. */
  click: (): string => say('dunstctl', 'action'),
}

/** A panel at the lower edge of the screen that shows icons of the tray. */
export interface Panel {
  /** Pixels that are neither black, white nor gray: an icon of ours is coloured. */
  colouredPixels(): number
  /** Clicks on its middle; with one icon, that is the icon. */
  click(button: 'left' | 'right'): void
  close(): Promise<void>
}

/** Why a panel cannot be shown here, or null; on a build machine it must be. */
export function missingPanel(): string | null {
  const isMissing = spawnSync('which', ['trayer']).status !== 0
  if (isMissing && process.env['CI'] !== undefined) throw new Error('the Debian package trayer is not installed')
  return isMissing ? 'the Debian package trayer, which shows the tray’s icons, is not installed' : null
}

/** Skips the test, in words, where no panel can be shown. */
export function skipWithoutPanel(): void {
  const reason = missingPanel()
  test.skip(reason !== null, reason ?? '')
}

/** Starts the panel; icons find it by themselves. */
export async function startPanel(): Promise<Panel> {
  const look = ['--edge', 'bottom', '--align', 'right', '--widthtype', 'request', '--height', '24']
  const panel = spawn('trayer', [...look, '--transparent', 'true', '--alpha', '0', '--tint', '0x000000'], {
    stdio: 'ignore',
  })
  await once(panel, 'spawn')
  return {
    colouredPixels() {
      const file = say('mktemp', '--suffix=.rgb').trim()
      try {
        say('import', '-window', 'root', '-crop', '200x24+1240+876', '-depth', '8', `rgb:${file}`)
        const bytes = execFileSync('cat', [file])
        let found = 0
        for (let at = 0; at + 2 < bytes.length; at += 3) {
          const [red = 0, green = 0, blue = 0] = bytes.subarray(at, at + 3)
          if (Math.max(red, green, blue) - Math.min(red, green, blue) > 60) found += 1
        }
        return found
      } finally {
        say('rm', file)
      }
    },
    click(button) {
      const window = say('xdotool', 'search', '--class', 'trayer').trim().split('\n').at(-1) ?? ''
      const geometry = say('xdotool', 'getwindowgeometry', '--shell', window)
      const read = (name: string): number => Number(new RegExp(`^${name}=(-?\\d+)$`, 'm').exec(geometry)?.[1])
      const [x, y] = [read('X') + read('WIDTH') / 2, read('Y') + read('HEIGHT') / 2]
      say('xdotool', 'mousemove', String(Math.round(x)), String(Math.round(y)))
      say('xdotool', 'click', button === 'left' ? '1' : '3')
    },
    async close() {
      if (panel.exitCode !== null || panel.signalCode !== null) return
      panel.kill()
      await once(panel, 'exit')
    },
  }
}

/** A picture of the whole session, for eyes. */
export function photograph(file: string): void {
  say('import', '-window', 'root', file)
}

/** Windows and dialogs that can be seen. */
export function countWindowsOnScreen(): number {
  return say('xdotool', 'search', '--onlyvisible', '--class', '.').trim().split('\n').filter(Boolean).length
}

/** Presses keys one after the other, wherever the keyboard's focus is. */
export function pressKeys(...keys: readonly string[]): void {
  for (const key of keys) say('xdotool', 'key', key)
}
