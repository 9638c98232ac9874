import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createHttpClient, parseJson, type HttpClient } from '../../../../src/worker/http/client.ts'
import { createMetricsRecorder } from '../../../../src/worker/http/metrics.ts'

const servers: Server[] = []
const clients: HttpClient[] = []
const never = new AbortController().signal

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()))
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

async function listen(server: Server): Promise<URL> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x`)
}

const serve = (handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<URL> =>
  listen(createServer(handler))

function create(options: { proxy?: string; timeoutMs?: number; maxBodyBytes?: number } = {}) {
  const metrics = createMetricsRecorder({ now: () => 0 })
  const client = createHttpClient({
    proxy: options.proxy ?? 'none',
    requestTimeoutMs: options.timeoutMs ?? 2_000,
    connections: 4,
    metrics,
    redact: (text) => text,
    ...(options.maxBodyBytes ? { maxBodyBytes: options.maxBodyBytes } : {}),
  })
  clients.push(client)
  const get = (url: URL, signal = never) => client.request({ method: 'GET', url, headers: {}, body: null }, signal)
  return { get, metrics }
}

describe('createHttpClient', () => {
  it('returns any status as an answer and counts a refusal for speed', async () => {
    const url = await serve((_, response) => response.writeHead(429, { 'retry-after': '1' }).end('busy'))
    const { get, metrics } = create()
    expect(await get(url)).toMatchObject({ status: 429, text: 'busy', headers: { 'retry-after': '1' } })
    expect(metrics.snapshot()).toMatchObject({ requests: 1, throttled: 1, active: 0 })
  })

  it('ends a request whose body trickles for longer than the whole timeout', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'), 20)
      response.once('close', () => clearInterval(timer))
    })
    const { get, metrics } = create({ timeoutMs: 150 })
    await expect(get(url)).rejects.toMatchObject({ code: 'NET_TIMEOUT' })
    expect(metrics.snapshot().timeouts).toBe(1)
  })

  it('says reset when the body ends before its length', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => response.destroy())
    })
    await expect(create().get(url)).rejects.toMatchObject({ code: 'NET_RESET' })
  })

  it('says unreachable when nobody listens', async () => {
    const url = await serve(() => {})
    await new Promise((resolve) => servers.pop()?.close(resolve))
    await expect(create().get(url)).rejects.toMatchObject({ code: 'NET_UNREACHABLE' })
  })

  it('says TLS, with the reason, when the other side does not speak it', async () => {
    const url = await serve(() => {})
    url.protocol = 'https:'
    await expect(create().get(url)).rejects.toMatchObject({ code: 'NET_TLS' })
  })

  it('says bad answer when the other side does not speak HTTP', async () => {
    const url = await listen(
      createTcpServer((socket) => {
        socket.on('error', () => {})
        socket.once('data', () => socket.end('220 mail ready\r\n', () => socket.destroy()))
      }),
    )
    await expect(create().get(url)).rejects.toMatchObject({ code: 'CLOUD_BAD_ANSWER' })
  })

  it('stops reading a body that is too large', async () => {
    const url = await serve((_, response) => response.end(Buffer.alloc(300_000)))
    await expect(create({ maxBodyBytes: 1_000 }).get(url)).rejects.toMatchObject({ code: 'CLOUD_BAD_ANSWER' })
  })

  it('rethrows the reason of a cancel untouched and leaves no request open', async () => {
    const cancel = new AbortController()
    const reason = { why: 'cancelled' }
    let onClosed = (): void => {}
    const whenClosed = new Promise<void>((resolve) => (onClosed = resolve))
    const url = await serve((request) => {
      request.socket.once('close', () => onClosed())
      cancel.abort(reason)
    })
    const { get, metrics } = create()
    await expect(get(url, cancel.signal)).rejects.toBe(reason)
    await whenClosed
    expect(metrics.snapshot().active).toBe(0)
  })

  it('reaches loopback directly whatever the proxy is', async () => {
    const url = await serve((_, response) => response.end('direct'))
    expect(await create({ proxy: 'http://127.0.0.1:1' }).get(url)).toMatchObject({ text: 'direct' })
  })

  it.each(['', '<html></html>', '{"data":['])('takes %j for no answer of an API', (text) => {
    const answer = { status: 200, headers: {}, text, latencyMs: 1 }
    expect(() => parseJson(answer, 'h', (raw) => raw)).toThrow(expect.objectContaining({ code: 'CLOUD_BAD_ANSWER' }))
  })
})
