import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createCliFolder, type CliFolder, type CliResult } from '../support/cli.ts'
import { filesIn, filesWith } from '../support/file-scan.ts'
import { dumpTable } from '../support/huawei-oracle.ts'
import { createHuaweiFolder } from '../support/huawei-folder.ts'
import { runInline } from '../support/inline-cli.ts'

function emptyFolder(): CliFolder {
  const folder = createCliFolder()
  onTestFinished(() => folder.remove())
  return folder
}

function outputOf({ stdout, stderr }: CliResult): string {
  return stdout + stderr
}

describe('wrong usage', () => {
  const WRONG: readonly (readonly [args: readonly string[], names: string])[] = [
    [['--frobnicate'], '--frobnicate'],
    [['items', 'list', '--frobnicate'], '--frobnicate'],
    [['frobnicate'], 'frobnicate'],
    [['items', 'frobnicate'], 'frobnicate'],
    [['items', 'list', '--phase', 'dead'], 'dead'],
    [['items', 'list', '--mode', 'sometimes'], 'sometimes'],
    [['items', 'list', '--auto-renew', 'maybe'], 'maybe'],
    [['items', 'list', '--sort', 'colour:asc'], 'colour'],
    [['items', 'list', '--sort', 'expireTime:up'], 'up'],
    [['items', 'list', '--page', '0'], '--page'],
    [['items', 'list', '--page-size', '10001'], '--page-size'],
    [['items', 'list', '--expire-days', 'soon'], 'soon'],
    [['items', 'show'], 'id'],
    [['items', 'decide', 'x'], '--decision'],
    [['items', 'decide', 'x', '--decision', 'perhaps'], 'perhaps'],
    [['sync', '--expire-days', '-1'], '-1'],
    [['changes', '--since', 'yesterday'], 'yesterday'],
    [['accounts', 'add', '--provider', 'huawei'], '--name'],
    [['accounts', 'add', '--provider', 'acme', '--name', 'a', '--access-key', 'k'], 'acme'],
    [['accounts', 'add', '--provider', 'huawei', '--name', 'a'], '--access-key'],
    [['--lang', 'fr', 'items', 'list'], 'fr'],
  ]

  it.each(WRONG)('%j ends with 64 and names what is wrong', async (args, names) => {
    const folder = emptyFolder()
    const result = await runInline(folder, ['--json', ...args])
    expect(result).toMatchObject({ code: 64, json: { error: { code: 'USAGE' } } })
    expect(result.json.error.message).toContain(names)
    expect(Object.keys(result.json.error).toSorted()).toEqual(['code', 'details', 'message'])
    expect(existsSync(folder.databaseFile)).toBe(false)
  })

  it('is told on stderr alone without --json, in the language that was asked for', async () => {
    const folder = emptyFolder()
    const english = await folder.runHuman(['--lang', 'en', 'items', 'list', '--frobnicate'])
    expect(english).toMatchObject({ code: 64, stdout: '' })
    expect(english.stderr).toContain('there is no option --frobnicate')
    const chinese = await folder.runHuman(['--lang', 'zh-CN', 'items', 'list', '--frobnicate'])
    expect(chinese).toMatchObject({ code: 64, stdout: '' })
    expect(chinese.stderr).toMatch(/[\u4e00-\u9fff].*--frobnicate/)
    const bare = await folder.runHuman([])
    expect(bare.code).toBe(64)
  })

  it('is not help: help ends with 0 in both languages', async () => {
    const folder = emptyFolder()
    const english = await runInline(folder, ['--lang', 'en', 'items', 'list', '--help'])
    expect(english).toMatchObject({ code: 0 })
    expect(english.stdout).toContain('Usage:')
    const chinese = await runInline(folder, ['--lang', 'zh-CN', 'items', '--help'])
    expect(chinese.code).toBe(0)
    expect(chinese.stdout).toMatch(/[\u4e00-\u9fff]/)
    expect(existsSync(folder.databaseFile)).toBe(false)
  })
})

