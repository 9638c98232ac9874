import { describe, expect, it, onTestFinished } from 'vitest'
import { createCliFolder } from '../../support/cli.ts'
import { runInline } from '../../support/inline-cli.ts'

async function syncedDemo() {
  const folder = createCliFolder()
  onTestFinished(() => folder.remove())
  await runInline(folder, ['accounts', 'add', '--provider', 'demo', '--name', 'Demo', '--size', '20'])
  const { json } = await runInline(folder, ['--json', 'sync'])
  return { folder, runId: json.runId as string }
}

describe('runs show', () => {
  it('shows the whole log, or only the lines of a level and above', async () => {
    const { folder, runId } = await syncedDemo()
    const levelsOf = async (...args: string[]): Promise<string[]> => {
      const { json } = await runInline(folder, ['--json', 'runs', 'show', runId, ...args])
      return json.log.map(({ level }: { level: string }) => level)
    }
    const all = await levelsOf('--log')
    expect(new Set(all)).toEqual(new Set(['debug', 'info']))
    expect(await levelsOf('--level', 'info')).toEqual(all.filter((level) => level !== 'debug'))
    expect(await levelsOf('--log', '--level', 'warn')).toEqual([])
    expect((await runInline(folder, ['runs', 'show', runId, '--level', 'loud'])).code).toBe(64)
  })
})

describe('items decide', () => {
  it('acknowledges and takes it back', async () => {
    const { folder } = await syncedDemo()
    const { json: list } = await runInline(folder, ['--json', 'items', 'list', '--page-size', '1'])
    const { id } = list.items[0]
    const acknowledgedAt = async (flag: string): Promise<string | null> =>
      (await runInline(folder, ['--json', 'items', 'decide', id, flag])).json.items[0].acknowledgedAt
    expect(await acknowledgedAt('--acknowledge')).toMatch(/^\d{4}-/)
    expect(await acknowledgedAt('--unacknowledge')).toBeNull()
  })
})

describe('items show', () => {
  it('says what the deadline is, which changes with what people decide', async () => {
    const { folder } = await syncedDemo()
    const list = await runInline(folder, ['--json', 'items', 'list', '--mode', 'auto', '--page-size', '1'])
    const { id } = list.json.items[0]
    const shown = async () => (await runInline(folder, ['--lang', 'en', 'items', 'show', id])).stdout
    expect(await shown()).toContain('automatic charge')
    await runInline(folder, ['items', 'decide', id, '--decision', 'let-expire'])
    expect(await shown()).toContain('last moment to switch auto-renew off')
  })
})
