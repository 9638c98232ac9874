import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'vite'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { AppError } from '../../../../src/shared/domain/app-error.ts'
import { NO_METRICS } from '../../../../src/shared/domain/run.ts'
import {
  all,
  execScript,
  openReadDb,
  openWriteDb,
  transaction,
  type ReadDb,
} from '../../../../src/core/db/connection.ts'
import { createInstanceLease } from '../../../../src/core/db/instance-lease.ts'
import { listAccounts } from '../../../../src/core/db/repositories/account.ts'
import { getRun } from '../../../../src/core/db/repositories/run.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import type { Writer } from '../../../../src/core/db/write-commands.ts'
import { startWriter, type WriterOptions } from '../../../../src/core/db/writer-client.ts'
import { aNewAccount, insertItem } from '../../../support/db-builders.ts'
import { aFact, toBatch } from '../../../support/fact-builders.ts'
import { createTempFolder } from '../../../support/temp-folder.ts'

const threadUrl = new URL('../../../../src/core/db/writer-thread.ts', import.meta.url)

interface Started {
  readonly dataDir: string
  readonly file: string
  readonly writer: Writer
  readonly read: ReadDb
}

async function start(options: Partial<WriterOptions> = {}): Promise<Started> {
  const dataDir = createTempFolder()
  const file = join(dataDir, 'duewatch.sqlite')
  const writer = await startWriter({ file, threadUrl, ...options })
  const read = openReadDb(file)
  onTestFinished(async () => {
    read.close()
    await writer.close()
  })
  return { dataDir, file, writer, read }
}

const aRun = (accountId: string) =>
  ({ accountId, kind: 'manual', windowDays: null, retryOf: null, instanceId: 'i', at: 0 }) as const

/** A thread that does something that the real one never should. */
function aThread(code: string): URL {
  const file = join(createTempFolder(), 'thread.mjs')
  writeFileSync(file, `import { parentPort } from 'node:worker_threads'\n${code}`)
  return pathToFileURL(file)
}

