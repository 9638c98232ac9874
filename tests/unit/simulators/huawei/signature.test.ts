import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startHuaweiSimulator, type HuaweiSimulator } from '../../../simulators/huawei/server.ts'
import { canonicalRequests, sign, verifySignature } from '../../../simulators/huawei/signature.ts'
import { ask, LIST, send, type Asked } from './signed-request.ts'

const NOW = Date.parse('2026-11-21T00:00:00Z')
const VECTOR = {
  method: 'POST',
  url: LIST,
  headers: { 'content-type': 'application/json', host: '127.0.0.1:8080', 'x-sdk-date': '20261121T000000Z' },
  body: Buffer.from('{"limit":100,"offset":0,"only_main_resource":1}'),
}
const VECTOR_NAMES = ['content-type', 'host', 'x-sdk-date']
const VECTOR_SIGNATURE = '7b836f3ecb1ad2702095bd07f9075834d1b71d62a7f383e82d38b04f41913d33'

describe('signature vector', () => {
  it("yields the vendor's canonical hash and signature", () => {
    const bodyHash = createHash('sha256').update(VECTOR.body).digest('hex')
    expect(bodyHash).toBe('eec6e7345c4487eaedbb9aa150b90de8134c9828220ec0872da84135be0d6558')
    const [canonical = ''] = canonicalRequests(VECTOR, VECTOR_NAMES, bodyHash)
    expect(createHash('sha256').update(canonical).digest('hex')).toBe(
      'c4b7c5cd9cf12e3b2a93557d2fc11d63f712563bee4513f2fb4117c04edaa939',
    )
    expect(sign(canonical, '20261121T000000Z', 'SKEXAMPLE').toString('hex')).toBe(VECTOR_SIGNATURE)
  })

  it('accepts the vector as a request and refuses it with one body byte changed', () => {
    const keys = [{ accessKey: 'AKEXAMPLE', secretKey: 'SKEXAMPLE' }]
    const authorization = `SDK-HMAC-SHA256 Access=AKEXAMPLE, SignedHeaders=${VECTOR_NAMES.join(';')}, Signature=${VECTOR_SIGNATURE}`
    const request = { ...VECTOR, headers: { ...VECTOR.headers, authorization } }
    expect(verifySignature(request, keys, NOW)).toEqual({ ok: true, accessKey: 'AKEXAMPLE' })
    const changed = { ...request, body: Buffer.from('{"limit":101,"offset":0,"only_main_resource":1}') }
    expect(verifySignature(changed, keys, NOW)).toMatchObject({ ok: false, wrongFor: 'AKEXAMPLE' })
  })
})

