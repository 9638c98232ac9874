import { isIP } from 'node:net'
import type { RunError } from '../../shared/domain/run.ts'

/** What must not leave this machine, and what stands in its place. */
export interface RedactorInput {
  readonly secrets: readonly string[]
  readonly accounts: readonly { readonly name: string; readonly accessKey: string | null }[]
  readonly resources: Iterable<{ readonly resourceId: string; readonly resourceName: string }>
  /** Names of people and of this machine's folders, with what is written instead. */
  readonly others: readonly (readonly [text: string, instead: string])[]
}

export interface Redactor {
  text(text: string): string
  params(params: RunError['params']): Record<string, string | number>
}

/** Parameters whose whole value is a name, whatever it looks like and even when the item is long gone. */
const NAMES: Readonly<Record<string, string>> = {
  resource: 'resource',
  id: 'resource',
  item: 'resource',
  ids: 'resource',
  // A redirect or a page names hosts that no list of ours holds.
  url: 'link',
  link: 'link',
}

/** Ids of domains, projects and users inside a provider's words. */
const FOREIGN_ID = /(?<![0-9a-z])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32})(?![0-9a-z])/gi

/** Hosts inside the words about a link: a redirect leads to names that nobody here has typed. */
const HOST = /(?<![\w.-])(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+(?![\w-])/gi

/** What may be an address in them; its port says nothing about anybody. */
const MAYBE_ADDRESS = /(?<![\w:.])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]*[0-9a-f:])(?!\w)/gi

/** A shorter text is replaced only where it stands alone: `db` is a name, in `feedback` it is not. */
const LONG = 6
const PREFIX = 2

/** Replaces names, ids, keys and secrets; the same text always gets the same placeholder. */
export function createRedactor(input: RedactorInput): Redactor {
  const instead = new Map<string, () => string>()
  /** Lengths of the known texts by their first characters, longest first: one look-up per position and length. */
  const lengths = new Map<string, number[]>()

  function learn(text: string, name: () => string): void {
    if (text.trim() === '' || instead.has(text)) return
    instead.set(text, name)
    if (text.length < PREFIX) return
    const prefix = text.slice(0, PREFIX)
    const known = lengths.get(prefix)
    if (!known) lengths.set(prefix, [text.length])
    else if (!known.includes(text.length)) known.push(text.length)
  }

  const placeholder = createPlaceholders()
  for (const secret of input.secrets) learn(secret, () => '[secret]')
  for (const { accessKey } of input.accounts) if (accessKey !== null) learn(accessKey, () => maskKey(accessKey))
  input.accounts.forEach(({ name }, index) => learn(name, () => `account-${index + 1}`))
  for (const [text, other] of input.others) learn(text, () => other)
  for (const resource of input.resources) {
    // One number for both, so that a reader still sees what belongs together.
    const name = (): string => placeholder('resource', resource.resourceId)
    learn(resource.resourceId, name)
    learn(resource.resourceName, name)
  }
  for (const known of lengths.values()) known.sort((a, b) => b - a)

  function replaceKnown(text: string): string {
    let result = ''
    for (let at = 0; at < text.length;) {
      const found = lengths.get(text.slice(at, at + PREFIX))?.find((length) => isKnownAt(text, at, length))
      if (found === undefined) {
        result += text[at]
        at += 1
      } else {
        result += instead.get(text.slice(at, at + found))?.()
        at += found
      }
    }
    return result
  }

  function isKnownAt(text: string, at: number, length: number): boolean {
    if (!instead.has(text.slice(at, at + length))) return false
    return (
      length >= LONG ||
      (!(isWord(text[at - 1]) && isWord(text[at])) && !(isWord(text[at + length - 1]) && isWord(text[at + length])))
    )
  }

  const redact = (text: string): string =>
    replaceKnown(text).replaceAll(FOREIGN_ID, (id) => placeholder('id', id.toLowerCase()))

  const hideHosts = (text: string): string =>
    text
      .replaceAll(HOST, (host) => placeholder('host', host))
      .replaceAll(MAYBE_ADDRESS, (found) => (isIP(found) === 0 ? found : placeholder('address', found)))

  return {
    text: redact,
    params: (params) =>
      Object.fromEntries(
        Object.entries(params).map(([key, value]) => {
          if (typeof value === 'number') return [key, value]
          const exact = instead.get(value)
          if (exact) return [key, exact()]
          const kind = NAMES[key]
          if (kind) return [key, placeholder(kind, value)]
          const text = redact(value)
          return [key, key === 'detail' ? hideHosts(text) : text]
        }),
      ),
  }
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[0-9A-Za-z]/.test(character)
}

function createPlaceholders(): (kind: string, text: string) => string {
  const numbers = new Map<string, Map<string, number>>()
  return (kind, text) => {
    const known = numbers.get(kind) ?? new Map<string, number>()
    numbers.set(kind, known)
    const number = known.get(text) ?? known.size + 1
    known.set(text, number)
    return `${kind}-${number}`
  }
}

/** The last four characters of an access key; of a very short one nothing. */
export function maskKey(accessKey: string): string {
  return accessKey.length < 8 ? '…' : `…${accessKey.slice(-4)}`
}
