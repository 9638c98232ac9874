import Database from 'better-sqlite3'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createCliFolder } from '../../../support/cli.ts'
import { runInline } from '../../../support/inline-cli.ts'

interface Json {
  readonly [key: string]: unknown
}

function create() {
  const folder = createCliFolder()
  onTestFinished(() => folder.remove())
  const run = (...args: string[]) => runInline(folder, args)
  return {
    folder,
    run,
    async json(...args: string[]): Promise<Json> {
      const { json, stderr, code } = await run('--json', ...args)
      if (code === 1 || code === 64) throw new Error(stderr)
      return json as Json
    },
    addDemo: () => run('accounts', 'add', '--name', 'Demo', '--provider', 'demo', '--size', '20'),
    /** A due time passes, as on a machine that was off. */
    letPass() {
      const db = new Database(join(folder.dataDir, 'duewatch.sqlite'))
      db.exec('UPDATE schedule SET next_due_at = next_due_at - 172800000, consumed_to = consumed_to - 172800000')
      db.close()
    },
  }
}

describe('schedule list', () => {
  it('lists every account and every group, also those that run by hand only', async () => {
    const { addDemo, json, run } = create()
    await addDemo()
    expect(await json('schedule', 'list')).toMatchObject({
      total: 2,
      page: 1,
      pageSize: 2,
      zone: 'Asia/Shanghai',
      pausedUntil: null,
      items: [
        { name: 'Demo', rule: null, enabled: false, next: [], nextDueAt: null },
        { id: 'links:default', rule: null },
      ],
    })
    expect((await run('schedule', 'list')).stdout).toMatch(/Demo +By hand only/)
  })

  it('shows the rule in words and the next five times in the business zone', async () => {
    const { addDemo, json, run } = create()
    await addDemo()
    await run('schedule', 'set', 'Demo', '--workdays', '9:00')
    const { stdout } = await run('schedule', 'list')
    expect(stdout).toMatch(/Demo +Working days 09:00 +\d{4}-\d{2}-\d{2} 09:00 +on/)
    expect(stdout.match(/\d{4}-\d{2}-\d{2} 09:00/g)).toHaveLength(6)
    const { items } = (await json('schedule', 'list')) as { items: readonly Json[] }
    expect(items[0]).toMatchObject({ rule: { kind: 'workdays', time: '09:00' }, ruleText: 'Working days 09:00' })
    expect(items[0]?.['next']).toHaveLength(5)
    const { stdout: chinese } = await run('--lang', 'zh-CN', 'schedule', 'list')
    expect(chinese).toContain('工作日 09:00')
  })
})

describe('schedule set', () => {
  it('takes every kind of rule, for an account and for a group', async () => {
    const { addDemo, json } = create()
    await addDemo()
    const set = (...args: string[]) => json('schedule', 'set', ...args)
    expect(await set('Demo', '--hourly')).toMatchObject({ rule: { kind: 'hourly', minute: 0 }, enabled: true })
    expect(await set('Demo', '--hourly', '5')).toMatchObject({ rule: { kind: 'hourly', minute: 5 } })
    expect(await set('--links', 'Default', '--daily', '23:30')).toMatchObject({
      target: { kind: 'link-group', groupId: 'default' },
      rule: { kind: 'daily', time: '23:30' },
    })
    expect(await set('Demo', '--cron', ' 0  9 * * 1-5 ')).toMatchObject({
      rule: { kind: 'cron', expression: '0 9 * * 1-5' },
    })
    expect(await set('Demo', '--off')).toMatchObject({ rule: null, nextDueAt: null })
  })

  it.each([
    [['Demo']],
    [['Demo', '--daily', '09:00', '--off']],
    [['Demo', '--daily', '25:00']],
    [['Demo', '--hourly', '60']],
    [['--daily', '09:00']],
    [['Demo', '--links', 'Default', '--off']],
  ])('refuses %j as wrong usage', async (options) => {
    expect((await create().run('schedule', 'set', ...options)).code).toBe(64)
  })

  it('says what is wrong with an expression, and what is not there', async () => {
    const { addDemo, run } = create()
    await addDemo()
    const never = await run('--json', 'schedule', 'set', 'Demo', '--cron', '0 0 31 2 *')
    expect(never.code).toBe(1)
    expect(never.json).toMatchObject({ error: { code: 'SCHEDULE_RULE', details: { rule: '0 0 31 2 *' } } })
    expect(never.stderr).toContain('never')
    expect((await run('--json', 'schedule', 'set', 'Nobody', '--off')).json).toMatchObject({
      error: { code: 'ACCOUNT_NOT_FOUND' },
    })
  })
})

