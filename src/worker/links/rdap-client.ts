import { domainToASCII } from 'node:url'
import type { Connections } from '../http/proxy.ts'
import { readJson, type JsonAnswer, type NoAnswer } from './rdap-http.ts'
import { toRegistration, toRegistryProblem, type RegistryAnswer } from './registry-answer.ts'
import { readRegistryDate, UTC_HABITS } from './registry-date.ts'

/** Shortest time that one of several services is given. */
const MIN_SHARE_MS = 500

/**
 * Asks the services of a registry for a domain, one after the other, until one gives an answer that counts. Each has its
 * share of the time, so that a silent one leaves some for the next.
 */
export async function askRdap(
  domain: string,
  baseUrls: readonly string[],
  connections: Connections,
  nowMs: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<RegistryAnswer> {
  const shareMs = Math.max(MIN_SHARE_MS, timeoutMs / baseUrls.length)
  let best: RegistryAnswer | null = null
  for (const baseUrl of baseUrls) {
    const share = AbortSignal.any([signal, AbortSignal.timeout(shareMs)])
    const answer = await readJson(new URL(`domain/${domain}`, baseUrl), connections, nowMs, share)
    const said = toRegistryAnswer(answer, domain)
    if (said.isFound || said.problem === 'not-registered' || said.problem === 'registry-limited') return said
    // Somebody who answers badly tells more than somebody who is silent.
    if (best === null || (!said.isSilent && !best.isFound && best.isSilent)) best = said
    if (signal.aborted) break
  }
  return best ?? toRegistryProblem('registry-unreachable', null)
}

function toRegistryAnswer(answer: JsonAnswer | NoAnswer, domain: string): RegistryAnswer {
  if (!answer.isAnswered) {
    return answer.isSilent
      ? toRegistryProblem('registry-unreachable', answer.raw, { isSilent: true })
      : toRegistryProblem('registry-answer-invalid', answer.raw)
  }
  const { status, body, contentType, retryAfterMs } = answer
  if (status === 200) return readDomain(body, domain)
  const words = toErrorWords(body) ?? `HTTP ${status}`
  if (status === 429 || status === 403) return toRegistryProblem('registry-limited', words, { retryAfterMs })
  if (status === 503 && retryAfterMs !== null) return toRegistryProblem('registry-limited', words, { retryAfterMs })
  if (status >= 500) return toRegistryProblem('registry-unreachable', words)
  // A page of a web server that knows no such path says nothing about the domain.
  if (status === 404 && contentType !== 'text/html') return toRegistryProblem('not-registered', words)
  return toRegistryProblem('registry-answer-invalid', words)
}

/** Reads a domain object (RFC 9083 section 5.3). */
export function readDomain(body: unknown, domain: string): RegistryAnswer {
  if (!isRecord(body)) return toRegistryProblem('registry-answer-invalid', 'not an RDAP object')
  const name = toText(body['ldhName']) ?? toText(body['unicodeName'])
  if (body['objectClassName'] !== 'domain' || name === null || toAscii(name) !== domain) {
    return toRegistryProblem('registry-answer-invalid', `answer about ${name ?? 'no domain'}`)
  }
  const ends = toRecords(body['events'])
    // "registrar expiration" is the registrar's own date (facts: RDAP).
    .filter((event) => toText(event['eventAction'])?.toLowerCase() === 'expiration')
    .map((event) => toText(event['eventDate']) ?? '')
  const dates = ends.map((text) => readRegistryDate(text, UTC_HABITS)).filter((at) => at !== null)
  if (ends.length > 0 && dates.length === 0) {
    return toRegistryProblem('registry-answer-invalid', `expiration ${ends[0] ?? ''}`)
  }
  const expiresAt = dates.length === 0 ? null : Math.min(...dates)
  return toRegistration({
    expiresAt,
    registrar: toRegistrar(body['entities']),
    statuses: Array.isArray(body['status']) ? body['status'].filter((status) => typeof status === 'string') : [],
    raw: expiresAt === null ? null : `expiration ${ends.join(', ')}`,
  })
}

function toRegistrar(entities: unknown): string | null {
  for (const entity of toRecords(entities)) {
    const roles = entity['roles']
    if (!Array.isArray(roles) || !roles.includes('registrar')) continue
    return toCardName(entity['vcardArray']) ?? toText(entity['handle'])
  }
  return null
}

/** The name on a card: `["vcard", [["fn", {}, "text", "Example"], …]]` (RFC 7095). */
function toCardName(card: unknown): string | null {
  const properties: unknown = Array.isArray(card) ? card[1] : null
  if (!Array.isArray(properties)) return null
  for (const wanted of ['fn', 'org']) {
    for (const property of properties as unknown[]) {
      if (!Array.isArray(property) || property[0] !== wanted) continue
      const value: unknown = Array.isArray(property[3]) ? property[3][0] : property[3]
      const text = toText(value)
      if (text !== null) return text
    }
  }
  return null
}

function toErrorWords(body: unknown): string | null {
  if (!isRecord(body)) return null
  const description = Array.isArray(body['description'])
    ? body['description'].filter((line) => typeof line === 'string')
    : []
  const words = [toText(body['title']) ?? '', ...description].filter((line) => line !== '').join(': ')
  return words === '' ? null : words
}

function toAscii(name: string): string {
  const bare = name.trim().replace(/\.$/, '')
  return (domainToASCII(bare) || bare).toLowerCase()
}

function toText(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

function toRecords(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
