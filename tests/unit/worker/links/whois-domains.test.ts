import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { toAddress } from '../../../../src/worker/links/whois-client.ts'
import { readWhois } from '../../../../src/worker/links/whois-answer.ts'
import { startRegistrySimulator, type RegistrySimulator } from '../../../simulators/registries/server.ts'
import { MEASURED_AT, measure, toBootstrap, type Measured } from '../../../support/domain-driver.ts'

let registry: RegistrySimulator

beforeEach(async () => {
  registry = await startRegistrySimulator()
})
afterEach(() => registry.close())

function ask(...domains: string[]): Promise<Measured> {
  const { whoisServer } = registry
  const whoisServers = { cn: whoisServer, hk: whoisServer, 'xn--fiqs8s': whoisServer, 'xn--j6w193g': whoisServer }
  return measure({ domains, bootstrap: toBootstrap(registry, 'com'), whoisServers })
}

describe('domains by WHOIS', () => {
  test('CNNIC’s time is Beijing time, below every second level', async () => {
    const { facts } = await ask('a.cn', 'b.com.cn', 'c.xn--fiqs8s')
    expect(facts.map(({ expiresAt }) => expiresAt)).toEqual(Array(3).fill(Date.parse('2027-03-17T12:48:36+08:00')))
    expect(facts[0]).toEqual({
      domain: 'a.cn',
      checkedAt: MEASURED_AT,
      source: 'whois',
      expiresAt: Date.parse('2027-03-17T04:48:36Z'),
      registrar: '示例注册商有限公司',
      statuses: ['client transfer prohibited'],
      problem: null,
      raw: 'Expiration Time: 2027-03-17 12:48:36',
    })
  })

  test('HKIRC’s day lasts until it ends in Hong Kong', async () => {
    const { facts } = await ask('a.hk', 'b.com.hk', 'c.xn--j6w193g')
    expect(facts.map(({ expiresAt }) => expiresAt)).toEqual(Array(3).fill(Date.parse('2027-03-31T23:59:59+08:00')))
    expect(facts[0]).toMatchObject({ registrar: '示例注册商有限公司', raw: 'Expiry Date: 31-03-2027' })
  })

  test.each([
    ['a.cn', 'unknown', 'not-registered', 'No matching record.'],
    ['a.hk', 'unknown', 'not-registered', 'The domain has not been registered.'],
    ['a.cn', 'limited', 'registry-limited', 'Queried interval is too short.'],
    ['a.cn', 'no-expiry', 'no-expiry-published', null],
    ['a.cn', 'other-domain', 'registry-answer-invalid', 'answer about other-a.cn'],
    ['a.cn', 'huge', 'registry-answer-invalid', 'more than 65536 bytes'],
    ['a.cn', 'reset', 'registry-unreachable', 'ECONNRESET'],
    ['a.cn', 'broken', 'registry-unreachable', 'closed without an answer'],
  ] as const)('%s of a registry that is %s is %s', async (domain, behaviour, problem, raw) => {
    registry.set(domain, { behaviour })
    expect((await ask(domain)).facts).toMatchObject([{ source: 'whois', expiresAt: null, problem, raw }])
  })

  test('bytes that are no text are an invalid answer', async () => {
    registry.set('a.cn', { behaviour: 'garbage' })
    expect((await ask('a.cn')).facts).toMatchObject([{ problem: 'registry-answer-invalid', expiresAt: null }])
  })

  test('an answer in GBK is read', async () => {
    registry.set('a.cn', { encoding: 'gbk' })
    expect((await ask('a.cn')).facts).toMatchObject([{ registrar: '阿里云', problem: null }])
  })

  test('a registry that was asked too soon is asked again', async () => {
    registry.set('a.cn', { behaviour: 'limited-once' })
    expect((await ask('a.cn')).facts).toMatchObject([{ problem: null }])
    expect(registry.asked).toHaveLength(2)
  })

  test('a registry that keeps saying "too often" is left alone after two domains', async () => {
    const domains = ['a.cn', 'b.cn', 'c.cn', 'd.cn', 'e.cn']
    for (const domain of domains) registry.set(domain, { behaviour: 'limited' })
    const { facts } = await ask(...domains)
    expect(new Set(facts.map(({ problem }) => problem))).toEqual(new Set(['registry-limited']))
    expect(new Set(registry.asked.map(({ domain }) => domain))).toEqual(new Set(['a.cn', 'b.cn']))
  })

  test('a date that cannot be is an invalid answer', async () => {
    registry.set('a.hk', { expires: '31-02-2027' })
    expect((await ask('a.hk')).facts).toMatchObject([
      { problem: 'registry-answer-invalid', raw: 'Expiry Date: 31-02-2027' },
    ])
  })

  test('a server that is taken away leaves the domain without a registry', async () => {
    const { facts } = await measure({
      domains: ['a.cn'],
      bootstrap: toBootstrap(registry, 'com'),
      whoisServers: { cn: '' },
    })
    expect(facts).toMatchObject([{ problem: 'registry-unknown' }])
  })

  test('words of a banner about limits do not hide an answer', () => {
    const answer = readWhois(
      Buffer.from(
        'Terms: access may be denied, quota exceeded, try again later\nDomain Name: a.cn\nExpiry Date: 2027-01-01\n',
      ),
      'a.cn',
    )
    expect(answer).toMatchObject({ isFound: true, expiresAt: Date.parse('2027-01-01T15:59:59Z') })
  })

  test('a registrar’s own date is not the end of the registration', () => {
    const answer = readWhois(
      Buffer.from('Domain Name: A.COM\r\nRegistrar Registration Expiration Date: 2026-01-01T00:00:00Z\r\n'),
      'a.com',
    )
    expect(answer).toMatchObject({ isFound: true, expiresAt: null })
  })

  test.each([
    ['whois.cnnic.cn', 'whois.cnnic.cn', 43],
    ['127.0.0.1:4343', '127.0.0.1', 4343],
    ['[::1]:4343', '::1', 4343],
    ['[::1]', '::1', 43],
  ])('the server %s is asked at %s, %i', (server, host, port) => {
    expect(toAddress(server)).toEqual({ host, port })
  })
})
