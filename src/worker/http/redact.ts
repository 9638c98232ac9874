/** Longest text of a provider or of the system that is kept, in characters. */
export const MAX_RAW_TEXT = 500

/** More of a text is never looked at: a body of megabytes would take the expressions below minutes. */
const MAX_LOOKED_AT = 8_000

export interface Secrets {
  /** Removed wherever they appear, also when percent-encoded. */
  readonly secrets: readonly (string | null)[]
  /** Shortened to their last four characters. */
  readonly accessKeys: readonly (string | null)[]
}

/** Takes secrets out of a text and cuts it to 500 characters (never inside one). */
export type Redact = (text: string) => string

/** Creates the redaction for one account. Signatures, tokens and credentials in URLs go whatever the account is. */
export function createRedact({ secrets, accessKeys }: Secrets): Redact {
  const hidden = secrets.flatMap(toSpellings)
  const shortened = accessKeys.flatMap((key) =>
    toSpellings(key).map((spelling) => [spelling, toShortKey(key)] as const),
  )
  const longest = Math.max(0, ...[...hidden, ...shortened.map(([spelling]) => spelling)].map((one) => one.length))
  return (text) => {
    let result = text.slice(0, MAX_LOOKED_AT)
    for (const secret of hidden) result = result.replaceAll(secret, '***')
    result = result
      .replace(/(authorization["']?\s*[:=]\s*["']?)[^"'\r\n|]+/gi, '$1***')
      .replace(/(SDK-HMAC-SHA256\s+)Access=[^\r\n|"']*/gi, '$1***')
      .replace(/(signature\s*=\s*)[0-9a-z+/=%]+/gi, '$1***')
      .replace(/(x-(?:security|auth|subject)-token["']?\s*[:=]\s*["']?)(?!not found)[^\s"',;|&]+/gi, '$1***')
      .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@?#"']*@/gi, '$1***@')
    for (const [spelling, short] of shortened) result = result.replaceAll(spelling, short)
    // What was cut off may have left a part of a secret at the end.
    return toCut(text.length > MAX_LOOKED_AT ? result.slice(0, -Math.max(1, longest)) : result)
  }
}

/** The part of an access key that may be shown: its last four characters. */
export function toShortKey(key: string | null): string {
  const text = key ?? ''
  return text.length > 4 ? `…${text.slice(-4)}` : '…'
}

function toSpellings(text: string | null): string[] {
  // One or two characters are no secret, and hiding them would eat the whole sentence.
  if (text === null || text.length < 3) return []
  return [...new Set([text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1)])].toSorted(
    (a, b) => b.length - a.length,
  )
}

function toCut(text: string): string {
  if (text.length <= MAX_RAW_TEXT) return text
  const characters = Array.from(text.slice(0, MAX_RAW_TEXT * 2))
  return characters.length <= MAX_RAW_TEXT ? characters.join('') : `${characters.slice(0, MAX_RAW_TEXT - 1).join('')}…`
}