describe('demo data', () => {
  it('is labelled everywhere and goes in one step', async () => {
    const folder = emptyFolder()
    const added = await folder.runHuman(['--lang', 'en', 'accounts', 'add', '--provider', 'demo', '--name', 'Demo'])
    expect(added, added.stderr).toMatchObject({ code: 0 })
    expect(added.stdout).toMatch(/demo data/i)
    expect((await folder.run(['sync'])).code).toBe(0)
    const run = (args: readonly string[]): Promise<CliResult> => runInline(folder, ['--json', ...args])
    const { json: accounts } = await run(['accounts', 'list'])
    expect(accounts.items).toMatchObject([
      { name: 'Demo', provider: 'demo', isDemo: true, accessKey: null, demoSize: 600 },
    ])
    const { json: list } = await run(['items', 'list', '--page-size', '1000', '--gone'])
    expect(list.total).toBe(600)
    expect(list.items.every(({ provider }: { provider: string }) => provider === 'demo')).toBe(true)
    const human = await runInline(folder, ['--lang', 'en', 'items', 'list'])
    const rows = human.stdout.split('\n').slice(1, 21)
    expect(rows.every((row) => /demo/i.test(row))).toBe(true)

    const removed = await folder.run(['accounts', 'remove', 'Demo'])
    expect(removed, removed.stderr).toMatchObject({ code: 0, json: { removed: 'Demo', backupFile: null } })
    expect((await run(['accounts', 'list'])).json.total).toBe(0)
    expect((await run(['items', 'list', '--gone'])).json.total).toBe(0)
    expect(await run(['sync'])).toMatchObject({ code: 1, json: { error: { code: 'NO_ACCOUNT' } } })
  })
})

describe('testing an account', () => {
  it('says that everything is allowed, prints the policy and ends with 0', async () => {
    const { run, runHuman, account, simulator } = await createHuaweiFolder({ resources: 30 })
    const { code, json } = await run(['accounts', 'test', account])
    expect(code).toBe(0)
    expect(json).toMatchObject({ account, usable: true, visibleTotal: 30 })
    expect(json.checks.map(({ check, outcome }: Record<string, string>) => [check, outcome])).toEqual([
      ['list', 'allowed'],
      ['identity', 'allowed'],
      ['tags-bulk', 'allowed'],
      ['tags-single', 'allowed'],
      ['projects', 'allowed'],
      ['prices', 'allowed'],
    ])
    expect(json.policy).toMatchObject({ Version: '1.1', Statement: [{ Effect: 'Allow' }] })
    expect(json.policy.Statement[0].Action).toContain('billing:subscription:view')
    for (const action of json.policy.Statement[0].Action) expect(action).toMatch(/:(view|list|get)/)
    expect(Math.abs(json.clockSkewMs)).toBeLessThan(10_000)
    const human = await runHuman(['--lang', 'en', 'accounts', 'test', account])
    expect(human.stdout).toContain('The account can be used')
    expect(human.stdout).toContain('"billing:subscription:view"')
    expect(simulator.stats.forbiddenWrites).toBe(0)
    expect((await run(['runs', 'list'])).json.total).toBe(0)
  })

  it.each([
    ['bss', 'list', 'billing:subscription:view', 1],
    ['config', 'tags-bulk', 'rms:resources:list', 0],
    ['tms', 'tags-single', 'tms:resourceTags:list', 0],
    ['eps', 'projects', 'eps:enterpriseProjects:list', 0],
    ['rating', 'prices', 'bss:discount:view', 0],
  ] as const)('names %s when it is what the key may not read', async (service, check, action, exitCode) => {
    const { folder, run, account } = await createHuaweiFolder({ resources: 30, deny: new Set([service]) })
    const { code, json } = await run(['accounts', 'test', account])
    expect(code).toBe(exitCode)
    expect(json.usable).toBe(exitCode === 0)
    const denied = json.checks.filter(({ outcome }: { outcome: string }) => outcome === 'forbidden')
    expect(denied).toMatchObject([{ check, action, errorCode: 'CLOUD_FORBIDDEN' }])
    expect(denied[0].message.length).toBeGreaterThan(20)
    expect(denied[0].raw).not.toBe('')
    const human = await runInline(folder, ['--lang', 'zh-CN', 'accounts', 'test', account])
    expect(human.stdout).toMatch(/[✗–].*[\u4e00-\u9fff]/)
    expect(human.stdout).toContain(action)
  })

  it('with a wrong secret is unusable, asks little and ends with 1', async () => {
    const { run, account, simulator } = await createHuaweiFolder({ resources: 30 })
    await run(['accounts', 'set', account], { env: { DUEWATCH_SECRET_KEY: 'SKWRONG' } })
    simulator.stats.reset()
    const result = await run(['accounts', 'test', account])
    expect(result).toMatchObject({ code: 1, json: { usable: false, visibleTotal: null } })
    expect(result.json.checks[0]).toMatchObject({ outcome: 'failed', errorCode: 'CLOUD_SECRET_WRONG' })
    expect(simulator.stats.total).toBe(1)
    expect(outputOf(result)).not.toContain('SKWRONG')
  })
})

