import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { answerRdap } from './rdap.ts'
import { toUsualRecord, type DomainRecord } from './records.ts'
import { answerWhois } from './whois.ts'

export interface RegistrySimulatorOptions {
  /** Top-level domains in the list of registries; `com net org test example` unless told otherwise. */
  readonly tlds?: readonly string[]
  /** Domains that are not set: registered, or unknown to the registry. */
  readonly isUnsetRegistered?: boolean
}

export interface RegistryQuestion {
  readonly kind: 'rdap' | 'whois'
  readonly domain: string
}

/** A list of registries, one RDAP service and one WHOIS server, on 127.0.0.1. */
export interface RegistrySimulator {
  /** Where the list of registries is read. */
  readonly bootstrapUrl: string
  readonly rdapUrl: string
  /** `host:port`. */
  readonly whoisServer: string
  /** Every question in the order of coming. */
  readonly asked: readonly RegistryQuestion[]
  /** Most questions that were open at the same time. */
  readonly mostAtOnce: number
  /** Times that the list of registries was read. */
  readonly bootstrapReads: number
  set(domain: string, record: Partial<DomainRecord>): void
  /** The list of registries answers with this status and text from now on; null goes back to the list. */
  setBootstrap(answer: { readonly status: number; readonly text: string } | null): void
  close(): Promise<void>
}

/** Starts the registries; nothing else is needed to ask them. */
export async function startRegistrySimulator(options: RegistrySimulatorOptions = {}): Promise<RegistrySimulator> {
  const tlds = options.tlds ?? ['com', 'net', 'org', 'test', 'example']
  const records = new Map<string, DomainRecord>()
  const asked: RegistryQuestion[] = []
  const sockets = new Set<Socket>()
  let open = 0
  let mostAtOnce = 0
  let bootstrapReads = 0
  let bootstrapAnswer: { readonly status: number; readonly text: string } | null = null

  function toRecord(domain: string): DomainRecord {
    const usual = toUsualRecord(domain)
    return records.get(domain) ?? (options.isUnsetRegistered === false ? { ...usual, behaviour: 'unknown' } : usual)
  }
  function count(kind: RegistryQuestion['kind'], domain: string): number {
    asked.push({ kind, domain })
    return asked.filter((question) => question.domain === domain).length
  }
  function begin(): () => void {
    open += 1
    mostAtOnce = Math.max(mostAtOnce, open)
    return () => {
      open -= 1
    }
  }

  const http = createHttpServer((request, response) => {
    response.once('close', begin())
    const path = decodeURI(request.url ?? '')
    if (path === '/dns.json') {
      bootstrapReads += 1
      const text = JSON.stringify({ version: '1.0', services: [[tlds, [`${rdapUrl}/`]]] })
      response.writeHead(bootstrapAnswer?.status ?? 200, { 'content-type': 'application/json' })
      response.end(bootstrapAnswer?.text ?? text)
      return
    }
    const domain = /^(?:\/moved)?\/rdap\/domain\/([^/?]+)$/.exec(path)?.[1]?.toLowerCase()
    if (domain === undefined) response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not Found</h1>')
    else answerRdap(request, response, domain, toRecord(domain), count('rdap', domain))
  })
  const whois = createTcpServer((socket) => {
    socket.once('close', begin())
    let text = ''
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8')
      if (!text.endsWith('\r\n')) return
      const domain = text.trim().toLowerCase()
      text = ''
      answerWhois(socket, domain, toRecord(domain), count('whois', domain))
    })
  })
  for (const server of [http, whois]) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
  }
  const origin = `http://127.0.0.1:${await listen(http)}`
  const rdapUrl = `${origin}/rdap`
  const whoisServer = `127.0.0.1:${await listen(whois)}`

  return {
    bootstrapUrl: `${origin}/dns.json`,
    rdapUrl,
    whoisServer,
    asked,
    get mostAtOnce() {
      return mostAtOnce
    },
    get bootstrapReads() {
      return bootstrapReads
    },
    set: (domain, record) => records.set(domain, { ...toUsualRecord(domain), ...record }),
    setBootstrap(answer) {
      bootstrapAnswer = answer
    },
    async close() {
      const closed = [http, whois].map((server) => new Promise((resolve) => server.close(resolve)))
      for (const socket of sockets) socket.destroy()
      await Promise.all(closed)
    },
  }
}

function listen(server: HttpServer | Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}