describe('startWriter', () => {
  it('makes the database and carries out commands, which readers see once they are answered', async () => {
    const { writer, read } = await start()
    const account = await writer.call('account.add', { ...aNewAccount(), at: 7 })
    expect(listAccounts(read)).toEqual([account])
  })

  it('carries out calls in the order in which they were made', async () => {
    const { writer, read } = await start()
    const { accountId } = await writer.call('account.add', { ...aNewAccount(), at: 0 })
    const names = Array.from({ length: 50 }, (_, index) => `name ${index}`)
    const answers = await Promise.all(
      names.map((name) => writer.call('account.update', { accountId, patch: { name } })),
    )
    expect(answers.map((answer) => answer.name)).toEqual(names)
    expect(listAccounts(read)[0]?.name).toBe('name 49')
  })

  it('brings errors across with code, parameters and the original words', async () => {
    const { writer } = await start()
    await writer.call('account.add', { ...aNewAccount(), at: 0 })
    const error = await writer
      .call('account.add', { ...aNewAccount(), at: 0 })
      .catch((caught: unknown) => caught as AppError)
    expect(error).toMatchObject({ name: 'AppError', code: 'ACCOUNT_NAME_TAKEN', params: { account: '生产账号' } })
    const bug = await writer.call('run.begin', null as never).catch((caught: unknown) => caught as AppError)
    expect(bug).toMatchObject({ code: 'INTERNAL', raw: expect.stringContaining('runId') as string })
    expect(((bug as AppError).cause as Error).stack).toContain('transactions/run.ts')
  })

  it('refuses a command that does not exist', async () => {
    const { writer } = await start()
    for (const name of ['account.drop', 'toString', '__proto__']) {
      await expect(writer.call(name as 'db.check', { isThorough: true })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    }
  })

  it('goes on after input that cannot be sent', async () => {
    const { writer } = await start()
    await expect(writer.call('db.check', { isThorough: () => {} } as never)).rejects.toThrow()
    await expect(writer.call('db.check', { isThorough: false })).resolves.toEqual({ problems: [] })
  })

  it('knows in its thread which instances of this very process are alive', async () => {
    const { writer, dataDir } = await start()
    const { accountId } = await writer.call('account.add', { ...aNewAccount(), at: 0 })
    const lease = createInstanceLease(dataDir)
    const first = await writer.call('run.create', { ...aRun(accountId), instanceId: lease.instanceId })
    const joined = await writer.call('run.create', aRun(accountId))
    lease.release()
    expect(joined).toEqual({ ...first, isNew: false })
    expect(await writer.call('run.create', aRun(accountId))).toMatchObject({ isNew: true })
  })

  it('gives the thread the clock of the caller, so that backups carry its time', async () => {
    const dataDir = createTempFolder()
    const file = join(dataDir, 'duewatch.sqlite')
    const old = openWriteDb(file)
    execScript(old, 'CREATE TABLE before_versions (x)')
    old.close()
    const again = await startWriter({ file, threadUrl, clock: { now: () => Date.UTC(2030, 0, 2) } })
    await again.close()
    expect(readdirSync(join(dataDir, 'backups'))).toEqual(['before-v10-20300102T000000000Z.sqlite'])
  })

  it.each([
    ['DB_DAMAGED', (file: string) => writeFileSync(file, 'no database '.repeat(500))],
    ['FILE_UNWRITABLE', (file: string) => writeFileSync(join(file, '..', 'blocked'), '')],
  ])('rejects with %s when the file cannot be opened', async (code, spoil) => {
    const dataDir = createTempFolder()
    const file = join(dataDir, 'duewatch.sqlite')
    spoil(file)
    const path = code === 'FILE_UNWRITABLE' ? join(dataDir, 'blocked', 'duewatch.sqlite') : file
    const params: unknown = expect.objectContaining({ file: path })
    await expect(startWriter({ file: path, threadUrl })).rejects.toMatchObject({ code, params })
  })

  it('rejects with the newer version and leaves that file as it is', async () => {
    const { file, writer, read } = await start()
    read.close()
    await writer.close()
    const bytes = readFileSync(file)
    // Bytes 60 to 63 of the header are user_version (SQLite file format 1.3).
    bytes.writeUInt32BE(990, 60)
    writeFileSync(file, bytes)
    await expect(startWriter({ file, threadUrl })).rejects.toMatchObject({
      code: 'DB_FROM_FUTURE',
      params: { version: 990 },
    })
    expect(readFileSync(file).equals(bytes)).toBe(true)
  })
})

describe('stage.add over the thread', () => {
  async function staging() {
    const started = await start()
    const { accountId } = await started.writer.call('account.add', { ...aNewAccount(), at: 0 })
    const { runId } = await started.writer.call('run.create', aRun(accountId))
    await started.writer.call('run.begin', { runId })
    await started.writer.call('stage.open', { runId })
    return { ...started, runId }
  }

  it('moves the bytes instead of copying them', async () => {
    const { writer, runId } = await staging()
    const batch = toBatch('items', [aFact({ resourceId: 'a' })])
    const payload = new Uint8Array(batch.payload)
    await expect(writer.call('stage.add', { runId, batch: { ...batch, payload } })).resolves.toEqual({ rows: 1 })
    expect(payload.byteLength).toBe(0)
  })

  it('leaves the rest of a shared buffer alone', async () => {
    const { writer, runId } = await staging()
    const batch = toBatch('items', [aFact({ resourceId: 'a' })])
    const frame = new Uint8Array(batch.payload.byteLength + 100).fill(7)
    frame.set(batch.payload, 50)
    const payload = frame.subarray(50, 50 + batch.payload.byteLength)
    await expect(writer.call('stage.add', { runId, batch: { ...batch, payload } })).resolves.toEqual({ rows: 1 })
    expect([frame.byteLength, frame[0]]).toEqual([batch.payload.byteLength + 100, 7])
  })

  it('passes a whole sync through to the readers', async () => {
    const { writer, runId, read } = await staging()
    const facts = Array.from({ length: 10 }, (_, index) => aFact({ resourceId: `r${index}` }))
    await writer.call('stage.add', { runId, batch: toBatch('items', facts) })
    const ended = await writer.call('sync.commit', {
      runId,
      outcome: { distinct: 10, reportedTotal: 10, isStable: true, unreadable: 0, passes: 1, tags: 'none', warnings: 0 },
      metrics: NO_METRICS,
      warnings: 0,
      at: 5,
      cancelFlag: new SharedArrayBuffer(4),
    })
    expect(ended).toMatchObject({ state: 'succeeded', added: 10 })
    expect(getRun(read, runId)).toEqual(ended)
    expect(listAccounts(read)[0]).toMatchObject({ itemCount: 10, activeRunId: null })
  })
})

describe('a host of its own', () => {
  it('copies the log into the file by itself soon after a large edit', async () => {
    const { writer, read, file } = await start()
    const { accountId } = await writer.call('account.add', { ...aNewAccount(), at: 0 })
    const db = openWriteDb(file)
    transaction(db, () => {
      for (let count = 0; count < 8000; count += 1) insertItem(db, { accountId, expiresAt: count })
    })
    execScript(db, 'PRAGMA wal_checkpoint(TRUNCATE)')
    db.close()
    const rows = all<{ key: number }>(read, 'test', sql`SELECT item_key AS key FROM item`)
    const { size } = statSync(file)
    const patch = { decision: 'renew', owner: '王芳', note: 'x'.repeat(500) } as const
    await writer.call('review.set', { itemKeys: rows.map(({ key }) => key), patch, by: 'test', at: 1 })
    await vi.waitFor(() => expect(statSync(file).size).toBeGreaterThan(size + 4_000_000), { timeout: 10_000 })
  }, 20_000)

  it('may be started with flags that a thread would not understand', async () => {
    const [client, folder] = [new URL('../../../../src/core/db/writer-client.ts', import.meta.url), createTempFolder()]
    const script = `const { startWriter } = await import(${JSON.stringify(client.href)})
      const threadUrl = new URL(${JSON.stringify(threadUrl.href)})
      const writer = await startWriter({ file: ${JSON.stringify(join(folder, 'duewatch.sqlite'))}, threadUrl })
      console.log(JSON.stringify(await writer.call('db.check', { isThorough: true })))
      await writer.close()`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
    expect(JSON.parse(stdout)).toEqual({ problems: [] })
  })

  it('leaves a whole database and its last answered write when it is killed', async () => {
    const [client, folder] = [new URL('../../../../src/core/db/writer-client.ts', import.meta.url), createTempFolder()]
    const file = join(folder, 'duewatch.sqlite')
    const script = `const { startWriter } = await import(${JSON.stringify(client.href)})
      const threadUrl = new URL(${JSON.stringify(threadUrl.href)})
      const writer = await startWriter({ file: ${JSON.stringify(file)}, threadUrl })
      const set = (userName) => writer.call('settings.update', { patch: { userName } })
      await set('answered')
      for (let index = 0; index < 200; index += 1) void set('later ' + index)
      await set('last').then(() => process.kill(process.pid, 'SIGKILL'))`
    const child = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
    await expect(child).rejects.toMatchObject({ signal: 'SIGKILL' })
    const writer = await startWriter({ file, threadUrl })
    onTestFinished(() => writer.close())
    expect(await writer.call('db.check', { isThorough: true })).toEqual({ problems: [] })
    expect(await writer.call('settings.update', { patch: {} })).toMatchObject({ userName: 'last' })
  })
})

describe('the end of the writer', () => {
  it('lets what was called end, then refuses, and leaves one file behind', async () => {
    const { writer, file, read } = await start()
    read.close()
    const adding = writer.call('account.add', { ...aNewAccount(), at: 0 })
    const closing = writer.close()
    await expect(writer.call('db.check', { isThorough: false })).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
    await expect(adding).resolves.toMatchObject({ name: '生产账号' })
    await closing
    await writer.close()
    expect(() => readFileSync(`${file}-wal`)).toThrow('ENOENT')
  })

  it('rejects what waits and what comes when the thread dies', async () => {
    const deaths: AppError[] = []
    const url = aThread(`parentPort.postMessage({ kind: 'ready' })
      parentPort.on('message', () => { throw new Error('broken thread') })`)
    const writer = await startWriter({ file: 'unused', threadUrl: url, onDeath: (error) => deaths.push(error) })
    const dead: unknown = expect.objectContaining({
      code: 'DB_LOST',
      raw: expect.stringContaining('broken thread') as string,
    })
    const calls = [1, 2].map(() => writer.call('db.check', { isThorough: false }))
    for (const call of calls) await expect(call).rejects.toEqual(dead)
    await expect(writer.call('db.check', { isThorough: false })).rejects.toEqual(dead)
    expect(deaths).toEqual([dead])
    await writer.close()
  })

  it('rejects when the thread ends before it was ready', async () => {
    const start = startWriter({ file: 'unused', threadUrl: aThread('process.exit(3)') })
    await expect(start).rejects.toMatchObject({ code: 'INTERNAL', raw: 'writer thread ended (3)' })
    const missing = startWriter({ file: 'unused', threadUrl: new URL('file:///no/such/thread.mjs') })
    await expect(missing).rejects.toMatchObject({ code: 'INTERNAL' })
  })
})

describe('the thread as a bundle', () => {
  it('works like the source', async () => {
    // Inside the project, so that the bundle finds the native library.
    const folder = join(import.meta.dirname, '../../../../.tmp', `writer-bundle-${process.pid}`)
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    await build({
      logLevel: 'silent',
      configFile: false,
      build: {
        ssr: threadUrl.pathname,
        outDir: folder,
        target: 'node20',
        rolldownOptions: { output: { entryFileNames: 'writer-thread.mjs' } },
      },
    })
    const { writer } = await start({ threadUrl: pathToFileURL(join(folder, 'writer-thread.mjs')) })
    await expect(writer.call('account.add', { ...aNewAccount(), at: 0 })).resolves.toMatchObject({ provider: 'huawei' })
  })
})
