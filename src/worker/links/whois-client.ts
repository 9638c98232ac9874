import { connect } from 'node:net'
import { toCode, toRaw } from './problems.ts'
import { toRegistryProblem, type RegistryAnswer } from './registry-answer.ts'
import { readWhois } from './whois-answer.ts'

/** Longest answer that a WHOIS server may give. */
const MAX_BYTES = 64 * 1024
const WHOIS_PORT = 43

/** Asks a WHOIS server (`host` or `host:port`) for a domain, RFC 3912. Bounded in time by the signal. Never rejects. */
export async function askWhois(domain: string, server: string, signal: AbortSignal): Promise<RegistryAnswer> {
  const exchanged = await exchange(`${domain}\r\n`, toAddress(server), signal)
  return 'bytes' in exchanged ? readWhois(exchanged.bytes, domain) : exchanged.problem
}

/** The parts of `host`, `host:port` and `[v6]:port`. */
export function toAddress(server: string): { readonly host: string; readonly port: number } {
  const match = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(server.trim())
  const host = match?.[1] ?? server.trim()
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(match?.[2] ?? WHOIS_PORT) }
}

type Exchanged = { readonly bytes: Buffer } | { readonly problem: RegistryAnswer }

function exchange(
  question: string,
  to: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Exchanged> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let sizeBytes = 0
    const socket = connect({ host: to.host, port: to.port })
    const end = (result: Exchanged): void => {
      signal.removeEventListener('abort', onAbort)
      socket.destroy()
      resolve(result)
    }
    const silent = (raw: string): Exchanged => ({
      problem: toRegistryProblem('registry-unreachable', toRaw(raw), { isSilent: true }),
    })
    const onAbort = (): void => end(silent('timeout'))
    if (signal.aborted) {
      onAbort()
      return
    }
    signal.addEventListener('abort', onAbort, { once: true })
    // Some servers drop a question whose sender has closed its side, so ours stays open until they close theirs.
    socket.once('connect', () => socket.write(question))
    socket.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length
      chunks.push(chunk)
      if (sizeBytes > MAX_BYTES) {
        end({ problem: toRegistryProblem('registry-answer-invalid', `more than ${MAX_BYTES} bytes`) })
      }
    })
    socket.once('end', () =>
      end(sizeBytes === 0 ? silent('closed without an answer') : { bytes: Buffer.concat(chunks) }),
    )
    socket.on('error', (error) => end(silent(toCode(error) || error.message)))
    socket.once('close', () => end(silent('closed without an answer')))
  })
}
