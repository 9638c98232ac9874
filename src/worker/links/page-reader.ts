import type { BacklinkState, LinkAnchor } from '../../shared/domain/link.ts'
import type { WantedBacklink } from '../../shared/worker/link-frames.ts'
import { createBacklinkScanner } from './backlink-scanner.ts'
import { createCharsetDecoder } from './charset.ts'
import { BodyProblem } from './decompress-stage.ts'
import { createDecompressor, parseContentEncoding, type Encoding } from './decompress.ts'
import { looksLikeMarkup, parseContentType, type PageType } from './page-kind.ts'

export { ACCEPTED_ENCODINGS } from './decompress.ts'

/** A page as its headers announce it, and what is looked for on it. */
export interface PageReaderOptions {
  readonly contentType: string | null
  readonly contentEncoding: string | null
  /** The final URL, against which addresses on the page are resolved. */
  readonly pageUrl: string
  readonly wanted: WantedBacklink
  /** Of decoded text that is read, in bytes; 2 MiB when it is left out. */
  readonly maxBytes?: number
}

/** What a page says about the wanted site. */
export interface PageResult {
  readonly state: BacklinkState
  /** The first anchor that leads to the wanted site; null unless the state is `present`. */
  readonly anchor: LinkAnchor | null
  /** Why the page could not be read to its end; null when it could, and when it is nothing to be read. */
  readonly problem: 'body-too-large' | 'body-bomb' | 'answer-malformed' | null
  /** True for a page that asks whether a person is there instead of showing the site; the state is then `unknown`. */
  readonly isBotPage: boolean
}

/** Looks for a backlink while a page comes in; calls must not overlap. */
export interface PageReader {
  /** Takes bytes as they came over the wire (after transfer decoding); true once the answer is known and reading may stop. */
  write(chunk: Uint8Array): Promise<boolean>
  /** The answer: when the body has ended as it should, and also once `write` has said that it is known. */
  end(): Promise<PageResult>
  /** Frees everything; safe at any moment. */
  close(): void
}

const DEFAULT_MAX_BYTES = 2 * 1024 * 1024
/** Beyond it, what was sent was made to swell: a page of text shrinks to a tenth, rarely to a thirtieth. */
const BOMB_RATIO = 100
const NOTHING: PageResult = { state: 'unknown', anchor: null, problem: null, isBotPage: false }

/**
 * Creates the reader of one page. It never throws for what a server sends.
 *
 * Plain text holds no markup, so that the link is `absent`; whatever else is no page is `unknown`. So is an empty page: what
 * shows nothing at all is more likely a fault or a defence than a page that has dropped a link.
 */
export function createPageReader(options: PageReaderOptions): PageReader {
  const type = parseContentType(options.contentType)
  const encodings = parseContentEncoding(options.contentEncoding)
  if (encodings === null || type.kind === 'other') return createKnownReader(NOTHING)
  if (type.kind === 'text') return createKnownReader({ ...NOTHING, state: 'absent' })
  return createMarkupPageReader(options, type, encodings)
}

/** The answer is known before the first byte. */
function createKnownReader(result: PageResult): PageReader {
  return { write: async () => true, end: async () => result, close() {} }
}

function createMarkupPageReader(
  options: PageReaderOptions,
  type: PageType,
  encodings: readonly Encoding[],
): PageReader {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES
  const isXml = type.kind === 'xhtml'
  const decoder = createCharsetDecoder({ headerCharset: type.charset, isXml })
  const scanner = createBacklinkScanner({ pageUrl: options.pageUrl, wanted: options.wanted, isXml })
  let isSniffed = type.kind !== 'sniff'
  let decoded = 0
  let result: PageResult | null = null

  const settle = (value: PageResult) => {
    result ??= value
    stage.close()
  }
  const scan = (text: string) => {
    if (text === '') return
    if (!isSniffed && !looksLikeMarkup(text)) return settle(NOTHING)
    isSniffed = true
    if (scanner.write(text)) settle({ ...NOTHING, state: 'present', anchor: scanner.anchor })
  }
  const toTooMuch = (made: number, consumed: number) =>
    new BodyProblem(made > consumed * BOMB_RATIO ? 'body-bomb' : 'body-too-large')
  const take = (bytes: Uint8Array, consumed: number) => {
    if (result !== null) return
    const room = maxBytes - decoded
    decoded += bytes.length
    scan(decoder.write(bytes.subarray(0, room)))
    if (decoded > maxBytes && result === null) throw toTooMuch(decoded, consumed)
  }
  const stage = createDecompressor(encodings, { write: take, toTooMuch }, maxBytes)

  /** What was found before the trouble counts. */
  const finish = (problem: PageResult['problem']): PageResult => {
    if (result === null) scan(decoder.end())
    if (result === null) scanner.end()
    if (scanner.anchor !== null) return { ...NOTHING, state: 'present', anchor: scanner.anchor }
    const { isBlank, isBotPage } = scanner
    if (problem !== null || isBlank || isBotPage) return { ...NOTHING, problem, isBotPage }
    return { ...NOTHING, state: 'absent' }
  }
  const run = async (step: () => Promise<void>) => {
    if (result !== null) return
    try {
      await step()
    } catch (error) {
      if (!(error instanceof BodyProblem)) throw error
      settle(finish(error.problem))
    }
  }
  return {
    async write(chunk) {
      await run(() => stage.write(chunk))
      return result !== null
    },
    async end() {
      await run(() => stage.end())
      if (result === null) settle(finish(null))
      return result ?? NOTHING
    },
    close() {
      settle(NOTHING)
    },
  }
}
