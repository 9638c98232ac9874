import { startHuaweiSimulator, DEFAULT_KEYS, type HuaweiSimulator } from '../../simulators/huawei/server.ts'
import { createTranslator } from '../../../src/shared/i18n/translator.ts'
import { addDemo, endOfRun, expect, syncToEnd, test, workerPid, type DesktopApp } from './support/desktop-app.ts'

const [KEY = { accessKey: '', secretKey: '' }] = DEFAULT_KEYS

/** Starts a sync against a cloud that answers its first pages and then keeps everybody waiting. */
async function startEndlessSync(app: DesktopApp, cloud: HuaweiSimulator) {
  const { accountId } = await app.request('account.add', {
    name: '慢云',
    provider: 'huawei',
    endpoint: cloud.url,
    ...KEY,
  })
  const asked = new Promise<void>((resolve) => {
    const stop = cloud.onRequest(({ n }) => {
      if (n < 3) return
      cloud.switches.latencyMs = 600_000
      stop()
      resolve()
    })
  })
  const { runId } = await app.request('sync.start', { accountId })
  await asked
  return { accountId, runId }
}

async function findWorker(app: DesktopApp): Promise<number> {
  await expect.poll(() => workerPid(app)).toBeGreaterThan(0)
  return (await workerPid(app)) ?? 0
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test.describe('processes', () => {
  let cloud: HuaweiSimulator
  test.beforeEach(async () => {
    cloud = await startHuaweiSimulator({ resources: 2_000 })
  })
  test.afterEach(() => cloud.close())

  test('a worker that dies fails its run in words, keeps the rows, and the next sync works', async ({ desktop }) => {
    const app = await desktop.launch()
    const demo = await addDemo(app, 50)
    await syncToEnd(app, demo)
    const { runId, accountId } = await startEndlessSync(app, cloud)
    process.kill(await findWorker(app), 'SIGKILL')
    expect(await endOfRun(app, runId)).toMatchObject({ state: 'failed', error: { code: 'WORKER_EXITED' } })
    const kept = await app.request('item.query', { query: {} })
    expect(kept.total).toBeGreaterThan(0)

    cloud.switches.latencyMs = 0
    expect(await syncToEnd(app, accountId)).toMatchObject({ state: 'succeeded', fetched: 2_000, complete: true })
  })

  test('a frozen worker is ended when its run is cancelled', async ({ desktop }) => {
    const app = await desktop.launch()
    const { runId } = await startEndlessSync(app, cloud)
    const pid = await findWorker(app)
    process.kill(pid, 'SIGSTOP')
    expect(await app.request('run.cancel', { runId })).toMatchObject({ outcome: expect.any(String) })
    await expect.poll(() => isAlive(pid)).toBe(false)
    expect(['cancelled', 'interrupted']).toContain((await endOfRun(app, runId)).state)
  })

  test('quitting during a sync ends in time, leaves no process, and the next start shows what became of the run', async ({
    desktop,
  }) => {
    const app = await desktop.launch()
    await syncToEnd(app, await addDemo(app, 50))
    const before = await app.request('item.query', { query: {} })
    const { runId } = await startEndlessSync(app, cloud)
    const worker = await findWorker(app)
    const { code, tookMs } = await app.quit()
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(5_000)
    await expect.poll(() => isAlive(worker)).toBe(false)

    const next = await desktop.launch()
    const { run } = await next.request('run.get', { runId })
    expect(['cancelled', 'interrupted']).toContain(run.state)
    expect((await next.request('item.query', { query: {} })).total).toBe(before.total)
    expect((await next.request('system.check', {})).find(({ check }) => check === 'database')).toMatchObject({
      isFine: true,
    })
  })

  test('quitting with a frozen worker ends in time as well', async ({ desktop }) => {
    const app = await desktop.launch()
    await startEndlessSync(app, cloud)
    const worker = await findWorker(app)
    process.kill(worker, 'SIGSTOP')
    const { tookMs } = await app.quit()
    expect(tookMs).toBeLessThan(5_500)
    await expect.poll(() => isAlive(worker)).toBe(false)
  })

  test('the app that is killed in the middle of a sync takes its worker along and loses no row', async ({
    desktop,
  }) => {
    const app = await desktop.launch()
    await syncToEnd(app, await addDemo(app, 50))
    const before = await app.request('item.query', { query: {} })
    const { runId } = await startEndlessSync(app, cloud)
    const worker = await findWorker(app)
    app.electron.process().kill('SIGKILL')
    await expect.poll(() => isAlive(worker)).toBe(false)

    const next = await desktop.launch()
    await expect.poll(async () => (await next.request('run.get', { runId })).run.state).toBe('interrupted')
    expect((await next.request('item.query', { query: {} })).total).toBe(before.total)
  })

  test('a crashed page comes back by itself, says so once, and goes on hearing events', async ({ desktop }) => {
    const app = await desktop.launch()
    const demo = await addDemo(app, 50)
    const isBack = app.page.waitForEvent('crash')
    await app.electron.evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.forcefullyCrashRenderer())
    await isBack
    // Playwright's handle of the crashed page is lost with it; the window itself is asked instead.
    const evaluate = (script: string) =>
      app.electron.evaluate(
        ({ webContents }, code) => webContents.getAllWebContents()[0]?.executeJavaScript(code) as Promise<unknown>,
        script,
      )
    await expect
      .poll(() => evaluate(`window.duewatch.request('account.list', {}).then((answer) => answer.data.length)`))
      .toBe(1)
    const { t } = createTranslator('zh-CN')
    await expect.poll(() => evaluate('document.body.innerText')).toContain(t('shell.host.reloadedAfterCrash'))
    const ended = await evaluate(`new Promise((resolve) => {
      window.duewatch.on('event', (event) => event.name === 'run.ended' && resolve(event.payload.run.state))
      void window.duewatch.request('sync.start', { accountId: '${demo}' })
    })`)
    expect(ended).toBe('succeeded')
  })
})
