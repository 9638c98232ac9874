import { AppPage } from '../support/app-page.ts'
import { expect, test } from '../support/fixtures.ts'
import { SyncPage } from '../support/sync-page.ts'
import { DEFAULT_KEYS, startHuaweiSimulator, type HuaweiSimulator } from '../../simulators/huawei/server.ts'
import { canLookAtProcesses, childrenOf } from '../../support/frozen-process.ts'

const [KEY = { accessKey: '', secretKey: '' }] = DEFAULT_KEYS
const NAME = '生产账号'

test.describe('syncing', () => {
  let app: AppPage
  let sync: SyncPage
  let cloud: HuaweiSimulator
  let accountId: string

  test.beforeEach(async ({ page, served }) => {
    cloud = await startHuaweiSimulator({ resources: 600 })
    app = new AppPage(page)
    sync = new SyncPage(app)
    await app.open(served)
    const account = await app.ask('account.add', { name: NAME, provider: 'huawei', ...KEY, endpoint: cloud.url })
    accountId = account.accountId
    await sync.open()
  })
  test.afterEach(() => cloud.close())

  test('shows its log from the first line while it goes on, and whole at the end', async () => {
    cloud.switches.latencyMs = 400
    const runId = await sync.start(NAME)
    await expect(sync.lines.first()).toHaveAttribute('aria-posinset', '1')
    const [first] = sync.sentences(await sync.stored(runId))
    await expect(sync.lines.first()).toContainText(first ?? '')
    await expect(app.statusBar).toContainText(NAME)
    await sync.expectState('succeeded')
    const stored = await sync.stored(runId)
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_line, index) => index + 1))
    expect(await sync.copied()).toEqual(sync.sentences(stored))
    await expect(sync.run).toContainText('600')
    await expect(app.statusBar).toContainText(/上次同步/)
  })

  test('is shown without gap or repeat by a window that is opened in the middle', async ({ context, page }) => {
    // Tags one by one: hundreds of slow requests, until the second window is there.
    cloud.switches.deny = new Set(['config'])
    cloud.switches.latencyMs = 500
    const runId = await sync.start(NAME)
    await expect.poll(async () => (await sync.stored(runId)).length).toBeGreaterThan(2)
    const second = await context.newPage()
    await second.goto(page.url())
    const other = new SyncPage(new AppPage(second))
    await expect(other.lines.first()).toHaveAttribute('aria-posinset', '1')
    expect((await app.ask('run.get', { runId })).isLive).toBe(true)
    cloud.switches.latencyMs = 0
    await other.expectState('succeeded')
    await sync.expectState('succeeded')
    const wanted = sync.sentences(await sync.stored(runId))
    // One clipboard for both: one window after the other.
    await second.bringToFront()
    expect(await other.copied()).toEqual(wanted)
    await page.bringToFront()
    expect(await sync.copied()).toEqual(wanted)
    for (const { lines } of [sync, other])
      await expect(lines.last()).toHaveAttribute('aria-setsize', `${wanted.length}`)
  })

  test('is cancelled at once, and changes nothing', async ({ page }) => {
    cloud.switches.latencyMs = 60_000
    const runId = await sync.start(NAME)
    await expect(sync.lines.first()).toBeVisible()
    await page.getByRole('button', { name: app.t('sync.accounts.cancelOf', { account: NAME }) }).click()
    await sync.expectState('cancelled')
    expect((await app.ask('run.get', { runId })).run.fetched).toBe(0)
    cloud.switches.latencyMs = 0
    await sync.run.getByRole('button', { name: app.t('sync.action.retry'), exact: true }).click()
    await sync.expectState('succeeded')
    await expect(sync.history).toHaveCount(2)
  })

  test('says that the key is wrong and where to mend it, and works again with the right one', async ({ page }) => {
    await app.ask('account.update', { accountId, patch: { secretKey: 'wrong' } })
    await sync.start(NAME)
    await sync.expectState('failed')
    await expect(sync.run).toContainText(app.error('CLOUD_SECRET_WRONG'))
    await sync.run.getByRole('link', { name: app.t('sync.action.accounts') }).click()
    await expect(app.heading(app.t('shell.page.accounts'))).toBeVisible()
    await page.getByRole('button', { name: app.t('accounts.edit') }).click()
    await page.locator('input[name="secretKey"]').fill(KEY.secretKey)
    await app.button('accounts.form.save').click()
    await sync.open()
    await sync.run.getByRole('button', { name: app.t('sync.action.retry'), exact: true }).click()
    await sync.expectState('succeeded')
  })

  test('says which permission is missing', async () => {
    cloud.switches.deny = new Set(['bss'])
    await sync.start(NAME)
    await sync.expectState('failed')
    await expect(sync.run).toContainText(app.error('CLOUD_FORBIDDEN', { service: 'bss' }))
    cloud.switches.deny = new Set()
    await sync.run.getByRole('button', { name: app.t('sync.action.retry'), exact: true }).click()
    await sync.expectState('succeeded')
    // What the failed one would have found is unknown, not zero.
    await sync.openTab('compare')
    const expired = sync.run.getByRole('row', { name: new RegExp(`^${app.t('sync.figure.expired')}`) })
    await expect(expired.getByRole('cell')).toHaveText(['—', /^\d+$/, '—'])
  })

  test('says that the cloud cannot be reached and of when the data are', async ({ page }) => {
    await app.sync(accountId)
    await cloud.close()
    await sync.start(NAME)
    await sync.expectState('failed')
    await expect(sync.run).toContainText(app.error('NET_UNREACHABLE', { host: `127.0.0.1:${cloud.port}` }))
    await expect(page.getByText(app.t('sync.notice.networkTitle'))).toBeVisible()
    await expect(sync.run).toContainText(/数据.*(?:是|截至)/)
    await app.goTo('items')
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '601')
    await expect(page.getByText(/上次同步没有成功，数据仍是/).first()).toBeVisible()
  })

  test('survives the sudden death of its process: it says so, and the next one works', async ({ served }) => {
    test.skip(!canLookAtProcesses, 'other processes can be looked at on Linux only')
    cloud.switches.latencyMs = 60_000
    await sync.start(NAME)
    await expect(sync.lines.nth(1)).toBeVisible()
    const workers = childrenOf(served.child.pid ?? 0)
    expect(workers.length).toBeGreaterThan(0)
    for (const worker of workers) process.kill(worker, 'SIGKILL')
    await sync.expectState('failed')
    await expect(sync.run).toContainText('WORKER_EXITED')
    cloud.switches.latencyMs = 0
    await sync.run.getByRole('button', { name: app.t('sync.action.retry'), exact: true }).click()
    await sync.expectState('succeeded')
  })

  test('keeps a history, with what has changed and how it compares', async ({ page }) => {
    await app.sync(accountId)
    const [one, two, three] = cloud.world.listed().filter(({ row }) => row?.['status'] === 2 && row['expire_time'])
    if (!one || !two || !three) throw new Error('the simulated account is too small')
    cloud.world.mutate.rename(one.id, '改过的名字')
    cloud.world.mutate.renew(two.id, 12)
    cloud.world.mutate.release(three.id)
    cloud.world.mutate.add(2)
    await sync.start(NAME)
    await sync.expectState('succeeded')
    await expect(sync.history).toHaveCount(2)
    await sync.openTab('changes')
    const kinds = sync.run.getByRole('group', { name: app.t('sync.change.kinds') })
    for (const [kind, count] of [
      ['appeared', 2],
      ['gone', 1],
      ['renewed', 1],
      ['renamed', 1],
    ] as const) {
      await expect(kinds.getByRole('button', { name: app.t(`domain.change.${kind}`) })).toContainText(String(count))
    }
    await kinds.getByRole('button', { name: app.t('domain.change.renamed') }).click()
    const rows = sync.run.getByRole('row')
    await expect(rows).toHaveCount(2)
    await expect(rows.last()).toContainText('改过的名字')

    await sync.openTab('compare')
    const added = sync.run.getByRole('row', { name: new RegExp(`^${app.t('sync.figure.added')}`) })
    await expect(added.getByRole('cell')).toHaveText(['600', '2', '−598'])
    await sync.history.last().click()
    await expect(sync.run.getByText(app.t('sync.compare.none'))).toBeVisible()
    await sync.history.first().click()
    await sync.openTab('changes')
    await sync.run.getByRole('link', { name: '改过的名字' }).click()
    await expect(app.heading(app.t('shell.page.items'))).toBeVisible()
    await expect(page.getByRole('complementary').getByRole('heading', { name: '改过的名字' })).toBeVisible()
  })

  test('by the command line in another process is shown as it goes', async ({ served, page }) => {
    cloud.switches.latencyMs = 800
    const command = served.cli(['sync'])
    await expect(sync.run).toContainText(app.t('sync.run.elsewhere'))
    await expect(sync.lines.first()).toHaveAttribute('aria-posinset', '1')
    await expect(page.getByRole('button', { name: app.t('sync.accounts.cancelOf', { account: NAME }) })).toBeVisible()
    const done = (await command) as { readonly complete: boolean }
    expect(done.complete).toBe(true)
    await sync.expectState('succeeded')
    await app.goTo('items')
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '601')
  })
})