describe('signature check over HTTP', () => {
  let simulator: HuaweiSimulator
  beforeEach(async () => {
    const keys = [
      { accessKey: 'AKEXAMPLE', secretKey: 'SKEXAMPLE' },
      { accessKey: 'AKTEMP', secretKey: 'SKTEMP', securityToken: 'token-1' },
    ]
    simulator = await startHuaweiSimulator({ resources: 5, now: () => NOW, keys })
  })
  afterEach(() => simulator.close())

  const domains: Asked = { path: '/v3/auth/domains', at: NOW }

  it.each<[string, Asked]>([
    ['a plain GET', domains],
    ['a GET with the body {} that the SDK sends', { ...domains, method: 'GET', body: {} }],
    [
      'signed domain, project and language headers',
      { ...domains, headers: { 'x-domain-id': 'd', 'x-project-id': 'p' } },
    ],
    [
      'a temporary key with its token',
      { ...domains, accessKey: 'AKTEMP', secretKey: 'SKTEMP', headers: { 'x-security-token': 'token-1' } },
    ],
    ['14 minutes of skew', { ...domains, at: NOW - 14 * 60_000 }],
    ['UNSIGNED-PAYLOAD', { path: LIST, body: {}, at: NOW, headers: { 'x-sdk-content-sha256': 'UNSIGNED-PAYLOAD' } }],
    [
      'repeated, unsorted and escaped query keys',
      {
        path: '/v3/projects?tags=b%3D2&name=cn-north-4&tags=a&Z=%E4%BA%A7%20x&empty',
        canonicalQuery: 'Z=%E4%BA%A7%20x&empty=&name=cn-north-4&tags=a&tags=b%3D2',
        at: NOW,
      },
    ],
  ])('lets %s pass', async (_name, asked) => {
    const reply = await ask(simulator.url, asked)
    expect([reply.status, reply.json?.error_msg]).toEqual([200, undefined])
  })

  it("takes the SDK's second escaping of a path for the same path", async () => {
    const path = '/v2.0/resources/a%20b/tags?resource_type=ecs'
    const twice = await ask(simulator.url, { path, canonicalPath: '/v2.0/resources/a%2520b/tags/', at: NOW })
    expect([twice.status, twice.json.error_code]).toEqual([404, 'TMS.0005'])
    const once = await ask(simulator.url, { path, at: NOW })
    expect(once.status).toBe(404)
  })

  it.each<[string, Asked, string]>([
    ['a wrong secret', { ...domains, secretKey: 'other' }, 'verify aksk signature fail'],
    ['an unknown key', { ...domains, accessKey: 'AKNOBODY' }, 'Get secretKey failed,ak:AKNOBODY,err:ak not exist'],
    ['a clock 16 minutes behind', { ...domains, at: NOW - 16 * 60_000 }, 'more than 15 minutes'],
    ['a clock 16 minutes ahead', { ...domains, at: NOW + 16 * 60_000 }, 'more than 15 minutes'],
    ['a missing Authorization', { ...domains, unsigned: { authorization: undefined } }, 'x-auth-token not found'],
    [
      'a token that nobody issued',
      { ...domains, unsigned: { authorization: undefined, 'x-auth-token': 'x' } },
      'decrypt token fail',
    ],
    ['another scheme', { ...domains, unsigned: { authorization: 'Bearer abc' } }, 'invalid format'],
    ['an unsigned host', { ...domains, leaveOut: ['host'] }, 'must include host'],
    ['an unsigned date', { ...domains, leaveOut: ['x-sdk-date'] }, 'must include x-sdk-date'],
    ['a missing date', { ...domains, unsigned: { 'x-sdk-date': undefined } }, 'x-sdk-date is missing'],
    [
      'a host signed without its port',
      { ...domains, headers: { host: '127.0.0.1' }, unsigned: { host: '127.0.0.1:1' } },
      'verify aksk signature fail',
    ],
    [
      'a canonical path without the last slash',
      { ...domains, canonicalPath: '/v3/auth/domains' },
      'verify aksk signature fail',
    ],
    [
      'a body hash that is not of the body',
      { path: LIST, body: {}, at: NOW, headers: { 'x-sdk-content-sha256': 'ab' } },
      'does not match the body',
    ],
    [
      'a temporary key without its token',
      { ...domains, accessKey: 'AKTEMP', secretKey: 'SKTEMP' },
      'security token is invalid',
    ],
  ])('refuses %s', async (_name, asked, text) => {
    const reply = await ask(simulator.url, asked)
    expect(reply.status).toBe(401)
    expect(reply.json.error_code).toBe('APIG.0301')
    expect(reply.json.error_msg).toMatch(/^Incorrect IAM authentication information: /)
    expect(reply.json.error_msg).toContain(text)
    expect(reply.json.request_id).toBe(reply.headers['x-request-id'])
  })

  it('echoes its canonical request with | for line ends, and no secret', async () => {
    const reply = await ask(simulator.url, { ...domains, secretKey: 'wrong-secret' })
    const host = new URL(simulator.url).host
    expect(reply.json.error_msg).toContain(
      `canonicalRequest:GET|/v3/auth/domains/||host:${host}|x-sdk-date:20261121T000000Z||host;x-sdk-date|e3b0c44298fc1c14`,
    )
    expect(reply.text).not.toContain('SKEXAMPLE')
  })

  it('judges skew by its own shifted clock and shows that clock in Date', async () => {
    simulator.switches.clockOffsetMs = 20 * 60_000
    const reply = await ask(simulator.url, domains)
    expect(reply.status).toBe(401)
    expect(reply.headers['date']).toBe('Sat, 21 Nov 2026 00:20:00 GMT')
    expect((await ask(simulator.url, { ...domains, at: NOW + 20 * 60_000 })).status).toBe(200)
  })

  it('locks a key after five wrong signatures, the right secret included, until the time is over', async () => {
    simulator.switches.keyLock = { afterFailures: 5, forMs: 300_000 }
    for (let turn = 0; turn < 5; turn += 1) await ask(simulator.url, { ...domains, secretKey: 'wrong' })
    const locked = await ask(simulator.url, domains)
    expect(locked.json.error_msg).toContain('AK access failed to reach the limit,forbidden')
    simulator.switches.clockOffsetMs = 300_001
    expect((await ask(simulator.url, { ...domains, at: NOW + 300_001 })).status).toBe(200)
  })

  it('answers nothing of the account without a signature', async () => {
    const reply = await send(new URL(simulator.url), 'POST', LIST, { host: 'x' }, '{}')
    expect(reply.status).toBe(401)
    expect(reply.json.data).toBeUndefined()
  })
})
