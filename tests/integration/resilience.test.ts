import { createServer } from 'node:net'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startHuaweiSimulator, type HuaweiSimulator, type SimulatorOptions } from '../simulators/huawei/server.ts'
import type { FailureKind } from '../simulators/huawei/switches.ts'
import { expectItems } from '../support/huawei-oracle.ts'
import { createHuaweiFolder, startHuaweiFolder, type HuaweiFolder } from '../support/huawei-folder.ts'
import { startTestApp } from '../support/test-app.ts'
import { LOOPBACK_TLS } from '../unit/simulators/huawei/loopback-tls.ts'

interface ItemJson {
  readonly [field: string]: unknown
  readonly resourceId: string
}

/** The list is the account: nothing lost, nothing twice, every fact and tag as the cloud has it. */
function expectPicture(items: readonly ItemJson[], { world }: HuaweiSimulator): void {
  const expected = new Map(expectItems(world, Date.now()).map((item) => [item.resourceId, item]))
  expect(items.map(({ resourceId }) => resourceId).toSorted()).toEqual([...expected.keys()].toSorted())
  for (const item of items) {
    const wanted = expected.get(item.resourceId)
    expect(item).toMatchObject({
      resourceName: wanted?.resourceName,
      expireTime: wanted?.expireTime,
      status: wanted?.status,
      renewalMode: wanted?.renewalMode,
      enterpriseProjectName: wanted?.enterpriseProjectName,
      isActive: true,
    })
    expect(item['tags']).toEqual(wanted?.tags)
  }
}

describe('a cloud in which 30 % of all requests fail', () => {
  const REFUSALS: readonly FailureKind[] = ['429-apig', '429-cbc', '500', '502', '503', '504']
  const BREAKS: readonly FailureKind[] = ['reset', 'half-json', 'empty-200', 'html-200']

  it.each([
    ['with refusals for speed and server errors', REFUSALS],
    ['and broken connections, half documents and pages of a proxy', [...REFUSALS, ...BREAKS]],
  ])('%s is still read completely, nothing lost or doubled', async (_name, kinds) => {
    const { simulator, folder, items } = await createHuaweiFolder({
      resources: 1_600,
      failureRate: { probability: 0.3, kinds },
    })
    const { code, json, stderr } = await folder.run(['sync'])
    expect(code, stderr).toBe(0)
    expect(json).toMatchObject({ fetched: 1_600, reportedTotal: 1_600, complete: true, added: 1_600, error: null })
    expect(json.metrics.retries).toBeGreaterThan(0)
    expectPicture(await items(), simulator)
  })
})

describe('a key that may not read everything', () => {
  async function syncWith(options: Partial<SimulatorOptions>) {
    const made = await createHuaweiFolder({ resources: 90, ...options })
    const run = await made.syncWhole()
    const shown = await made.run(['runs', 'show', run.runId, '--log'])
    const warnings = shown.json.log.filter(({ level }: { level: string }) => level === 'warn')
    return { ...made, result: run, codes: warnings.map(({ code }: { code: string }) => code), warnings }
  }

  it('reads tags one by one when they may not be read in bulk, and gets the same tags', async () => {
    const { simulator, items, codes } = await syncWith({ deny: new Set(['config']) })
    expect(codes).toEqual(['huawei.inventory-forbidden'])
    expectPicture(await items(), simulator)
    expect(simulator.stats.byApi['tms.resource-tags']).toBeGreaterThanOrEqual(90)
  })

  it('goes on without tags when nobody may read them, says so, and stays complete', async () => {
    const { items, codes, result, warnings } = await syncWith({ deny: new Set(['config', 'tms']) })
    expect(codes).toEqual(['huawei.inventory-forbidden', 'huawei.tags-forbidden'])
    expect(result.warnings).toBe(2)
    expect(warnings.every(({ message }: { message: string }) => message.length > 20)).toBe(true)
    expect((await items()).every(({ tags }) => tags === null)).toBe(true)
  })

  it('keeps the tags that are known when they can no longer be read', async () => {
    const { simulator, items, syncWhole } = await createHuaweiFolder({ resources: 60 })
    await syncWhole()
    const before = await items()
    simulator.switches.deny = new Set(['config', 'tms'])
    const run = await syncWhole()
    expect(run).toMatchObject({ unchanged: 60, changed: 0 })
    const after = await items()
    expect(after.map(({ tags }) => tags)).toEqual(before.map(({ tags }) => tags))
  })

  it('shows projects by their number when their names may not be read', async () => {
    const made = await createHuaweiFolder({ resources: 40, deny: new Set(['eps']) })
    const [resource] = made.simulator.world.listed()
    const project = resource?.enterpriseProjectId as string
    made.simulator.world.mutate.setRaw(resource?.id as string, { enterprise_project: { id: project } })
    const run = await made.syncWhole()
    expect(run.warnings).toBe(1)
    const item = (await made.items()).find(({ resourceId }) => resourceId === resource?.id)
    expect(item).toMatchObject({ enterpriseProjectId: project, enterpriseProjectName: null })
  })

  it('leaves prices out when they may not be asked for, and asks once only', async () => {
    const { items, codes } = await syncWith({ deny: new Set(['rating']) })
    expect(codes).toEqual(['huawei.prices-unavailable'])
    expect((await items()).every(({ price, currency }) => price === null && currency === null)).toBe(true)
  })
})

