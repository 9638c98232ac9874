import { Lexer, type Token, type Tokens } from 'marked'
import { plain } from '../../../shared/plain-text.ts'

/** What a note is made of: the part of Markdown that may be shown. Everything else is text as it was typed. */
export type NotePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'rule' }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'code-block' | 'plain-block'; readonly text: string }
  | { readonly kind: 'paragraph' | 'heading' | 'quote' | 'bold' | 'italic' | 'strike'; readonly parts: NoteParts }
  | { readonly kind: 'list'; readonly start: number | null; readonly items: readonly NoteParts[] }
  | { readonly kind: 'link'; readonly url: string; readonly parts: NoteParts }
export type NoteParts = readonly NotePart[]

/** Deepest nesting that is drawn; what lies deeper stands there as it was typed. */
const MAX_DEPTH = 12
/** A word or a gap of this length is no writing, and reading such text as Markdown may take long. */
const NOT_WRITING = /\S{1000}|[^\S\n]{1000}/
/** Chinese writing puts no space between an address and what follows it. */
const AFTER_ADDRESS = /[，。；：！？、（）【】《》「」『』“”‘’…]/
const WORD_END = /[\p{L}\p{N}]$/u
const WORD_START = /^[\p{L}\p{N}]/u
const ASCII_END = /[A-Za-z0-9]$/
const ASCII_START = /^[A-Za-z0-9]/

/** Keeps the lines of a text and makes signs visible that would turn or break them. */
const lines = (text: string): string =>
  text
    .split(/\r\n?|\n/)
    .map((line) => plain(line.replaceAll('\t', '    ')))
    .join('\n')

const text = (raw: string): NotePart => ({ kind: 'text', text: lines(raw) })

/** Reads a note; nothing that it holds can become more than the parts above. */
export function toNoteParts(note: string): NoteParts {
  const whole: NoteParts = [{ kind: 'plain-block', text: lines(note) }]
  if (NOT_WRITING.test(note)) return whole
  try {
    return toParts(new Lexer({ gfm: true, breaks: true }).lex(note), 0)
  } catch (error) {
    // Nested thousands deep; such a note is shown as it was typed.
    if (error instanceof RangeError) return whole
    throw error
  }
}

function toParts(tokens: readonly Token[], depth: number): NoteParts {
  return tokens.flatMap((token, index) => {
    const [before, after] = [tokens[index - 1]?.raw ?? '', tokens[index + 1]?.raw ?? '']
    return toPart(token as Tokens.Generic, depth, before, after)
  })
}

function toPart(token: Tokens.Generic, depth: number, before: string, after: string): NoteParts {
  const inner = (): NoteParts => toParts(token.tokens ?? [], depth + 1)
  const raw = (): NoteParts => [text(token.raw)]
  const block = (): NoteParts => [{ kind: 'plain-block', text: lines(token.raw.replace(/\n+$/, '')) }]
  switch (token.type) {
    case 'space':
    case 'def':
      return token.type === 'def' ? block() : []
    case 'paragraph':
      return depth > MAX_DEPTH ? block() : [{ kind: 'paragraph', parts: inner() }]
    case 'heading':
      return depth > MAX_DEPTH ? block() : [{ kind: 'heading', parts: inner() }]
    case 'blockquote':
      return depth > MAX_DEPTH ? block() : [{ kind: 'quote', parts: inner() }]
    case 'list':
      return depth > MAX_DEPTH ? block() : [toList(token as Tokens.List, depth)]
    case 'code':
      return [{ kind: 'code-block', text: lines(String(token.text)) }]
    case 'hr':
      return [{ kind: 'rule' }]
    case 'br':
      return [{ kind: 'break' }]
    case 'checkbox':
      return [text(token.checked === true ? '☑ ' : '☐ ')]
    case 'text':
      return token.tokens && depth <= MAX_DEPTH ? inner() : [text(String(token.text))]
    case 'escape':
      return [text(String(token.text))]
    case 'codespan':
      return [{ kind: 'code', text: lines(String(token.text)) }]
    case 'strong':
    case 'em':
      // 100*3*12 is a product, and its signs must not vanish.
      if (depth > MAX_DEPTH || (isInside(before, after) && token.raw.startsWith('*'))) return raw()
      return [{ kind: token.type === 'strong' ? 'bold' : 'italic', parts: inner() }]
    case 'del':
      // 3~5 天，10~15 天 are two spans, not something struck out.
      return token.raw.startsWith('~~') && depth <= MAX_DEPTH ? [{ kind: 'strike', parts: inner() }] : raw()
    case 'link':
      return depth > MAX_DEPTH ? raw() : toLink(token as Tokens.Link, inner)
    case 'table':
    case 'html':
      return token.block === true || token.type === 'table' ? block() : raw()
    default:
      return raw()
  }
}

/** True between characters of which at least one would make the sign a part of a word or a sum. */
function isInside(before: string, after: string): boolean {
  return (
    (ASCII_END.test(before) && WORD_START.test(after)) ||
    (WORD_END.test(before) && ASCII_START.test(after)) ||
    (ASCII_END.test(before) && after === '')
  )
}

function toList(list: Tokens.List, depth: number): NotePart {
  return {
    kind: 'list',
    start: list.ordered ? Number(list.start) : null,
    items: list.items.map((item) => toParts(item.tokens, depth + 1)),
  }
}

function toLink(link: Tokens.Link, inner: () => NoteParts): NoteParts {
  const isAddress = link.raw === link.text
  if (isAddress) {
    const end = link.raw.search(AFTER_ADDRESS)
    const shown = end < 0 ? link.raw : link.raw.slice(0, end)
    const cut = link.raw.length - shown.length
    const url = cut === 0 ? link.href : /^www\./i.test(shown) ? `http://${shown}` : shown
    const parts: NoteParts = [{ kind: 'link', url, parts: [text(shown)] }]
    return cut === 0 ? parts : [...parts, text(link.raw.slice(end))]
  }
  const parts: NoteParts = [{ kind: 'link', url: link.href, parts: inner() }]
  return speaksOfElsewhere(link) ? [...parts, text(` (${hostOf(link.href)})`)] : parts
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)

/** True when the words of a link look like another address than the one it leads to. */
function speaksOfElsewhere({ text: words, href }: Tokens.Link): boolean {
  const named = /^(?:https?:\/\/)?([\w-]+(?:\.[\w-]+)+)/i.exec(words.trim())?.[1]
  return named !== undefined && named.toLowerCase() !== hostOf(href).toLowerCase() && !href.startsWith('mailto:')
}
