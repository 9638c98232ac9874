import { spawn } from 'node:child_process'

interface Environment {
  readonly [name: string]: string | undefined
}

/** The system's command that opens an address, never through a shell; null where there is no desktop to open it on. */
export function browserCommand(
  url: string,
  platform: NodeJS.Platform,
  env: Environment,
): readonly [command: string, ...args: string[]] | null {
  if (platform === 'darwin') return ['open', url]
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url]
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open', url] : null
}

/** Opens the address in the person's browser; false when that cannot even be tried or fails at once. */
export function openBrowser(url: string, platform: NodeJS.Platform, env: Environment): Promise<boolean> {
  const [command, ...args] = browserCommand(url, platform, env) ?? []
  if (command === undefined) return Promise.resolve(false)
  return new Promise((resolve) => {
    // Detached and without our streams: the browser outlives us, and what it prints is not ours.
    const child = spawn(command, args, { stdio: 'ignore', detached: true, env: withoutOurs(env) })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
    child.unref()
  })
}

/** The browser needs the person's environment, but none of our secrets in it. */
function withoutOurs(env: Environment): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('DUEWATCH_')))
}
