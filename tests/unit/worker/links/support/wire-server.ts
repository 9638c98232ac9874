import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'

/** A request as it came over the wire. */
export interface WireRequest {
  readonly socket: Socket
  /** Everything up to the blank line. */
  readonly head: string
  readonly method: string
  readonly target: string
  header(name: string): string | null
}

/** A server that answers with bytes. */
export interface WireServer extends AsyncDisposable {
  readonly port: number
  /** `http://127.0.0.1:PORT` or with https. */
  readonly origin: string
  /** Heads of all requests, in order. */
  readonly requests: readonly WireRequest[]
  /** Connections that are open now. */
  readonly open: ReadonlySet<Socket>
  /** Connections since the start. */
  readonly connections: number
}

export interface WireOptions {
  /** Makes it a TLS server. */
  readonly tls?: TlsOptions
  /** Default 127.0.0.1. */
  readonly address?: string
  readonly onConnection?: (socket: Socket) => void
}

/** Starts a server on loopback; `answer` is called once for each request head. */
export async function startWireServer(
  answer: (request: WireRequest) => void,
  options: WireOptions = {},
): Promise<WireServer> {
  const open = new Set<Socket>()
  const requests: WireRequest[] = []
  let connections = 0
  function onConnection(socket: Socket): void {
    connections += 1
    open.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => open.delete(socket))
    options.onConnection?.(socket)
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end < 0) return
      const request = toRequest(socket, text.slice(0, end))
      text = text.slice(end + 4)
      requests.push(request)
      answer(request)
    })
  }
  const server: Server = options.tls ? createTlsServer(options.tls, onConnection) : createServer(onConnection)
  const address = options.address ?? '127.0.0.1'
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  const { port } = server.address() as AddressInfo
  const host = address.includes(':') ? `[${address}]` : address
  return {
    port,
    origin: `${options.tls ? 'https' : 'http'}://${host}:${port}`,
    requests,
    open,
    get connections() {
      return connections
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function toRequest(socket: Socket, head: string): WireRequest {
  const [first = '', ...lines] = head.split('\r\n')
  const [method = '', target = ''] = first.split(' ')
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  return { socket, head, method, target, header: (name) => headers.get(name) ?? null }
}

/** Answers in HTTP/1.1 and closes. */
export function reply(
  { socket }: Pick<WireRequest, 'socket'>,
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body: string | Buffer = '',
): void {
  const lines = Object.entries({ 'Content-Length': String(Buffer.byteLength(body)), Connection: 'close', ...headers })
  socket.write(`HTTP/1.1 ${status} Any\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
  socket.end(body)
}