describe('a sync that cannot work', () => {
  let shared: HuaweiFolder
  let tls: HuaweiSimulator
  let picture: ItemJson[]
  let closedPort: number

  beforeAll(async () => {
    shared = await startHuaweiFolder({ resources: 120 })
    tls = await startHuaweiSimulator({ resources: 1, tls: LOOPBACK_TLS })
    closedPort = await freePort()
    await shared.syncWhole()
    picture = await shared.items()
  })

  afterAll(async () => {
    await shared?.close()
    await tls?.close()
  })

  beforeEach(async () => {
    shared.simulator.switches.reset()
    await configure({})
  })

  async function configure(patch: {
    readonly endpoint?: string
    readonly accessKey?: string
    readonly secretKey?: string
    readonly limits?: { readonly requestTimeoutMs: number }
  }): Promise<void> {
    const { folder, simulator, account } = shared
    const app = await startTestApp({ dataDir: folder.dataDir, keyFile: folder.keyFile })
    try {
      const { accountId } = await app.request('account.get', { name: account })
      await app.request('account.update', {
        accountId,
        patch: {
          endpoint: simulator.url,
          accessKey: 'AKEXAMPLE',
          secretKey: 'SKEXAMPLE',
          limits: { requestTimeoutMs: 15_000 },
          ...patch,
        },
      })
    } finally {
      await app.stop()
    }
  }

  interface Failure {
    readonly name: string
    readonly code: string
    readonly arrange: () => Promise<void> | void
    /** Requests that may have gone out at most; wrong signatures lock a key after five. */
    readonly maxRequests?: number
    readonly names?: () => string
    readonly repair?: () => void
  }

  const failures: readonly Failure[] = [
    {
      name: 'an access key that nobody knows',
      code: 'CLOUD_KEY_UNKNOWN',
      arrange: () => configure({ accessKey: 'AKNOBODY' }),
      maxRequests: 4,
    },
    {
      name: 'a secret key that does not fit',
      code: 'CLOUD_SECRET_WRONG',
      arrange: () => configure({ secretKey: 'SKWRONGSECRET' }),
      maxRequests: 4,
    },
    {
      name: 'a clock that is off by 20 minutes',
      code: 'CLOUD_CLOCK_SKEWED',
      arrange: () => void (shared.simulator.switches.clockOffsetMs = 20 * 60_000),
      maxRequests: 4,
      names: () => '20',
    },
    {
      name: 'a key that may not list resources',
      code: 'CLOUD_FORBIDDEN',
      arrange: () => void (shared.simulator.switches.deny = new Set(['bss'])),
    },
    {
      name: 'a host that nobody listens on',
      code: 'NET_UNREACHABLE',
      arrange: () => configure({ endpoint: `http://127.0.0.1:${closedPort}` }),
      names: () => `127.0.0.1:${closedPort}`,
    },
    {
      name: 'a host without an address',
      code: 'NET_DNS',
      arrange: () => configure({ endpoint: 'http://nothing.invalid' }),
      names: () => 'nothing.invalid',
    },
    {
      name: 'a certificate that nobody has signed',
      code: 'NET_TLS',
      arrange: () => configure({ endpoint: tls.url }),
      names: () => `127.0.0.1:${tls.port}`,
    },
    {
      name: 'a cloud that never answers',
      code: 'NET_TIMEOUT',
      arrange: async () => {
        await configure({ limits: { requestTimeoutMs: 300 } })
        shared.simulator.switches.hang = true
      },
      names: () => '0.3',
    },
    {
      name: 'a secret that is gone',
      code: 'SECRET_MISSING',
      arrange: () => rmSync(join(shared.folder.dataDir, 'secrets.json')),
      maxRequests: 0,
      names: () => shared.account,
    },
    {
      name: 'a secret that another key has encrypted',
      code: 'SECRET_UNREADABLE',
      arrange: () => {
        renameSync(shared.folder.keyFile, `${shared.folder.keyFile}.kept`)
        writeFileSync(shared.folder.keyFile, Buffer.alloc(32, 7).toString('base64'), { mode: 0o600 })
      },
      repair: () => renameSync(`${shared.folder.keyFile}.kept`, shared.folder.keyFile),
      maxRequests: 0,
    },
  ]

  it.each(failures)(
    'because of $name ends as $code, in both languages, and leaves the picture as it was',
    async (failure) => {
      const { simulator, folder, run, items } = shared
      await failure.arrange()
      try {
        simulator.stats.reset()
        const { code, json, stdout, stderr } = await folder.run(['--lang', 'zh-CN', 'sync'])
        expect(code, stderr).toBe(1)
        expect(json).toMatchObject({ status: 'failed', complete: false, gone: 0, added: 0, changed: 0 })
        expect(json.error).toMatchObject({ code: failure.code })
        expect(json.endedAt).not.toBeNull()
        const english = await run(['--lang', 'en', 'runs', 'show', json.runId, '--log'])
        expect(english.json.error.code).toBe(failure.code)
        const sentences = { 'zh-CN': json.error.message as string, en: english.json.error.message as string }
        expect(sentences['zh-CN']).toMatch(/[\u4e00-\u9fff].*。/)
        expect(sentences.en.replace(shared.account, '')).toMatch(/^[^\u4e00-\u9fff]*[a-z)]\./)
        for (const sentence of Object.values(sentences)) {
          expect(sentence.length).toBeLessThanOrEqual(500)
          expect(sentence).not.toContain('{{')
          expect(sentence).toContain(failure.names?.() ?? '')
        }
        expect(stdout + stderr + english.stdout).not.toMatch(/SKEXAMPLE|SKWRONGSECRET/)
        const last = english.json.log.at(-1)
        expect(last).toMatchObject({ level: 'error', code: 'sync.failed', message: sentences.en })
        expect(stderr).toContain(sentences['zh-CN'])

        // The process has ended, so what has arrived by now is all that was ever sent.
        expect(simulator.stats.total).toBeLessThanOrEqual(failure.maxRequests ?? Infinity)
        expect(await items()).toEqual(picture)
      } finally {
        failure.repair?.()
      }
    },
  )

  it('sends nothing more once the key has been refused, although the program stays open', async () => {
    const { folder, simulator } = shared
    await configure({ secretKey: 'SKWRONGSECRET' })
    simulator.stats.reset()
    const app = await startTestApp({ dataDir: folder.dataDir, keyFile: folder.keyFile })
    try {
      const run = await app.sync(await app.request('account.get', { name: shared.account }))
      expect(run).toMatchObject({ state: 'failed', error: { code: 'CLOUD_SECRET_WRONG' } })
      const { total } = simulator.stats
      expect(total).toBeLessThan(5)
      expect(simulator.stats.open).toBe(0)
      await app.stop()
      expect(simulator.stats.total).toBe(total)
      expect(app.errors).toEqual([])
    } finally {
      await app.stop()
    }
  })
})

/** A port of this machine on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return typeof address === 'object' && address !== null ? address.port : 0
}
