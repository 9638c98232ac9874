import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2'
import { createRawText, type RawText } from './backlink-raw-text.ts'
import { createHtmlScope, createXmlScope } from './backlink-scope.ts'

/** What is told about a document as it is read. */
export interface MarkupHandler {
  /** An element that is part of the page. `attributes` holds what was asked for; of repeated ones the first. */
  onElement(name: string, attributes: ReadonlyMap<string, string>, isSelfClosing: boolean): void
  onElementEnd(name: string): void
  /** Text of the page, in pieces. */
  onText(text: string): void
  /** Text of the document's title, in pieces. */
  onTitle(text: string): void
}

/** Reads markup as it comes in. */
export interface MarkupReader {
  write(text: string): void
  end(): void
}

/** Elements whose content the tokenizer reads as text. */
const TEXT_ELEMENTS = new Set('iframe noembed noframes plaintext script style title textarea xmp noscript'.split(' '))
/** Of these the tokenizer does not know, or not all, how they end. */
const RAW_ELEMENTS = new Set(['script', 'noscript'])

/** Each round reads the rest of the page once more. */
const MAX_CDATA_ROUNDS = 8

/**
 * Creates a reader that names the elements of a document and leaves out what is none of the page: comments, scripts,
 * styles, templates and everything that browsers read as text, `noscript` too, as they do where scripts run.
 *
 * It stands on the tokenizer alone: the library's own parser keeps the open elements in an array that it searches and
 * shifts, so that a page of nested elements would take time by the square of its length.
 */
export function createMarkupReader(options: {
  readonly isXml: boolean
  readonly attributes: Readonly<Record<string, readonly string[]>>
  readonly handler: MarkupHandler
}): MarkupReader {
  const { isXml, handler } = options
  const scope = isXml ? createXmlScope() : createHtmlScope()
  const pieces = createPieces()
  let element = ''
  let wanted: readonly string[] = []
  let attributes = new Map<string, string>()
  let attribute: string | null = null
  let textElement: string | null = null
  let raw: RawText | null = null
  let rawStart = 0
  let hasEnded = false
  let afterCdata = ''

  const toName = (name: string) => (isXml ? name : name.toLowerCase())
  const addText = (text: string) => {
    if (textElement === 'title') handler.onTitle(text)
    else if (textElement === null && !scope.isInert) handler.onText(text)
  }
  const finishTag = (end: number, isSlashed: boolean) => {
    const isForeign = scope.isForeign
    const isSelfClosing = isSlashed && (isXml || isForeign || element === 'svg' || element === 'math')
    attribute = null
    if (!scope.isInert) handler.onElement(element, attributes, isSelfClosing)
    scope.open(element, isSelfClosing)
    attributes = new Map()
    if (isXml) {
      textElement = element === 'title' && !isSelfClosing ? 'title' : null
      return
    }
    if (isForeign || !TEXT_ELEMENTS.has(element)) return
    textElement = element
    if (!RAW_ELEMENTS.has(element)) return
    raw = createRawText(element)
    rawStart = end + 1
    tokenizer.pause()
  }
  const callbacks: TokenizerCallbacks = {
    isInForeignContext: () => scope.isForeign,
    onopentagname(start, end) {
      element = toName(pieces.take(start, end))
      wanted = options.attributes[element] ?? []
    },
    onattribname(start, end) {
      const name = wanted.length === 0 ? '' : toName(pieces.take(start, end))
      attribute = wanted.includes(name) && !attributes.has(name) ? name : null
      if (attribute !== null) attributes.set(attribute, '')
    },
    onattribdata(start, end) {
      if (attribute === null) return
      attributes.set(attribute, (attributes.get(attribute) ?? '') + pieces.take(start, end))
    },
    onattribentity(codePoint) {
      if (attribute === null) return
      attributes.set(attribute, (attributes.get(attribute) ?? '') + String.fromCodePoint(codePoint))
    },
    onattribend() {
      attribute = null
    },
    onopentagend: (end) => finishTag(end, false),
    onselfclosingtag: (end) => finishTag(end, true),
    onclosetag(start, end) {
      const name = toName(pieces.take(start, end))
      textElement = null
      scope.close(name)
      if (!scope.isInert) handler.onElementEnd(name)
    },
    ontext: (start, end) => addText(pieces.take(start, end)),
    ontextentity: (codePoint) => addText(String.fromCodePoint(codePoint)),
    oncdata(start, end, offset) {
      if (isXml || scope.isForeign) addText(pieces.take(start, end - offset))
    },
    oncomment(start, end) {
      if (!hasEnded || isXml || scope.isForeign) return
      // An open comment at the end. For browsers, CDATA that does not end has ended at its first bracket.
      const text = pieces.take(start - 1, end)
      if (text.startsWith('![CDATA[')) afterCdata = text.split('>').slice(1).join('>')
    },
    ondeclaration() {},
    onprocessinginstruction() {},
    onend() {},
  }
  const tokenizer = new Tokenizer({ xmlMode: isXml, decodeEntities: true, recognizeSelfClosing: isXml }, callbacks)

  const restart = () => {
    pieces.clear()
    tokenizer.reset()
  }
  const write = (text: string) => {
    let rest: string | null = text
    while (rest !== null && rest !== '') {
      if (raw !== null) {
        rest = raw.write(rest)
        if (rest === null) return
        raw = null
      }
      pieces.add(rest)
      tokenizer.write(rest)
      if (tokenizer.running) return
      rest = pieces.after(rawStart)
      restart()
    }
  }
  return {
    write,
    end() {
      for (let round = 0; round < MAX_CDATA_ROUNDS; round += 1) {
        if (raw !== null) return
        hasEnded = true
        afterCdata = ''
        tokenizer.end()
        if (afterCdata === '') return
        hasEnded = false
        restart()
        write(afterCdata)
      }
    },
  }
}

/** The text that the tokenizer's positions speak of; what lies before the last taken part is forgotten. */
function createPieces() {
  let pieces: string[] = []
  let first = 0
  /** Position of the first kept piece, and of the end. */
  let start = 0
  let end = 0

  const drop = () => {
    start += pieces[first]?.length ?? 0
    first += 1
    if (first < 1024) return
    pieces = pieces.slice(first)
    first = 0
  }
  return {
    add(piece: string) {
      pieces.push(piece)
      end += piece.length
    },
    take(from: number, to: number): string {
      while (first < pieces.length - 1 && from - start >= (pieces[first]?.length ?? 0)) drop()
      let text = pieces[first]?.slice(from - start, to - start) ?? ''
      while (first < pieces.length - 1 && to - start > (pieces[first]?.length ?? 0)) {
        drop()
        text += pieces[first]?.slice(0, to - start) ?? ''
      }
      return text
    },
    after(from: number): string {
      return from >= end ? '' : this.take(from, end)
    },
    clear() {
      pieces = []
      first = 0
      start = 0
      end = 0
    },
  }
}
