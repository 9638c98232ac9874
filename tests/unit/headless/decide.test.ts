import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCliFolder, type CliFolder } from '../../support/cli.ts'
import { runInline } from '../../support/inline-cli.ts'

let folder: CliFolder
let unused: string[]

const run = (args: readonly string[], stdin?: string) => runInline(folder, args, stdin === undefined ? {} : { stdin })

/** Items that no test has spoken about yet. */
const takeIds = (count: number): string[] => unused.splice(0, count)
const takeId = (): string => takeIds(1)[0] as string

beforeAll(async () => {
  folder = createCliFolder()
  await run(['accounts', 'add', '--provider', 'demo', '--name', 'Demo', '--size', '20'])
  await run(['--json', 'sync'])
  const { json } = await run(['--json', 'items', 'list', '--page-size', '10'])
  unused = json.items.map(({ id }: { id: string }) => id)
}, 60_000)

afterAll(() => folder.remove())

describe('items decide', () => {
  it('takes ids from arguments and from standard input, and says how to take it back', async () => {
    const [first, ...others] = takeIds(3) as [string, string, string]
    const stdin = `\uFEFF${others.join('\r\n')}\n\n ${first} \n`
    const decided = await run(['--json', 'items', 'decide', first, '-', '--decision', 'renew', '--tag', 'a,b'], stdin)
    expect(decided.json).toMatchObject({ changed: 3, total: 3, editId: expect.any(String) })
    expect(decided.json.items.map(({ decision }: { decision: string }) => decision)).toEqual([
      'renew',
      'renew',
      'renew',
    ])
    const human = await run(['items', 'decide', first, '--untag', 'A,B', '--append-note', 'x'])
    const editId = /items undo (\S+)/.exec(human.stdout)?.[1] as string
    expect((await run(['--json', 'items', 'undo', editId])).json).toEqual({ editId, restored: 1, skipped: 0 })
    const shown = (await run(['--json', 'items', 'show', first])).json
    expect(shown).toMatchObject({ customTags: ['a,b'], note: null, decision: 'renew', decidedFor: shown.expireTime })
    expect(await run(['--json', 'items', 'undo', editId])).toMatchObject({
      code: 1,
      json: { error: { code: 'EDIT_UNDONE' } },
    })
  })

  it('says only what would happen with --dry-run', async () => {
    const id = takeId()
    const before: number = (await run(['--json', 'items', 'edits'])).json.total
    const { json } = await run(['--json', 'items', 'decide', id, '--owner', 'Li', '--dry-run'])
    expect(json).toMatchObject({ count: 1, changed: 1, fields: [{ field: 'owner', changed: 1, replaced: 0 }] })
    expect((await run(['items', 'decide', id, '--owner', 'Li', '--dry-run'])).stdout).toContain(
      '1 of 1 items would change',
    )
    expect((await run(['--json', 'items', 'show', id])).json).toMatchObject({ owner: null, history: [] })
    expect((await run(['--json', 'items', 'edits'])).json.total).toBe(before)
  })

  it.each([
    ['both ways to write a note', ['--note', 'a', '--append-note', 'b']],
    ['both ways to acknowledge', ['--acknowledge', '--unacknowledge']],
    ['nothing to say', []],
  ])('refuses %s', async (_, options) => {
    const id = takeId()
    expect(await run(['items', 'decide', id, ...options])).toMatchObject({ code: 64 })
  })

  it('refuses an empty list of ids', async () => {
    expect(await run(['items', 'decide', '-', '--owner', 'x'], '\n')).toMatchObject({ code: 64 })
  })
})

describe('items edits', () => {
  it('lists what can be taken back, the newest first, in words', async () => {
    const id = takeId()
    await run(['items', 'decide', id, '--decision', 'let-expire', '--tag', 'x', '--snooze-until', '2099-01-01'])
    await run(['items', 'decide', id, '--owner', '', '--backup-owner', 'Li', '--acknowledge'])
    const { json } = await run(['--json', 'items', 'edits'])
    expect(json.items.slice(0, 2)).toMatchObject([
      { items: 1, undoneAt: null, patch: { owner: null, backupOwner: 'Li', isAcknowledged: true } },
      { patch: { decision: 'let-expire', tagsAdded: ['x'], snoozedUntil: '2099-01-01' } },
    ])
    const { stdout } = await run(['items', 'edits'])
    expect(stdout).toContain('owner: empty')
    expect(stdout).toContain('add tags: x')
  })
})

describe('items show', () => {
  it('says for which expiry a decision was made, in its history as well', async () => {
    const id = takeId()
    await run(['items', 'decide', id, '--decision', 'let-expire'])
    const { json } = await run(['--json', 'items', 'show', id])
    expect(json.history).toEqual([
      {
        at: expect.any(String),
        by: expect.any(String),
        field: 'decision',
        old: 'undecided',
        new: 'let-expire',
        expireTime: json.expireTime,
        runId: null,
      },
    ])
    expect((await run(['items', 'show', id])).stdout).toContain(`(for the expiry on ${json.expireOn})`)
  })
})
