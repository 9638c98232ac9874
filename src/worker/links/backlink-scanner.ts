import type { LinkAnchor } from '../../shared/domain/link.ts'
import type { WantedBacklink } from '../../shared/worker/link-frames.ts'
import { createMarkupReader } from './backlink-markup.ts'
import { createBacklinkMatcher } from './backlink-match.ts'
import { createAnchorText, type AnchorText } from './backlink-text.ts'
import { createBotPageDetector } from './page-bot.ts'

/** Looks through a document for the first anchor that leads to the wanted site. */
export interface BacklinkScanner {
  /** True once the anchor and its words are complete. */
  write(text: string): boolean
  end(): void
  /** What has been found so far. */
  readonly anchor: LinkAnchor | null
  /** True when nothing but white space has come. */
  readonly isBlank: boolean
  readonly isBotPage: boolean
}

const ATTRIBUTES = { a: ['href', 'rel'], area: ['href', 'rel', 'alt'], base: ['href'], img: ['alt'] } as const
const MAX_REL = 200
const MAX_HREF = 2048

/** Creates the scanner of one document; addresses are resolved against its own and its `<base>`. */
export function createBacklinkScanner(options: {
  readonly pageUrl: string
  readonly wanted: WantedBacklink
  readonly isXml: boolean
}): BacklinkScanner {
  const matches = createBacklinkMatcher(options.wanted)
  const bot = createBotPageDetector()
  const page = parse(options.pageUrl, null)
  let base = page
  let hasBase = false
  let isBlank = true
  let found: { readonly href: string; readonly rel: string; readonly words: AnchorText } | null = null
  let isDone = false

  const find = (attributes: ReadonlyMap<string, string>): boolean => {
    const href = attributes.get('href')
    const url = href === undefined ? null : parse(href, base)
    if (url === null || !matches(url)) return false
    found = { href: toHref(url), rel: toRel(attributes.get('rel') ?? ''), words: createAnchorText() }
    return true
  }
  const setBase = (href: string | undefined) => {
    if (hasBase || href === undefined) return
    hasBase = true
    const url = parse(href, page)
    if (url !== null && url.protocol !== 'data:' && url.protocol !== 'javascript:') base = url
  }
  const add = (text: string) => {
    found?.words.add(text)
    if (found?.words.isFull) isDone = true
  }
  const reader = createMarkupReader({
    isXml: options.isXml,
    attributes: ATTRIBUTES,
    handler: {
      onElement(name, attributes, isSelfClosing) {
        if (isDone) return
        if (name === 'a') {
          bot.addAnchor()
          // An anchor within an anchor ends the outer one.
          if (found !== null) isDone = true
          else if (find(attributes) && isSelfClosing) isDone = true
        } else if (name === 'area' && found === null) {
          if (!find(attributes)) return
          add(attributes.get('alt') ?? '')
          isDone = true
        } else if (name === 'base') setBase(attributes.get('href'))
        else if (name === 'img' && found !== null) add(` ${attributes.get('alt') ?? ''} `)
      },
      onElementEnd(name) {
        if (name === 'a' && found !== null) isDone = true
      },
      onText(text) {
        if (isDone) return
        if (found !== null) add(text)
        else bot.addText(text)
      },
      onTitle: (text) => bot.addTitle(text),
    },
  })
  return {
    write(text) {
      if (isDone) return true
      isBlank &&= !/\S/.test(text)
      bot.addSource(text)
      reader.write(text)
      return isDone
    },
    end() {
      if (!isDone) reader.end()
    },
    get anchor() {
      return found === null ? null : { href: found.href, text: found.words.text, rel: found.rel }
    },
    get isBlank() {
      return isBlank
    },
    get isBotPage() {
      return found === null && bot.isBotPage()
    },
  }
}

function parse(text: string, base: URL | null): URL | null {
  if (base === null) return URL.canParse(text) ? new URL(text) : null
  return URL.canParse(text, base.href) ? new URL(text, base) : null
}

/** Resolved, for people to open; never with user and password. */
function toHref(url: URL): string {
  const bare = new URL(url.href)
  bare.username = ''
  bare.password = ''
  return bare.href.slice(0, MAX_HREF)
}

function toRel(rel: string): string {
  return rel.toLowerCase().split(/\s+/).filter(Boolean).join(' ').slice(0, MAX_REL).trim()
}
