import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Answer, ApiName } from './api.ts'
import { gatewayError } from './errors.ts'
import { createGateway, nameOf } from './gateway.ts'
import { createRandom } from './random.ts'
import { createRouter } from './routes.ts'
import type { SimKey } from './signature.ts'
import { createStats, type SimulatorStats } from './stats.ts'
import { createSwitches, drawLatencyMs, valueFor, wellBehaved, type Switches, type SwitchValues } from './switches.ts'
import { createWorld, type World } from './world.ts'

/** Two keys of the same account; the second stands for a rotated key. */
export const DEFAULT_KEYS: readonly SimKey[] = [
  { accessKey: 'AKEXAMPLE', secretKey: 'SKEXAMPLE' },
  { accessKey: 'AKEXAMPLE2', secretKey: 'SKEXAMPLE2' },
]

export interface SimulatorOptions extends SwitchValues {
  /** Number of resources that BSS lists; default 200. */
  readonly resources: number
  /** Decides the whole world and every drawn fault; default 1. */
  readonly seed: number
  /** The moment around which the expiries lie; default `now()`. */
  readonly baseTime: number
  /** Default 0: a free one. */
  readonly port: number
  /** Default 127.0.0.1. */
  readonly host: string
  readonly keys: readonly SimKey[]
  /** Serves HTTPS with this certificate (PEM). */
  readonly tls: { readonly key: string; readonly cert: string }
  /** The cloud's clock before `clockOffsetMs`; default the real one. */
  readonly now: () => number
  /** Clock of the rate limit; real by default, so that a frozen `now` does not starve a client. */
  readonly monotonicMs: () => number
  /** Lets the account evolve after every Nth complete list; 0: never. */
  readonly evolveEvery: number
}

/** A running simulator of Huawei Cloud's read APIs on loopback. No call of it spends money. */
export interface HuaweiSimulator {
  readonly url: string
  readonly port: number
  readonly world: World
  /** May be changed at any time; the next request sees it. */
  readonly switches: Switches
  readonly stats: SimulatorStats
  /** Called for each request before it is decided, so a listener may still turn a switch; answers how to stop. */
  onRequest(listener: (request: { readonly n: number; readonly api: ApiName }) => void): () => void
  /** Ends every open connection at once and frees the port. */
  close(): Promise<void>
}

/** 12 MB, the gateway's limit for signed requests (facts: cloud-apis A7). */
const MAX_BODY_BYTES = 12 * 1024 * 1024

/** Starts a simulator; everything that it opens is closed by `close()`. */
export async function startHuaweiSimulator(options: Partial<SimulatorOptions> = {}): Promise<HuaweiSimulator> {
  const now = options.now ?? Date.now
  const seed = options.seed ?? 1
  const host = options.host ?? '127.0.0.1'
  const world = createWorld({ resources: options.resources ?? 200, seed, baseTime: options.baseTime ?? now(), now })
  world.renderAll()
  const switches = createSwitches(pickSwitches(options))
  const cloudNow = (): number => now() + switches.clockOffsetMs
  const random = createRandom(seed ^ 0x5eed)
  const recorder = createStats(now)
  const listeners = new Set<(request: { readonly n: number; readonly api: ApiName }) => void>()
  const sockets = new Set<Socket>()
  const timers = new Set<NodeJS.Timeout>()

  const route = createRouter(() => {
    const lists = recorder.listCompleted()
    if (options.evolveEvery && lists % options.evolveEvery === 0) world.mutate.evolve(seed + lists)
  }, recorder.quoteAsked)
  const decide = createGateway({
    world,
    switches,
    keys: options.keys ?? DEFAULT_KEYS,
    random,
    cloudNow,
    monotonicMs: options.monotonicMs ?? (() => performance.now()),
  })

  const handle = (incoming: IncomingMessage, response: ServerResponse, body: Buffer | null): void => {
    const { method = 'GET', url = '/', headers } = incoming
    const match = route(method, url.split('?', 1)[0] ?? '/')
    const api = nameOf(match)
    const record = recorder.begin(api, method, url)
    response.once('close', () => record.end(0))
    for (const listener of listeners) listener({ n: record.n, api })

    const requestId = random.hex(32)
    const outcome = body
      ? decide({ requestId, method, url, headers, body, match })
      : { kind: 'answer' as const, answer: gatewayError(413, 'APIG.0201', 'Request entity too large.', requestId) }
    if (outcome.kind === 'hang') return

    const finish = (): void => {
      if (response.destroyed) return
      if (outcome.kind === 'reset') {
        incoming.socket.resetAndDestroy()
        return
      }
      const { answer } = outcome
      record.end(answer.status)
      send(response, answer, requestId, cloudNow(), valueFor(switches.cutAfterBytes, api, null))
    }
    const latencyMs = drawLatencyMs(switches, api, random)
    if (latencyMs <= 0) return finish()
    const timer = setTimeout(() => {
      timers.delete(timer)
      finish()
    }, latencyMs)
    timers.add(timer)
  }

  const server = createHttpServer(options.tls, (incoming, response) => {
    readBody(incoming, (body) => handle(incoming, response, body))
  })
  const track = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }
  server.on('connection', track)
  server.on('secureConnection', track)

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo

  return {
    url: `${options.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    world,
    switches,
    stats: recorder.stats,
    onRequest(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () =>
      new Promise((resolve) => {
        for (const timer of timers) clearTimeout(timer)
        timers.clear()
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

function createHttpServer(tls: SimulatorOptions['tls'] | undefined, listener: RequestListener): Server {
  const server = tls ? createTlsServer(tls, listener) : createServer(listener)
  // Longer than any client keeps a connection, so that a reused one is never closed under it.
  server.keepAliveTimeout = 120_000
  return server
}

/** Reads the whole body; null when it is longer than the gateway takes. */
function readBody(incoming: IncomingMessage, done: (body: Buffer | null) => void): void {
  const chunks: Buffer[] = []
  let length = 0
  incoming.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= MAX_BODY_BYTES) chunks.push(chunk)
    else chunks.length = 0
  })
  // A client that goes away while sending never gets to 'end'.
  incoming.once('end', () => done(length <= MAX_BODY_BYTES ? Buffer.concat(chunks) : null))
  incoming.once('error', () => incoming.socket.destroy())
}

function send(response: ServerResponse, answer: Answer, requestId: string, now: number, cutAt: number | null): void {
  response.sendDate = false
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-type': answer.contentType,
    'content-length': answer.body.length,
    date: new Date(now).toUTCString(),
    'x-request-id': requestId,
    server: 'api-gateway',
  })
  if (cutAt === null || cutAt >= answer.body.length) {
    response.end(answer.body)
    return
  }
  response.flushHeaders()
  if (cutAt > 0) response.write(answer.body.subarray(0, cutAt), () => response.socket?.destroy())
  else setImmediate(() => response.socket?.destroy())
}

function pickSwitches(options: Partial<SimulatorOptions>): Partial<SwitchValues> {
  const names = new Set(Object.keys(wellBehaved()))
  const turned = Object.entries(options).filter(([name, value]) => names.has(name) && value !== undefined)
  return Object.fromEntries(turned) as Partial<SwitchValues>
}