describe('schedule run-due', () => {
  it('says so when nothing is due', async () => {
    const { json, run } = create()
    expect(await json('schedule', 'run-due')).toEqual({ total: 0, page: 1, pageSize: 0, items: [] })
    expect(await run('schedule', 'run-due')).toMatchObject({ code: 0, stdout: 'Nothing is due now.\n' })
  })

  it('runs what is due to its end, makes up for what was missed, and does so once', async () => {
    const { addDemo, json, letPass, run } = create()
    await addDemo()
    await run('schedule', 'set', 'Demo', '--daily', '09:00')
    letPass()
    const due = await run('--json', 'schedule', 'run-due')
    expect(due.code).toBe(0)
    const { items } = due.json as { items: readonly Json[] }
    expect(items).toMatchObject([
      { name: 'Demo', lastRunStatus: 'succeeded', run: { kind: 'catch-up', status: 'succeeded', fetched: 20 } },
    ])
    expect(Number(items[0]?.['missed'])).toBeGreaterThan(0)
    expect(await json('schedule', 'run-due')).toMatchObject({ total: 0 })
  })

  it('tells a reader how many due times were missed', async () => {
    const { addDemo, letPass, run } = create()
    await addDemo()
    await run('schedule', 'set', 'Demo', '--daily', '09:00')
    letPass()
    expect((await run('schedule', 'run-due')).stdout).toMatch(/^Demo \(.*\d.*\)$/m)
  })

  it('answers 2 when a run has failed', async () => {
    const { folder, letPass, run } = create()
    await addUnreachable(folder)
    await run('schedule', 'set', 'Cloud', '--daily', '09:00')
    letPass()
    const due = await run('--json', 'schedule', 'run-due')
    expect(due.json).toMatchObject({ items: [{ run: { status: 'failed' } }] })
    expect(due.code).toBe(2)
  })

  it('starts nothing while everything is paused, and names what waits', async () => {
    const { addDemo, letPass, run } = create()
    await addDemo()
    await run('schedule', 'set', 'Demo', '--daily', '09:00')
    letPass()
    await run('schedule', 'pause', '--for', '2h')
    const due = await run('--json', 'schedule', 'run-due')
    expect(due.code).toBe(0)
    expect(due.json).toMatchObject({ items: [{ waiting: 'paused', run: null }] })
    expect((await run('schedule', 'run-due')).stdout).toContain('Demo: paused')
  })
})

describe('schedule pause', () => {
  it('holds for a time, until an instant, or until a time of the business zone', async () => {
    const { json } = create()
    const before = Date.now()
    const { pausedUntil } = await json('schedule', 'pause', '--for', '30m')
    expect(Date.parse(String(pausedUntil)) - before).toBeGreaterThanOrEqual(30 * 60_000)
    const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
    const until = (text: string) => json('schedule', 'pause', '--until', text)
    expect(await until(`${day}T08:00`)).toEqual({ pausedUntil: `${day}T00:00:00.000Z` })
    expect(await until(`${day}T08:00:00Z`)).toEqual({ pausedUntil: `${day}T08:00:00.000Z` })
    expect(await json('schedule', 'resume')).toEqual({ pausedUntil: null })
  })

  it.each([
    [[]],
    [['--for', '2x']],
    [['--for', '0m']],
    [['--until', 'tomorrow']],
    [['--for', '1h', '--until', '2026-01-01']],
  ])('refuses %j as wrong usage', async (options) => {
    expect((await create().run('schedule', 'pause', ...options)).code).toBe(64)
  })

  it('refuses a time that has passed, and lets a pause that holds go on', async () => {
    const { json, run } = create()
    await json('schedule', 'pause', '--for', '2h')
    expect((await run('schedule', 'pause', '--until', '2020-01-01')).code).toBe(64)
    expect((await json('schedule', 'list'))['pausedUntil']).not.toBeNull()
  })

  it('takes 30 days at most', async () => {
    const { run } = create()
    expect((await run('--json', 'schedule', 'pause', '--for', '31d')).json).toMatchObject({
      error: { code: 'PAUSE_TOO_LONG' },
    })
  })
})

/** An account at an address of this machine where nobody listens. */
async function addUnreachable(folder: Parameters<typeof runInline>[0]): Promise<void> {
  const added = await runInline(
    folder,
    'accounts add --name Cloud --provider huawei --access-key AK --endpoint http://127.0.0.1:9'.split(' '),
    { env: { DUEWATCH_SECRET_KEY: 'sk' } },
  )
  if (added.code !== 0) throw new Error(added.stderr)
}
