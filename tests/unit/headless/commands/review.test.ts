import { describe, expect, it, onTestFinished } from 'vitest'
import { createCliFolder } from '../../../support/cli.ts'
import { runInline } from '../../../support/inline-cli.ts'

function create() {
  const folder = createCliFolder()
  onTestFinished(() => folder.remove())
  const run = (...args: string[]) => runInline(folder, args)
  return {
    run,
    // eslint-disable-next-line typescript/no-explicit-any
    json: async (...args: string[]): Promise<Record<string, any>> => {
      const { json, stderr, code } = await run('--json', ...args)
      if (code !== 0) throw new Error(`${code} ${stderr}`)
      return json as Record<string, unknown>
    },
  }
}

describe('a review on the command line', () => {
  it('is marked done, compared with what has happened since, shown and removed', { timeout: 60_000 }, async () => {
    const { run, json } = create()
    await json('accounts', 'add', '--provider', 'demo', '--name', 'Demo', '--size', '30')
    await json('sync')
    const done = await json('review', 'done', 'November', '--note', 'month end')
    expect(done).toMatchObject({
      title: 'November',
      note: 'month end',
      figures: { contradictions: expect.any(Number) },
    })
    const [first] = (await json('items', 'list', '--page-size', '1'))['items'] as { id: string }[]
    await json('items', 'decide', first?.id as string, '--decision', 'let-expire', '--owner', '李娜')

    for (const since of ['review', 'review:November']) {
      const compared = await json('changes', '--since', since)
      expect(compared).toMatchObject({
        total: 1,
        items: [{ itemId: first?.id, kinds: ['decided', 'owner-changed'], decision: 'let-expire', isKnown: true }],
        from: { title: 'November', count: done['figures'].all.count },
        byKind: [
          { kind: 'decided', count: 1 },
          { kind: 'owner-changed', count: 1 },
        ],
      })
    }
    const last = await json('changes', '--since', 'last-run', '--page-size', '2')
    expect(last).toMatchObject({ page: 1, pageSize: 2, from: { count: 0 } })
    expect(last['items']).toHaveLength(2)
    expect(last['total']).toBe(done['figures'].all.count)
    const { stdout } = await run('changes', '--since', '2026-01-01', '--summary')
    expect(stdout).toContain('Appeared')
    expect((await json('changes', '--since', '2026-01-01'))['items'][0]).toHaveProperty('kind')

    const shown = await json('review', 'show', 'November', '--page-size', '5')
    expect(shown).toMatchObject({ id: done['id'], page: 1, pageSize: 5, title: 'November' })
    expect(shown['items']).toHaveLength(5)
    expect(shown['items'][0]).toMatchObject({ decision: 'undecided', owner: null })
    expect((await run('review', 'list')).stdout).toContain('November')

    expect(await run('review', 'remove', 'November')).toMatchObject({ code: 64 })
    expect(await json('review', 'remove', 'November', '--yes')).toEqual({ removed: done['id'] })
    expect(await json('review', 'list')).toEqual({ total: 0, items: [] })
    const none = await run('changes', '--since', 'review')
    expect(none).toMatchObject({ code: 1 })
    expect(none.stderr).toContain('review done TITLE')
    expect(none.stderr).not.toContain('removed')
    expect(await run('changes', '--net')).toMatchObject({ code: 64 })
    expect(await run('changes', '--since', 'yesterday')).toMatchObject({ code: 64 })
  })
})