describe('removing an account', () => {
  it('takes everything away after a backup that can bring it back', async () => {
    const { folder, run, account, syncWhole } = await createHuaweiFolder({ resources: 40 })
    await syncWhole()
    const items = dumpTable(folder.databaseFile, 'item')
    const removed = await folder.run(['accounts', 'remove', account])
    expect(removed, removed.stdout).toMatchObject({ code: 0, json: { removed: account, items: 40 } })
    const { backupFile } = removed.json
    expect(dumpTable(backupFile, 'item')).toEqual(items)
    // The built-in account of links stays.
    expect(dumpTable(folder.databaseFile, 'account')).toMatchObject([{ account_id: 'links' }])
    for (const table of ['item', 'run', 'run_log', 'item_change']) {
      expect(dumpTable(folder.databaseFile, table)).toEqual([])
    }
    const secrets = JSON.parse(readFileSync(join(folder.dataDir, 'secrets.json'), 'utf8'))
    expect(secrets.entries).toEqual({})
    const unknown = await run(['accounts', 'remove', account, '--yes'])
    expect(unknown).toMatchObject({ code: 1, json: { error: { code: 'ACCOUNT_NOT_FOUND' } } })

    expect(await run(['restore', backupFile])).toMatchObject({ code: 0 })
    expect((await run(['items', 'list'])).json.total).toBe(40)
  })
})

describe('secrets', () => {
  it('are in no output, log, database, backup or other file, whatever is done and whatever fails', async () => {
    const { folder, simulator, account, run } = await createHuaweiFolder({ resources: 40 })
    const results: CliResult[] = []
    const step = async (...args: string[]): Promise<void> => void results.push(await run(args))
    await step('accounts', 'list')
    await step('accounts', 'test', account)
    await step('sync')
    await step('backup', join(folder.dataDir, 'copy.sqlite'))
    simulator.switches.deny = new Set(['bss', 'config', 'tms', 'eps', 'rating', 'iam'])
    await step('accounts', 'test', account)
    await step('sync')
    simulator.switches.reset()
    await step('accounts', 'set', account, '--access-key', 'AKNOBODY')
    await step('sync')
    results.push(
      await run(['accounts', 'set', account, '--access-key', 'AKEXAMPLE'], {
        env: { DUEWATCH_SECRET_KEY: 'SKWRONGSECRET' },
      }),
    )
    await step('sync')
    results.push(
      await folder.run(['accounts', 'add', '--provider', 'huawei', '--name', account, '--access-key', 'A'], {
        env: { DUEWATCH_SECRET_KEY: 'SKTHIRDSECRET', DUEWATCH_DEBUG: '1' },
      }),
    )
    const { json } = await run(['runs', 'list'])
    for (const { runId } of json.items) await step('runs', 'show', runId, '--log')
    await step('doctor')
    await step('accounts', 'remove', account, '--yes')
    results.push(await folder.runHuman(['accounts', 'list']))

    expect(json.total).toBe(4)
    const whole = join(folder.dataDir, '..')
    expect(filesIn(whole).length).toBeGreaterThan(3)
    for (const secret of ['SKEXAMPLE', 'SKWRONGSECRET', 'SKTHIRDSECRET']) {
      for (const result of results) expect(outputOf(result)).not.toContain(secret)
      expect(filesWith(whole, secret)).toEqual([])
    }
    for (const result of results) expect(outputOf(result)).not.toMatch(/SDK-HMAC-SHA256 Access|Signature=[0-9a-f]/)
  })

  it('are asked for when there is none, and never taken from an argument', async () => {
    const folder = emptyFolder()
    const base = ['accounts', 'add', '--provider', 'huawei', '--name', 'a', '--access-key', 'AK']
    const missing = await folder.run(base)
    expect(missing).toMatchObject({ code: 1, json: { error: { code: 'SECRET_MISSING' } } })
    expect(missing.json.error.message).toContain('DUEWATCH_SECRET_KEY')
    const argument = await folder.run([...base, '--secret-key', 'SKARGUMENT'])
    expect(argument.code).toBe(64)
    expect(outputOf(argument)).not.toContain('SKARGUMENT')
    expect((await runInline(folder, ['--json', 'accounts', 'list'])).json.total).toBe(0)
  })
})
