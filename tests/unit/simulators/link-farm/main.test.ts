import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { runLinkFarm } from '../../../simulators/link-farm/main.ts'
import { createTempFolder } from '../../../support/temp-folder.ts'

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const texts = { out: '', err: '' }
  const terminal = {
    out: (text: string) => void (texts.out += text),
    err: (text: string) => void (texts.err += text),
  }
  const code = await runLinkFarm(args, terminal, AbortSignal.abort())
  return { code, ...texts }
}

function readCsv(text: string): Record<string, string>[] {
  return parse(text, { columns: true, relaxColumnCount: false })
}

describe('link farm command line', () => {
  it.each([
    [['--bogus'], '--bogus'],
    [['extra'], 'extra'],
    [['--links', 'many'], '--links'],
    [['--links', '0'], '--links'],
    [['--port', '65535'], '--port'],
    [['--seed', '-1'], '--seed'],
    [['--latency', '1.5'], '--latency'],
    [['--timeout-ms', '5'], '--timeout-ms'],
    [['--dns-delay', ''], '--dns-delay'],
  ])('refuses %j with exit 64 and names the reason', async (args, text) => {
    const { code, out, err } = await run(...args)
    expect([code, out]).toEqual([64, ''])
    expect(err).toContain(text)
  })

  it('explains every flag', async () => {
    const { code, out } = await run('--', '--help')
    expect(code).toBe(0)
    for (const flag of [
      'links',
      'only',
      'seed',
      'port',
      'latency',
      'timeout-ms',
      'names',
      'dns-port',
      'dns-delay',
      'csv',
      'json',
    ]) {
      expect(out).toContain(`--${flag}`)
    }
  })

  it('prints nothing but the list of links on standard output, and how to check them beside it', async () => {
    const { code, out, err } = await run('--links', '40', '--seed', '5')
    expect(code).toBe(0)
    expect(out.split('\r\n')[0]).toBe('name,url,backlink,group,whitelist')
    const rows = readCsv(out)
    expect(rows).toHaveLength(40)
    for (const row of rows) expect(row['url']).toMatch(/^https?:\/\/127\.\d+\.\d+\.\d+:\d+\/$/)
    expect(err).toMatch(/NODE_EXTRA_CA_CERTS=\S+ca\.pem npm run -s cli -- links check --allow-private/)
  })

  it('writes the list and the truths to files when told to', async () => {
    const folder = createTempFolder()
    const files = { csv: join(folder, 'links.csv'), json: join(folder, 'links.json') }
    const { out } = await run('--only', 'ok,status-404,white-listed', '--csv', files.csv, '--json', files.json)
    expect(out).toBe('')
    const rows = readCsv(readFileSync(files.csv, 'utf8'))
    const documents = JSON.parse(readFileSync(files.json, 'utf8')) as { name: string; truth: { verdict: string } }[]
    expect(documents.map(({ name }) => name)).toEqual(rows.map((row) => row['name']))
    expect(rows.map((row) => row['whitelist'] !== '')).toEqual([false, false, false, false, true, true])
    expect(documents.map(({ truth }) => truth.verdict)).toEqual(['ok', 'ok', 'broken', 'broken', 'skipped', 'skipped'])
  })

  it('says that it cannot start and why', async () => {
    const { code, err } = await run('--only', 'nonsense')
    expect(code).toBe(1)
    expect(err).toContain('no case "nonsense"')
  })

  it('runs as a program until SIGINT and sums up what it was asked', async () => {
    const launcher = fileURLToPath(new URL('../../../../scripts/simulate-links.mjs', import.meta.url))
    const child = spawn(process.execPath, [launcher, '--', '--only', 'soft-404'], { stdio: 'pipe' })
    const exit = once(child, 'exit')
    let out = ''
    let err = ''
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`ended early: ${err}`)))
      child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString()
        const found = /,(http:\S+?),/.exec(out)?.[1]
        if (found !== undefined) resolve(found)
      })
    })
    expect((await fetch(url)).status).toBe(200)
    child.kill('SIGINT')
    expect(await exit).toEqual([0, null])
    expect(err).toContain('requests: 1 (GET 1), at most 1 at once')
  })
})
