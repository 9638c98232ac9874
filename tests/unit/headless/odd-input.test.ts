import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createCliFolder, type CliFolder } from '../../support/cli.ts'
import { runInline } from '../../support/inline-cli.ts'

function emptyFolder(): CliFolder {
  const folder = createCliFolder()
  onTestFinished(() => folder.remove())
  return folder
}

async function folderWithDemo(): Promise<CliFolder> {
  const folder = emptyFolder()
  const added = await runInline(folder, ['accounts', 'add', '--provider', 'demo', '--name', 'Demo', '--size', '20'])
  expect(added.code, added.stderr).toBe(0)
  return folder
}

describe('odd input', () => {
  it('an empty --data-dir is refused, so that an unset variable never reaches the real data', async () => {
    const answer = await runInline(emptyFolder(), ['--json', '--data-dir', '', 'accounts', 'list'])
    expect(answer).toMatchObject({ code: 64, json: { error: { code: 'USAGE' } } })
  })

  it.each([
    [['accounts', 'add', '--provider', 'demo', '--name', ' ']],
    [['items', 'list', '--search', 'x'.repeat(501)]],
    [['items', 'list', '--sort', 'expireTime:asc:more']],
    [['changes', '--since', '2026-02-30T08:00']],
    [['changes', '--since', '2026-02-01T24:00']],
    [['accounts', 'add', '--provider', 'huawei', '--name', 'h', '--access-key', 'A', '--endpoint', 'ftp://host']],
  ])('%j is wrong usage, told without the name of a placeholder', async (args) => {
    const answer = await runInline(emptyFolder(), ['--json', ...args], { env: { DUEWATCH_SECRET_KEY: 'SK' } })
    expect(answer.code, answer.stdout).toBe(64)
    expect(answer.stdout).not.toContain('{{')
  })

  it.each([
    [['items', 'decide', 'x', '--snooze-until', '2026-02-30'], '--snooze-until 2026-02-30 (2026-11-30)'],
    [['items', 'price', 'x', '--amount', '5', '--currency', 'usdx'], '--currency usdx (CNY, USD, …)'],
    [['items', 'price', 'x', '--amount', '5,5', '--currency', 'usd'], '--amount 5,5 (12.50)'],
    [['forecast', '--currency', 'usdx'], '--currency usdx (CNY, USD, …)'],
    [['settings', 'set', 'reportCurrency', 'usdx'], 'reportCurrency usdx (CNY, USD, …)'],
    [['rates', 'set', 'US', 'CNY', '7', '--on', '2026-01-01'], 'FROM US (CNY, USD, …)'],
    [['rates', 'set', 'USD', 'CNY', '7', '--on', '2026-13-01'], '--on 2026-13-01 (2026-11-30)'],
    [['rates', 'remove', 'USD', 'CNY', '--on', 'today'], '--on today (2026-11-30)'],
    [['links', 'domain', 'example.com', '--expires-on', '2026-02-30'], '--expires-on 2026-02-30 (2026-11-30)'],
  ])('%j names the option as it was typed and what it takes, without a field of the program', async (args, told) => {
    const answer = await runInline(emptyFolder(), ['--json', ...args])
    expect(answer).toMatchObject({ code: 64, json: { error: { code: 'USAGE' } } })
    expect(answer.json.error.message).toContain(told)
    expect(answer.json.error.message).not.toMatch(/patch|snoozedUntil|price\.|invalid/i)
  })

  it('a snooze ends with an empty text, and a currency may be typed in whatever case', async () => {
    const folder = await folderWithDemo()
    expect((await folder.run(['sync'])).code).toBe(0)
    const [item] = (await runInline(folder, ['--json', 'items', 'list', '--page-size', '1'])).json.items
    const decide = (day: string) => runInline(folder, ['--json', 'items', 'decide', item.id, '--snooze-until', day])
    expect((await decide(' 2126-11-30 ')).json.items[0].snoozedUntil).toBe('2126-11-30')
    expect((await decide('')).json.items[0].snoozedUntil).toBeNull()
    const priced = await runInline(folder, ['--json', 'items', 'price', item.id, '--amount', '5', '--currency', 'usd'])
    expect(priced.json.items[0].currency).toBe('USD')
  })

  it('a data folder that cannot be made is named, and is no error of the program', async () => {
    const folder = emptyFolder()
    const file = join(folder.dataDir, '..', 'a file')
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, '')
    const answer = await runInline({ ...folder, dataDir: file }, ['--json', 'accounts', 'list'])
    expect(answer).toMatchObject({ code: 1, json: { error: { code: 'FILE_UNWRITABLE', details: { file } } } })
  })

  it('changes since a time without an offset are counted from the business zone, not the zone of the machine', async () => {
    const folder = await folderWithDemo()
    expect((await folder.run(['sync'])).code).toBe(0)
    const { json } = await runInline(folder, ['--json', 'changes', '--page-size', '1'])
    const at = Date.parse(json.items[0].at)
    const wallClock = (instant: number) => new Date(instant + 8 * 3_600_000).toISOString().slice(0, 19)
    const since = async (text: string) => (await runInline(folder, ['--json', 'changes', '--since', text])).json.total
    expect(await since(wallClock(at - 60_000))).toBe(json.total)
    expect(await since(wallClock(at + 60_000))).toBe(0)
  })

  it('a page behind the last one says how many pages there are', async () => {
    const folder = await folderWithDemo()
    expect((await folder.run(['sync'])).code).toBe(0)
    const { json } = await runInline(folder, ['--json', 'items', 'list', '--page-size', '7'])
    const answer = await runInline(folder, ['items', 'list', '--page', '99', '--page-size', '7'])
    expect(answer.stdout).toContain(`${json.total} rows make ${Math.ceil(json.total / 7)} pages`)
  })
})

describe('an expired item', () => {
  it('says what renewing it today really buys, counted from the old expiry', async () => {
    const folder = emptyFolder()
    await runInline(folder, ['accounts', 'add', '--provider', 'demo', '--name', 'Demo', '--size', '300'])
    expect((await folder.run(['sync'])).code).toBe(0)
    const list = async (...args: string[]) => (await runInline(folder, ['--json', 'items', 'list', ...args])).json.items
    const show = async (id: string) => (await runInline(folder, ['--json', 'items', 'show', id])).json
    const [expired] = await list('--expire-days', '-1', '--sort', 'expireTime:desc')
    const { renewToday } = await show(expired.id)
    expect(renewToday.map(({ months }: { months: number }) => months)).toEqual([1, 3, 12])
    for (const { expireOn, daysBought, daysLost } of renewToday) {
      expect(daysLost).toBe(-expired.daysLeft)
      expect(daysBought + daysLost).toBe((Date.parse(expireOn) - Date.parse(expired.expireOn)) / 86_400_000)
    }
    const human = await runInline(folder, ['items', 'show', expired.id])
    expect(human.stdout).toContain(renewToday[2].expireOn)
    const [later] = await list('--sort', 'expireTime:desc')
    expect((await show(later.id)).renewToday).toEqual([])
  })
})

it('--version says the version of the package and opens nothing', async () => {
  const answer = await runInline(emptyFolder(), ['--version'])
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
  expect(answer).toMatchObject({ code: 0, stdout: `${version}\n` })
})
