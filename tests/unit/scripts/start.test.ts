import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createTempFolder } from '../../support/temp-folder.ts'

const SCRIPTS = fileURLToPath(new URL('../../../scripts', import.meta.url))

/** A program that writes down how it was called and then does what the test says. */
const program = (file: string, name: string, then: string): void => {
  const source = `#!${process.execPath}
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
appendFileSync(process.env.CALLS, JSON.stringify(['${name}', ...process.argv.slice(2)]) + '\\n')
${then}
`
  writeFileSync(file, source, { mode: 0o755 })
}

/** A project with the real scripts, and stand-ins for Electron, the build tool and the command line. */
function createProject(options: { electron?: string | null; build?: string; isBuilt?: boolean } = {}) {
  const root = createTempFolder()
  const electron = join(root, 'node_modules', 'electron')
  const bin = join(root, 'fake-bin')
  for (const folder of [bin, join(root, 'bin'), join(root, 'src'), join(electron, 'dist')]) {
    mkdirSync(folder, { recursive: true })
  }
  cpSync(SCRIPTS, join(root, 'scripts'), { recursive: true })
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  writeFileSync(join(electron, 'package.json'), '{"version":"45.4.1","type":"module"}')
  writeFileSync(join(electron, 'install.js'), "console.error('fetch failed'); process.exit(1)")
  if (options.electron !== null) program(join(electron, 'dist', 'electron'), 'electron', options.electron ?? '')
  program(join(bin, 'electron-vite'), 'build', options.build ?? '')
  program(join(root, 'bin', 'duewatch.mjs'), 'duewatch', 'process.exitCode = 5')
  if (options.isBuilt ?? true) {
    const later = Date.now() / 1000 + 60
    for (const file of ['main/index.cjs', 'main/desktop.js', 'preload/index.cjs', 'renderer/index.html']) {
      mkdirSync(join(root, 'out', file, '..'), { recursive: true })
      writeFileSync(join(root, 'out', file), '')
      utimesSync(join(root, 'out', file), later, later)
    }
  }
  return {
    root,
    async start(args: readonly string[] = [], env: Readonly<Record<string, string>> = { DISPLAY: ':1' }) {
      const calls = join(root, 'calls')
      writeFileSync(calls, '')
      const child = spawn(process.execPath, [join(root, 'scripts', 'start.mjs'), ...args], {
        env: { PATH: `${bin}${delimiter}${process.env['PATH']}`, CALLS: calls, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let said = ''
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
      child.stdout.resume()
      const [code] = (await once(child, 'close')) as [number | null]
      const lines = readFileSync(calls, 'utf8').split('\n').filter(Boolean)
      return { code, said, calls: lines.map((line) => JSON.parse(line) as string[]) }
    },
  }
}

const ofOurs = (said: string): string[] => said.split('\n').filter((line) => line.startsWith('duewatch: '))

describe.skipIf(process.platform !== 'linux')('npm start', () => {
  it('starts the app with the arguments and ends with its exit code, without a word of its own', async () => {
    const project = createProject({ electron: 'process.exitCode = 3' })
    const { code, said, calls } = await project.start(['--data-dir', '/data'])
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    expect(calls).toEqual([['electron', ...sandbox, `${project.root}/`, '--data-dir', '/data']])
    expect([code, said]).toEqual([3, ''])
  })

  it('builds first when nothing is built, and says so in one line', async () => {
    const { calls, said } = await createProject({ isBuilt: false }).start()
    expect(calls.map(([name]) => name)).toEqual(['build', 'electron'])
    expect(ofOurs(said)).toHaveLength(1)
  })

  it('starts nothing after a build that failed', async () => {
    const { code, calls, said } = await createProject({ isBuilt: false, build: 'process.exitCode = 7' }).start()
    expect([code, calls.map(([name]) => name)]).toEqual([7, ['build']])
    expect(said).toContain('the build failed with code 7')
  })

  it('serves the app for the browser where Electron cannot be had, with the reason in one line', async () => {
    const project = createProject({ electron: null })
    await project.start()
    const { code, said, calls } = await project.start(['--data-dir', '/data'])
    expect(calls).toEqual([['duewatch', 'serve', '--data-dir', '/data']])
    expect(ofOurs(said)).toEqual([expect.stringContaining('fetch failed')])
    expect(code).toBe(5)
  })

  it('serves the app where there is no desktop session, without fetching anything', async () => {
    const { said, calls } = await createProject({ electron: null }).start([], {})
    expect(calls).toEqual([['duewatch', 'serve']])
    expect(ofOurs(said)).toEqual([expect.stringContaining('DISPLAY is not set')])
  })

  it.each([
    ['misses a library', 'process.exitCode = 127', 'code 127'],
    ['is ended by the kernel', "process.kill(process.pid, 'SIGTRAP')", 'SIGTRAP'],
  ])('serves the app when Electron %s', async (_what, electron, reason) => {
    const { said, calls } = await createProject({ electron }).start()
    expect(calls.map(([name]) => name)).toEqual(['electron', 'duewatch'])
    expect(ofOurs(said)).toEqual([expect.stringContaining(reason)])
  })

  it('serves nothing when the app itself fails: its own words stand', async () => {
    const { code, said, calls } = await createProject({
      electron: "console.error('damaged'); process.exitCode = 1",
    }).start()
    expect(calls.map(([name]) => name)).toEqual(['electron'])
    expect([code, said.trim()]).toEqual([1, 'damaged'])
  })

  it('does not let the app run as plain Node because the environment says so', async () => {
    const electron = 'if (process.env.ELECTRON_RUN_AS_NODE) process.exitCode = 9'
    const { code } = await createProject({ electron }).start([], { DISPLAY: ':1', ELECTRON_RUN_AS_NODE: '1' })
    expect(code).toBe(0)
  })
})
