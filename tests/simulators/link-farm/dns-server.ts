import { createSocket, type Socket } from 'node:dgram'

/** What a name server says about a name. */
export type NameAnswer =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | { readonly kind: 'nxdomain' | 'servfail' }
  | { readonly kind: 'silent' }

export interface DnsServerOptions {
  readonly port: number
  readonly host: string
  /** Asked for every name, in lower case without its last dot. */
  readonly answer: (name: string) => NameAnswer
  readonly delayMs: number
}

/** A name server on UDP that knows addresses of version 4. */
export interface DnsServer {
  readonly port: number
  /** Of each answer; may be changed at any time. */
  delayMs: number
  readonly questions: number
  resetCount(): void
  close(): Promise<void>
}

const TYPE_A = 1
const CODES = { addresses: 0, servfail: 2, nxdomain: 3 } as const

/** Starts a name server. */
export async function startDnsServer(options: DnsServerOptions): Promise<DnsServer> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4_194_304 })
  const timers = new Set<NodeJS.Timeout>()
  let questions = 0
  const server = {
    port: 0,
    delayMs: options.delayMs,
    get questions() {
      return questions
    },
    resetCount() {
      questions = 0
    },
    close: () =>
      new Promise<void>((resolve) => {
        for (const timer of timers) clearTimeout(timer)
        socket.close(() => resolve())
      }),
  }
  socket.on('message', (message, from) => {
    const question = readQuestion(message)
    if (!question) return
    questions += 1
    const answer = options.answer(question.name)
    if (answer.kind === 'silent') return
    const bytes = toResponse(message, question, answer)
    const timer = setTimeout(() => {
      timers.delete(timer)
      socket.send(bytes, from.port, from.address)
    }, server.delayMs)
    timers.add(timer)
  })
  server.port = await listen(socket, options)
  return server
}

function listen(socket: Socket, { port, host }: DnsServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, host, () => {
      socket.off('error', reject)
      socket.on('error', () => {})
      resolve(socket.address().port)
    })
  })
}

interface Question {
  readonly name: string
  readonly type: number
  /** Where the question ends in the message. */
  readonly end: number
}

/** The first question of a query; null for anything that is none. */
function readQuestion(message: Buffer): Question | null {
  if (message.length < 17 || (message.readUInt16BE(2) & 0x8000) !== 0) return null
  const labels: string[] = []
  let at = 12
  for (;;) {
    const length = message[at]
    if (length === undefined || length > 63 || at + length + 5 > message.length) return null
    at += 1
    if (length === 0) break
    labels.push(message.toString('latin1', at, at + length))
    at += length
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at), end: at + 4 }
}

function toResponse(query: Buffer, question: Question, answer: Exclude<NameAnswer, { kind: 'silent' }>): Buffer {
  const addresses = answer.kind === 'addresses' && question.type === TYPE_A ? answer.addresses : []
  const head = Buffer.from(query.subarray(0, question.end))
  // An authoritative answer that also offers recursion; the wish for it is copied.
  head.writeUInt16BE(0x8480 | (query.readUInt16BE(2) & 0x0100) | CODES[answer.kind], 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(addresses.length, 6)
  head.writeUInt32BE(0, 8)
  return Buffer.concat([head, ...addresses.map(toRecord)])
}

/** A pointer to the name of the question, type A, class IN, 60 seconds. */
function toRecord(address: string): Buffer {
  return Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split('.').map(Number)])
}
