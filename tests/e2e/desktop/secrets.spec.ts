import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startHuaweiSimulator, DEFAULT_KEYS, type HuaweiSimulator } from '../../simulators/huawei/server.ts'
import { environment, expect, ROOT, syncToEnd, test, type Desktop, type DesktopApp } from './support/desktop-app.ts'

const [KEY = { accessKey: '', secretKey: '' }] = DEFAULT_KEYS

test.describe('secrets', () => {
  let cloud: HuaweiSimulator
  test.beforeEach(async () => {
    cloud = await startHuaweiSimulator({ resources: 60 })
  })
  test.afterEach(() => cloud.close())

  const addAccount = (app: DesktopApp) =>
    app.ask('account.add', { name: '生产', provider: 'huawei', endpoint: cloud.url, ...KEY })

  /** Everything that the app has written, as bytes in which a secret would be seen. */
  const holdsSecret = ({ dataDir }: Desktop, file: string): boolean => {
    const bytes = readFileSync(join(dataDir, file))
    return bytes.includes(KEY.secretKey) || bytes.includes(Buffer.from(KEY.secretKey).toString('base64').slice(0, 8))
  }

  test('are kept by the keychain of the session and used by a sync after a restart', async ({ desktop }) => {
    const first = await desktop.launch()
    expect(await first.request('system.state', {})).toMatchObject({ secretStore: 'keychain' })
    const added = await addAccount(first)
    expect(added).toMatchObject({ ok: true })
    expect(JSON.stringify(await first.request('account.list', {}))).not.toContain(KEY.secretKey)
    await first.quit()
    expect(holdsSecret(desktop, 'keychain.json')).toBe(false)
    expect(holdsSecret(desktop, 'duewatch.sqlite')).toBe(false)

    const second = await desktop.launch()
    const [account] = await second.request('account.list', {})
    expect(await syncToEnd(second, account?.accountId ?? '')).toMatchObject({ state: 'succeeded', fetched: 60 })
    expect(second.output()).not.toContain(KEY.secretKey)
  })

  test('are refused without a keychain, and kept once the person accepts that, also later', async ({ desktop }) => {
    const first = await desktop.launch({ passwordStore: 'basic' })
    expect(await first.request('system.state', {})).toMatchObject({ secretStore: 'weak' })
    expect(await addAccount(first)).toMatchObject({ ok: false, error: { code: 'SECRET_STORE_WEAK' } })
    expect(await first.request('account.list', {})).toEqual([])
    await first.request('host.acceptWeakSecretStore', {})
    expect(await addAccount(first)).toMatchObject({ ok: true })
    await first.quit()
    expect(holdsSecret(desktop, 'keychain.json')).toBe(false)

    const second = await desktop.launch({ passwordStore: 'basic' })
    const [account] = await second.request('account.list', {})
    expect(await syncToEnd(second, account?.accountId ?? '')).toMatchObject({ state: 'succeeded', fetched: 60 })
  })

  test('are shared with the command line as far as that is safe, and never for the worse', async ({ desktop }) => {
    const env = { DUEWATCH_KEY_FILE: join(desktop.dataDir, '..', 'config', 'secret.key') }
    const cli = (...args: readonly string[]) =>
      runCli(['--data-dir', desktop.dataDir, '--json', ...args], { ...env, DUEWATCH_SECRET_KEY: KEY.secretKey })
    const added = await cli(
      'accounts',
      'add',
      '--provider',
      'huawei',
      '--name',
      '命令行',
      '--endpoint',
      cloud.url,
      '--access-key',
      KEY.accessKey,
    )
    expect(added.code).toBe(0)

    const app = await desktop.launch({ env })
    const [account] = await app.request('account.list', {})
    const accountId = account?.accountId ?? ''
    expect(await syncToEnd(app, accountId)).toMatchObject({ state: 'succeeded', fetched: 60 })
    // Entered anew in the window, it is the keychain's alone: no host goes on using the old one.
    await app.request('account.update', { accountId, patch: { secretKey: KEY.secretKey } })
    const refused = await cli('sync')
    expect(refused.text).toContain('SECRET_IN_KEYCHAIN')
    expect((await cli('doctor')).text).toContain('命令行 (SECRET_IN_KEYCHAIN)')
    expect(await syncToEnd(app, accountId)).toMatchObject({ state: 'succeeded' })
    // Entered anew at the command line, both can use it.
    expect(await cli('accounts', 'set', '命令行')).toMatchObject({ code: 0 })
    expect(await cli('sync')).toMatchObject({ code: 0 })
    expect(await syncToEnd(app, accountId)).toMatchObject({ state: 'succeeded' })
    expect(holdsSecret(desktop, 'keychain.json')).toBe(false)
    expect(holdsSecret(desktop, 'secrets.json')).toBe(false)
  })
})

/** Runs the command line to its end, beside the simulator in this process; what it says is on one of its two outputs. */
async function runCli(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'duewatch.mjs'), ...args], {
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, text }
}
