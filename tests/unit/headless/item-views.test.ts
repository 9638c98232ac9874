import { describe, expect, it, onTestFinished } from 'vitest'
import { createCliFolder } from '../../support/cli.ts'
import { withView } from '../../../src/headless/commands/item-views.ts'
import { runInline } from '../../support/inline-cli.ts'

interface Row {
  readonly id: string
  readonly resourceName: string
  readonly renewalMode: string
  readonly owner: string | null
  readonly customTags: readonly string[]
  readonly contradictions: readonly string[]
  readonly isActive: boolean
}

async function syncedDemo(size = 60) {
  const folder = createCliFolder()
  onTestFinished(() => folder.remove())
  const run = (...args: string[]) => runInline(folder, ['--lang', 'en', ...args])
  await run('accounts', 'add', '--provider', 'demo', '--name', 'Demo', '--size', String(size))
  await run('--json', 'sync')
  const list = async (...args: string[]): Promise<Row[]> => {
    const { json, code, stderr } = await run('--json', 'items', 'list', '--page-size', '1000', ...args)
    expect(code, stderr).toBe(0)
    return json.items
  }
  return { run, list, all: await list() }
}

const ids = (rows: readonly Row[]): string[] => rows.map(({ id }) => id).toSorted()

describe('items list --contradictions', () => {
  it('lists what does not fit, says why and what to do, and stays empty for what is repaired', async () => {
    const { run, list, all } = await syncedDemo()
    const auto = all.find(({ renewalMode }) => renewalMode === 'auto') as Row
    await run('items', 'decide', auto.id, '--decision', 'let-expire', '--owner', 'Li Na')
    const found = await list('--contradictions')
    expect(found.find(({ id }) => id === auto.id)?.contradictions).toContain('let-expire-auto')
    expect(ids(found)).toEqual(ids((await list()).filter((row) => row.contradictions.length > 0)))
    const { stdout } = await run('items', 'list', '--contradictions', '--page-size', '1000')
    expect(stdout).toContain('It was decided to let this end, but it')
    expect(stdout).toContain('Switch automatic renewal off at the provider’s console, or decide to renew.')
    expect((await run('items', 'show', auto.id)).stdout).toContain('It was decided to let this end')
    await run('items', 'decide', auto.id, '--decision', 'renew')
    const repaired = (await list()).find(({ id }) => id === auto.id)
    expect(repaired?.contradictions).not.toContain('let-expire-auto')
  })
})

describe('items list --tag', () => {
  it('finds items by tags of people, whatever their case, one of several being enough', async () => {
    const { run, list, all } = await syncedDemo()
    const [first, second, third] = all as [Row, Row, Row]
    await run('items', 'decide', first.id, second.id, '--tag', 'Core system')
    await run('items', 'decide', third.id, '--tag', 'Q4, late')
    expect(ids(await list('--tag', 'core SYSTEM'))).toEqual(ids([first, second]))
    expect(ids(await list('--tag', 'Q4, late', '--tag', 'core system'))).toEqual(ids([first, second, third]))
    expect(await list('--tag', 'core')).toEqual([])
    expect((await list('--tag', 'q4, late'))[0]?.customTags).toEqual(['Q4, late'])
  })
})

describe('items list --view', () => {
  it('lists a built-in view, narrowed by what is said beside it', async () => {
    const { run, list, all } = await syncedDemo()
    await run('items', 'decide', (all[0] as Row).id, '--owner', 'Li Na')
    const nobody = await list('--view', 'no-owner')
    expect(ids(nobody)).toEqual(ids(all.slice(1)))
    const auto = await list('--view', 'no-owner', '--auto-renew', 'true')
    expect(ids(auto)).toEqual(ids(nobody.filter(({ renewalMode }) => renewalMode === 'auto')))
    expect(ids(await list('--view', 'contradictions'))).toEqual(ids(await list('--contradictions')))
    expect((await list('--view', 'gone')).every(({ isActive }) => !isActive)).toBe(true)
  })

  it('lists what the last run of each account has changed', async () => {
    const { list, all } = await syncedDemo()
    const changed = await list('--view', 'changed')
    expect(changed.every(({ id }) => all.some((row) => row.id === id))).toBe(true)
  })

  it('lists an own view by its name in whatever case; order and what is said twice are as said last', async () => {
    const query = {
      filter: {
        search: 'shop',
        regions: ['cn-east-3'],
        columns: [{ kind: 'range', field: 'price', min: '5', max: null }],
      },
      sort: [{ field: 'price', direction: 'desc' }],
    }
    const views = [{ viewId: 'v', name: 'Month End', state: { query, columns: [] }, createdAt: 1, updatedAt: 1 }]
    const request = (name: string): unknown => (name === 'view.list' ? views : null)
    const session = { request: request as never, zone: 'Asia/Shanghai' }
    const plain = await withView(session, 'ＭＯＮＴＨ end', { filter: { search: undefined }, sort: undefined })
    expect(plain).toEqual(query)
    const narrowed = await withView(session, 'month end', {
      filter: { search: 'db', columns: [{ kind: 'blank', field: 'owner', isBlank: true }] },
      sort: [{ field: 'account', direction: 'asc' }],
    })
    expect(narrowed.filter).toMatchObject({ search: 'db', regions: ['cn-east-3'] })
    expect(narrowed.filter.columns).toHaveLength(2)
    expect(narrowed.sort).toEqual([{ field: 'account', direction: 'asc' }])
  })

  it('names the views that there are when it does not know one', async () => {
    const { run } = await syncedDemo(20)
    const { code, stderr } = await run('items', 'list', '--view', 'nothing')
    expect(code).toBe(64)
    expect(stderr).toContain('contradictions')
  })
})
