import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runHuaweiSimulator } from '../../../simulators/huawei/main.ts'
import { startHuaweiSimulator } from '../../../simulators/huawei/server.ts'
import { LOOPBACK_TLS } from './loopback-tls.ts'
import { ask, list, LIST } from './signed-request.ts'

describe('simulator server', () => {
  it('ends idle, waiting and half-sent connections at once when closed, and frees its port', async () => {
    const simulator = await startHuaweiSimulator({ resources: 5, latencyMs: { 'iam.domains': 600_000 } })
    const arrived = new Promise<void>((resolve) => {
      let count = 0
      simulator.onRequest(() => {
        count += 1
        if (count === 2) resolve()
      })
    })
    simulator.switches.failNext('bss.resources', 'hang')
    const hanging = ask(simulator.url, { path: LIST, body: {} })
    const waiting = ask(simulator.url, { path: '/v3/auth/domains' })
    const refusals = [expect(hanging).rejects.toThrow(), expect(waiting).rejects.toThrow()]
    const idle = connect(simulator.port, '127.0.0.1')
    idle.on('error', () => {})
    await once(idle, 'connect')
    idle.write('POST /v3/projects HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{')
    await arrived
    const idleEnded = new Promise<unknown>((resolve) => idle.once('close', resolve))

    await simulator.close()
    await Promise.all([...refusals, idleEnded])
    expect(simulator.stats.open).toBe(0)
    expect(simulator.stats.byStatus).toEqual({ 0: 2 })
    const again = await startHuaweiSimulator({ resources: 1, port: simulator.port })
    await again.close()
  })

  it('serves HTTPS with a given certificate, the port part of the signed host', async () => {
    const simulator = await startHuaweiSimulator({ resources: 3, tls: LOOPBACK_TLS })
    try {
      expect(simulator.url).toMatch(/^https:/)
      expect((await list(simulator.url)).json.total_count).toBe(3)
    } finally {
      await simulator.close()
    }
  })

  it('rejects when its port is taken', async () => {
    const first = await startHuaweiSimulator({ resources: 1 })
    try {
      await expect(startHuaweiSimulator({ resources: 1, port: first.port })).rejects.toMatchObject({
        code: 'EADDRINUSE',
      })
    } finally {
      await first.close()
    }
  })

  it('counts requests by API and status, logs them, and starts anew after a reset', async () => {
    const simulator = await startHuaweiSimulator({ resources: 12, now: () => Date.parse('2026-11-21T00:00:00Z') })
    try {
      const at = Date.parse('2026-11-21T00:00:00Z')
      await ask(simulator.url, { path: LIST, body: { limit: 10 }, at })
      await ask(simulator.url, { path: LIST, body: { offset: 10, limit: 10 }, at })
      const reply = await ask(simulator.url, { path: '/nowhere', at })
      expect(simulator.stats.byApi).toEqual({ 'bss.resources': 2, unknown: 1 })
      expect(simulator.stats.byStatus).toEqual({ 200: 2, 404: 1 })
      expect(simulator.stats.completeLists).toBe(1)
      expect(simulator.stats.requests[2]).toMatchObject({ n: 3, at, api: 'unknown', status: 404, url: '/nowhere' })
      expect(reply.headers['date']).toBe('Sat, 21 Nov 2026 00:00:00 GMT')
      expect(reply.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/)
      simulator.stats.reset()
      expect([simulator.stats.total, simulator.stats.requests]).toEqual([0, []])
    } finally {
      await simulator.close()
    }
  })

  it('lets a listener turn a switch for the very request that it hears of', async () => {
    const simulator = await startHuaweiSimulator({ resources: 5 })
    try {
      const heard: unknown[] = []
      const stop = simulator.onRequest((request) => {
        heard.push(request)
        simulator.switches.wrongTotal = request.n
      })
      expect((await list(simulator.url)).json.total_count).toBe(6)
      stop()
      await list(simulator.url)
      expect(heard).toEqual([{ n: 1, api: 'bss.resources' }])
    } finally {
      await simulator.close()
    }
  })

  it('evolves after every Nth complete list and not before', async () => {
    const simulator = await startHuaweiSimulator({ resources: 40, evolveEvery: 2 })
    try {
      const before = simulator.world.revision
      await list(simulator.url, { limit: 10 })
      await list(simulator.url, { limit: 40 })
      expect(simulator.world.revision).toBe(before)
      await list(simulator.url, { limit: 40 })
      expect(simulator.world.revision).toBeGreaterThan(before)
    } finally {
      await simulator.close()
    }
  })
})

describe('simulator command line', () => {
  const run = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
    const texts = { out: '', err: '' }
    const terminal = {
      out: (text: string) => void (texts.out += text),
      err: (text: string) => void (texts.err += text),
    }
    const code = await runHuaweiSimulator(args, terminal, AbortSignal.abort())
    return { code, ...texts }
  }

  it.each([
    [['--bogus'], '--bogus'],
    [['extra'], 'extra'],
    [['--resources', 'many'], '--resources'],
    [['--resources', '-1'], '--resources'],
    [['--port', '70000'], '--port'],
    [['--latency', '200-50'], '--latency'],
    [['--failure-rate', '1.5'], '--failure-rate'],
    [['--deny', 'config,dns'], '"dns"'],
    [['--shape', 'AWS'], '--shape'],
    [['--burst', '3'], '--burst needs --rate'],
    [['--access-key', 'AK'], 'belong together'],
  ])('refuses %j with exit 64 and names the reason', async (args, text) => {
    const { code, out, err } = await run(...args)
    expect([code, out]).toEqual([64, ''])
    expect(err).toContain(text)
  })

  it('explains every flag', async () => {
    const { code, out } = await run('--', '--help')
    expect(code).toBe(0)
    for (const flag of [
      'resources',
      'port',
      'seed',
      'latency',
      'rate',
      'burst',
      'shape',
      'failure-rate',
      'deny',
      'access-key',
      'secret-key',
      'evolve-every',
    ]) {
      expect(out).toContain(`--${flag}`)
    }
  })

  it('prints a line to connect with that survives a shell', async () => {
    const { out } = await run('--resources', '3', '--access-key', 'AK1', '--secret-key', "it's")
    expect(out).toMatch(/^Huawei Cloud simulator on http:\/\/127\.0\.0\.1:\d+ \(3 resources, access key AK1/)
    expect(out).toContain(
      String.raw`DUEWATCH_SECRET_KEY='it'\''s' npm run -s cli -- accounts add --provider huawei --name sim --endpoint http://`,
    )
    expect(out).toContain('npm run -s cli -- sync --account sim')
  })

  it('runs as a program until SIGTERM and sums up what it was asked', async () => {
    const launcher = fileURLToPath(new URL('../../../../scripts/simulate-huawei.mjs', import.meta.url))
    const child = spawn(process.execPath, [launcher, '--', '--resources', '30', '--deny', 'tms'], { stdio: 'pipe' })
    const exit = once(child, 'exit')
    let out = ''
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`ended early: ${out}`)))
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString()
        const found = /on (http:\S+) [\s\S]*sync --account sim/.exec(out)
        if (found?.[1]) resolve(found[1])
      })
    })
    expect((await list(url, { limit: 500 })).json.total_count).toBe(30)
    expect((await ask(url, { path: '/v2.0/resources/x/tags?resource_type=ecs' })).status).toBe(403)
    child.kill('SIGTERM')
    expect(await exit).toEqual([0, null])
    expect(out).toContain('2 requests, 1 complete lists')
    expect(out).toContain('bss.resources 1')
  })
})
