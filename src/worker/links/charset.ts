import sniffEncoding from 'html-encoding-sniffer'

/** Makes text of the bytes of a page as they come. */
export interface CharsetDecoder {
  /** `''` until enough is there to tell the encoding. */
  write(bytes: Uint8Array): string
  end(): string
}

type Decoder = InstanceType<typeof TextDecoder>

/** What browsers look through for `<meta charset>`. */
const SNIFFED_BYTES = 1024
/** Stands for "the page does not say": no page can name it. */
const UNDECLARED = 'undeclared'
/** Names of the standard that TextDecoder does not take, with what browsers use in their place on a page. */
const REPLACED: Readonly<Record<string, string>> = { 'x-user-defined': 'windows-1252' }

/**
 * Decodes by byte order mark, header and `<meta>`, in this order, as browsers do. A page that names no encoding is taken
 * for UTF-8 when its first bytes are, else for GB18030, which is what undeclared pages of our readers are written in.
 */
export function createCharsetDecoder(options: {
  readonly headerCharset: string | null
  readonly isXml: boolean
}): CharsetDecoder {
  let decoder: Decoder | null = null
  let head: Uint8Array = new Uint8Array(0)

  const start = (): string => {
    decoder = createDecoder(sniff(head, options))
    const text = decoder.decode(head, { stream: true })
    head = new Uint8Array(0)
    return text
  }
  return {
    write(bytes) {
      if (decoder !== null) return decoder.decode(bytes, { stream: true })
      const missing = SNIFFED_BYTES - head.length
      head = Buffer.concat([head, bytes.subarray(0, missing)])
      // The decision must not depend on how the network has cut the bytes.
      if (head.length < SNIFFED_BYTES) return ''
      const text = start()
      return bytes.length <= missing ? text : text + decode(bytes.subarray(missing))
    },
    end() {
      const text = decoder === null ? start() : ''
      return text + (decoder?.decode() ?? '')
    },
  }

  function decode(bytes: Uint8Array): string {
    return decoder?.decode(bytes, { stream: true }) ?? ''
  }
}

function sniff(head: Uint8Array, options: { readonly headerCharset: string | null; readonly isXml: boolean }): string {
  const { headerCharset, isXml } = options
  const found = sniffEncoding(head, {
    ...(isXml ? { xml: true } : { maxPrescanBytes: SNIFFED_BYTES }),
    ...(headerCharset === null ? {} : { transportLayerEncodingLabel: headerCharset }),
    defaultEncoding: isXml ? 'UTF-8' : UNDECLARED,
  })
  if (found !== UNDECLARED) return found
  return isUtf8(head) ? 'UTF-8' : 'GB18030'
}

function createDecoder(encoding: string): Decoder {
  try {
    return new TextDecoder(REPLACED[encoding] ?? encoding)
  } catch {
    // `replacement` stands for encodings that are dangerous to read; addresses are ASCII in what is left of them.
    return new TextDecoder('windows-1252')
  }
}

/** The last character may be cut. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
