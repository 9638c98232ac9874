import { describe, expect, it } from 'vitest'
import { createNames, type NamesOptions } from '../../../../src/worker/links/names.ts'
import type { LookUp } from '../../../../src/worker/links/ports.ts'
import { toProblem } from '../../../../src/worker/links/problems.ts'
import { checkOne } from './support/link-run.ts'
import { reply, startWireServer } from './support/wire-server.ts'

function create(lookUp: LookUp, options: Partial<NamesOptions> = {}) {
  return createNames({ lookUp, concurrency: 4, timeoutMs: 1_000, signal: new AbortController().signal, ...options })
}

const found = (...addresses: string[]) => ({ isFine: true, value: addresses }) as const
const failed = { isFine: false, problem: toProblem('dns', 'name-lookup-failed') } as const

describe('the names of a run', () => {
  it('are asked for once each, and addresses not at all', async () => {
    const asked: string[] = []
    const names = create(async (host) => {
      asked.push(host)
      return found('127.0.0.1')
    })
    await Promise.all(['a.test', 'b.test', 'a.test', '127.0.0.1', '::1'].map(names.find))
    await names.find('a.test')
    expect(asked).toEqual(['a.test', 'b.test'])
    expect((await names.find('::1')).outcome).toEqual(found('::1'))
  })

  it('wait for their turn without being counted late', async () => {
    const names = create(() => new Promise((resolve) => setTimeout(resolve, 150, found('127.0.0.1'))), {
      concurrency: 1,
      timeoutMs: 500,
    })
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((name) => names.find(`${name}.test`)))
    expect(all.map(({ outcome }) => outcome.isFine)).toEqual([true, true, true, true])
  })

  it('are asked for again when the resolver itself failed, and not when the name does not exist', async () => {
    let questions = 0
    const flaky = create(async () => {
      questions += 1
      return questions < 3 ? failed : found('127.0.0.1')
    })
    expect((await flaky.find('a.test')).outcome.isFine).toBe(true)
    let missing = 0
    const none = create(async () => {
      missing += 1
      return { isFine: false, problem: toProblem('dns', 'name-not-found') }
    })
    await none.find('a.test')
    expect([questions, missing]).toEqual([3, 1])
  })

  it('are asked for more slowly when the resolver refuses many', async () => {
    let open = 0
    let mostLately = 0
    let questions = 0
    const names = create(
      async () => {
        questions += 1
        const isRefused = questions <= 40
        open += 1
        if (questions > 100) mostLately = Math.max(mostLately, open)
        await new Promise((resolve) => setTimeout(resolve, 5))
        open -= 1
        return isRefused ? failed : found('127.0.0.1')
      },
      { concurrency: 40, timeoutMs: 10_000 },
    )
    const all = await Promise.all(Array.from({ length: 160 }, (_, index) => names.find(`n${index}.test`)))
    expect(all.every(({ outcome }) => outcome.isFine)).toBe(true)
    expect(mostLately).toBeLessThan(40)
  })

  it('are given up when a resolver is silent', async () => {
    const names = create(() => new Promise(() => {}), { timeoutMs: 60 })
    const { outcome } = await names.find('a.test')
    expect(outcome).toMatchObject({ problem: { verdict: 'dns', cause: 'name-lookup-timeout' } })
  })

  it('end at once when the run is aborted', async () => {
    const controller = new AbortController()
    const names = create(() => new Promise(() => {}), { timeoutMs: 60_000, signal: controller.signal })
    const answer = names.find('a.test')
    await new Promise((resolve) => setImmediate(resolve))
    controller.abort()
    expect((await answer).outcome.isFine).toBe(false)
  })
})

describe('a connection', () => {
  it('goes to the address that was judged, although the name leads elsewhere when asked again', async () => {
    await using server = await startWireServer((request) => reply(request, 200))
    let questions = 0
    const lookUp: LookUp = async () => found((questions += 1) === 1 ? '127.0.0.1' : '169.254.169.254')
    const check = await checkOne(`http://site.test:${server.port}/`, {}, {}, { lookUp })
    expect(check).toMatchObject({ verdict: 'ok' })
    expect(check.hops[0]?.address).toBe('127.0.0.1')
    expect(questions).toBe(1)
  })

  it('goes to no address of a name that is forbidden, also behind a redirect', async () => {
    await using server = await startWireServer((request) => reply(request, 302, { Location: 'http://meta.test/' }))
    const lookUp: LookUp = async () => found('169.254.169.254', 'fe80::1')
    expect(await checkOne('http://meta.test/', {}, {}, { lookUp })).toMatchObject({
      verdict: 'unsupported',
      cause: 'address-forbidden',
    })
    expect(await checkOne(`${server.origin}/`, {}, {}, { lookUp })).toMatchObject({
      verdict: 'unsupported',
      cause: 'redirect-address-forbidden',
      finalUrl: `${server.origin}/`,
    })
  })

  it('passes over forbidden and dead addresses of a name to one that answers', async () => {
    await using server = await startWireServer((request) => reply(request, 200), { address: '127.0.0.3' })
    const lookUp: LookUp = async () => found('169.254.169.254', '127.0.0.2', '::1', '127.0.0.3')
    const check = await checkOne(`http://site.test:${server.port}/`, {}, {}, { lookUp })
    expect(check).toMatchObject({ verdict: 'ok' })
    expect(check.hops[0]?.address).toBe('127.0.0.3')
  })
})
