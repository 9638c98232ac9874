import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startHuaweiSimulator, DEFAULT_KEYS, type HuaweiSimulator } from '../../simulators/huawei/server.ts'
import { expect, syncToEnd, test, type Desktop, type DesktopApp } from './support/desktop-app.ts'

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
})
