/** What a page is, by its `Content-Type`: `sniff` has to be told by its first characters. */
export type PageKind = 'html' | 'xhtml' | 'text' | 'sniff' | 'other'

/** A `Content-Type`, taken apart. */
export interface PageType {
  readonly kind: PageKind
  readonly charset: string | null
}

const TYPE = /^\s*([!#$%&'*+.^_`|~0-9a-z-]+)\/([!#$%&'*+.^_`|~0-9a-z-]+)\s*(?:;|,|$)/i
const CHARSET = /;\s*charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^;,\s]*))/i
const KINDS: Readonly<Record<string, PageKind>> = {
  'text/html': 'html',
  'application/xhtml+xml': 'xhtml',
  'text/plain': 'text',
  // What servers write that do not know (https://mimesniff.spec.whatwg.org/, section 7).
  '*/*': 'sniff',
  'unknown/unknown': 'sniff',
  'application/unknown': 'sniff',
}

/** Reads a `Content-Type`. A header that is none is as good as a missing one, which is what browsers make of it. */
export function parseContentType(header: string | null): PageType {
  const [, type, subtype] = TYPE.exec(header ?? '') ?? []
  const [, double, single, bare] = CHARSET.exec(header ?? '') ?? []
  const charset = (double ?? single ?? bare ?? '').trim()
  const kind = type === undefined || subtype === undefined ? 'sniff' : KINDS[`${type}/${subtype}`.toLowerCase()]
  return { kind: kind ?? 'other', charset: charset === '' ? null : charset }
}

/** True for a text that begins like markup. */
export function looksLikeMarkup(text: string): boolean {
  return /^\s*<[a-z!/?]/i.test(text)
}
