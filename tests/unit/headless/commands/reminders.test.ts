import { describe, expect, it, onTestFinished } from 'vitest'
import { run } from '../../../../src/core/db/connection.ts'
import { createInlineWriter } from '../../../../src/core/db/inline-writer.ts'
import { openDatabase } from '../../../../src/core/db/open-database.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { dataPaths } from '../../../../src/core/paths.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { createCliFolder } from '../../../support/cli.ts'
import { runInline } from '../../../support/inline-cli.ts'

const DAY_MS = 86_400_000

interface PreviewJson {
  readonly total: number
  readonly items: readonly {
    readonly at: string
    readonly on: string
    readonly kind: string
    readonly items: number
    readonly sums: readonly object[]
    readonly withoutPrice: number
    readonly steps: readonly object[]
    readonly names: readonly string[]
  }[]
  readonly past: { readonly total: number; readonly items: readonly object[] }
  readonly zone: string
}

/** A folder with one item that was first seen ten days ago and ends in twenty. */
async function create() {
  const folder = createCliFolder()
  onTestFinished(() => folder.remove())
  const clock = { now: () => Date.now() }
  const { db } = openDatabase(dataPaths(folder.dataDir).databaseFile, { clock })
  const writer = createInlineWriter(db, clock)
  const { accountId } = await writer.call('account.add', { ...aNewAccount(), at: 0 })
  const expiresAt = clock.now() + 20 * DAY_MS
  insertItem(db, { accountId, resourceId: 'ecs-会员', expiresAt })
  run(
    db,
    'test',
    sql`UPDATE item SET act_by_at = expires_at, first_seen_at = ${clock.now() - 10 * DAY_MS}, price = '1234.5',
      currency = 'CNY'`,
  )
  db.close()
  return (...args: string[]) => runInline(folder, args)
}

describe('reminders preview', () => {
  it('answers every delivery ahead and behind as JSON', async () => {
    const cli = await create()
    const { code, json } = await cli('reminders', 'preview', '--days', '18', '--json')
    const { total, items, past, zone } = json as PreviewJson
    expect(code).toBe(0)
    // What the ladder says first is sent at the next digest; 15, 7 and 3 days follow.
    expect(total).toBe(4)
    expect(items.map(({ steps }) => steps)).toEqual([30, 15, 7, 3].map((step) => [{ step, items: 1 }]))
    expect(items[1]).toMatchObject({
      kind: 'digest',
      items: 1,
      sums: [{ amount: '1234.5', currency: 'CNY' }],
      withoutPrice: 0,
      names: ['ecs-会员'],
    })
    expect(Date.parse(items[0]?.at ?? '')).toBeGreaterThan(Date.now() - DAY_MS)
    expect(past).toMatchObject({ total: 1, items: [{ steps: [{ step: 30, items: 1 }] }] })
    expect(zone).toBe('Asia/Shanghai')
  })

  it('says first on how many days there are reminders, then lists them', async () => {
    const cli = await create()
    const { stdout } = await cli('reminders', 'preview', '--days', '18')
    const [sentence, , head, ...rows] = stdout.trimEnd().split('\n')
    expect(sentence).toBe(
      'In the next 18 days there are reminders on 4 days, 4 in all; in the past 18 days today’s rules would have sent 1.',
    )
    expect(head).toMatch(/^Time +Kind +Items/)
    expect(rows).toHaveLength(4)
    expect(rows[1]).toMatch(/09:00 +Digest +1 +15 d×1 +1,234\.50 CNY +ecs-会员$/)
  })

  it('lists the past where it is asked for, and says so in Chinese', async () => {
    const cli = await create()
    const { stdout } = await cli('--lang', 'zh-CN', 'reminders', 'preview', '--days', '18', '--past')
    const lines = stdout.trimEnd().split('\n')
    expect(lines[0]).toBe('今后 18 天会提醒 4 天，共 4 次；过去 18 天按现在的规则会发出 1 次。')
    expect(lines).toContain('过去')
    expect(lines.filter((line) => line.includes('每日摘要'))).toHaveLength(5)
  })

  it('says that reminders are switched off', async () => {
    const cli = await create()
    await cli('settings', 'set', 'reminders.isOn', 'false')
    expect((await cli('reminders', 'preview')).stdout.trim()).toBe('Reminders are switched off; none will be sent.')
  })

  it.each(['0', '367', '1.5', 'x'])('refuses %s days', async (days) => {
    const cli = await create()
    expect((await cli('reminders', 'preview', '--days', days)).code).toBe(64)
  })
})
