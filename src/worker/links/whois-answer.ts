import { domainToASCII } from 'node:url'
import { toRegistration, toRegistryProblem, type RegistryAnswer } from './registry-answer.ts'
import { readRegistryDate, toDateHabits } from './registry-date.ts'

/** Names of the end of a registration; the registrar's own date is another thing. CNNIC has the first, HKIRC the second. */
const END_KEYS = new Set([
  'expiration time',
  'expiry date',
  'registry expiry date',
  'expiration date',
  'expires',
  'expires on',
  'expire date',
  'paid-till',
  'valid until',
])
const NAME_KEYS = new Set(['domain name', 'domain'])
const REGISTRAR_KEYS = new Set(['sponsoring registrar', 'registrar name', 'registrar'])
const STATUS_KEYS = new Set(['domain status', 'status'])

/** CNNIC: "No matching record."; HKIRC: "The domain has not been registered."; the rest are usual elsewhere. */
const UNKNOWN =
  /^(?:no matching record|no match|no entries found|no data found|not found|domain not found|no object found)\b|has not been registered|you want to register is reserved|can ?not be registered online/i
/** CNNIC: "Queried interval is too short."; the rest are usual elsewhere. */
const LIMITED =
  /interval is too short|access is too fast|limit (?:is )?(?:exceeded|reached)|quota exceeded|try again later|exceeded the maximum|too many (?:requests|queries)|queries exceeded|blacklist|access denied/i

/** Reads what a WHOIS server said of a domain. */
export function readWhois(bytes: Uint8Array, domain: string): RegistryAnswer {
  const lines = decode(bytes)
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    // Comments and the frame around a banner.
    .filter((line) => line !== '' && !/^[%#>*-]/.test(line))
  const fields = lines.map(toField).filter((field) => field !== null)
  const name = fields.find(({ key, value }) => NAME_KEYS.has(key) && value !== '')
  if (!name) return toUnreadable(lines)
  if (toAscii(name.value) !== domain) {
    return toRegistryProblem('registry-answer-invalid', `answer about ${name.value}`)
  }
  const end = fields.find(({ key, value }) => END_KEYS.has(key) && value !== '')
  const expiresAt = end ? readRegistryDate(end.value, toDateHabits(domain)) : null
  if (end && expiresAt === null) return toRegistryProblem('registry-answer-invalid', end.line)
  if (!end) {
    // "Domain Name: x" may stand above "No matching record." too.
    const unknown = lines.find((line) => UNKNOWN.test(line))
    if (unknown) return toRegistryProblem('not-registered', unknown)
  }
  return toRegistration({
    expiresAt,
    registrar: fields.find(({ key, value }) => REGISTRAR_KEYS.has(key) && value !== '')?.value ?? null,
    statuses: fields
      .filter(({ key, value }) => STATUS_KEYS.has(key) && value !== '')
      .map(({ value }) => value.replace(/\s*\(?https?:\/\/\S*$/, '')),
    raw: end?.line ?? null,
  })
}

/** No domain in it: what else the server has to say. */
function toUnreadable(lines: readonly string[]): RegistryAnswer {
  const limited = lines.find((line) => LIMITED.test(line))
  if (limited) return toRegistryProblem('registry-limited', limited)
  const unknown = lines.find((line) => UNKNOWN.test(line))
  if (unknown) return toRegistryProblem('not-registered', unknown)
  return toRegistryProblem('registry-answer-invalid', lines.slice(0, 3).join(' / '))
}

function toField(line: string): { readonly key: string; readonly value: string; readonly line: string } | null {
  const colon = line.indexOf(':')
  if (colon <= 0 || colon > 60) return null
  return { key: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim(), line }
}

/** UTF-8 where it is, else GBK, which old answers of CNNIC are written in. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

function toAscii(name: string): string {
  const bare = name.replace(/\.$/, '')
  return (domainToASCII(bare) || bare).toLowerCase()
}
