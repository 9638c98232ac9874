/** The text of a file with the encoding that was found, named as the WHATWG names it. */
export interface DecodedFile {
  readonly encoding: 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'gb18030'
  readonly text: string
}

type Encoding = DecodedFile['encoding']

/** What is looked at to tell UTF-16 by its zeros. */
const PROBE_BYTES = 4096

/**
 * Decodes by byte order mark, else as UTF-8 where it is valid, else as UTF-16 where every other byte is zero, else as
 * GB18030, which is what Chinese spreadsheets write. Never throws.
 */
export function decodeFile(bytes: Uint8Array): DecodedFile {
  const marked = byMark(bytes)
  if (marked !== null) return decode(marked, bytes)
  const utf16 = byZeros(bytes)
  if (utf16 !== null) return decode(utf16, bytes)
  if (isValid('UTF-8', bytes)) return decode('UTF-8', bytes)
  return decode(isValid('gb18030', bytes) ? 'gb18030' : 'UTF-8', bytes)
}

function decode(encoding: Encoding, bytes: Uint8Array): DecodedFile {
  return { encoding, text: new TextDecoder(encoding).decode(bytes) }
}

function byMark(bytes: Uint8Array): Encoding | null {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'UTF-8'
  if (a === 0xff && b === 0xfe) return 'UTF-16LE'
  if (a === 0xfe && b === 0xff) return 'UTF-16BE'
  return null
}

function byZeros(bytes: Uint8Array): Encoding | null {
  const probe = bytes.subarray(0, PROBE_BYTES)
  const zeros = [0, 0]
  probe.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros
  const many = probe.length / 8
  if (odd > many && even === 0) return 'UTF-16LE'
  return even > many && odd === 0 ? 'UTF-16BE' : null
}

function isValid(encoding: Encoding, bytes: Uint8Array): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
