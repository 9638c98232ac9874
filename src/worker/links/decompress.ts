import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import type { Transform } from 'node:stream'
import { createZlibStage, STAGE_CHUNK, type ByteSink, type ByteStage } from './decompress-stage.ts'
import { createNativeZstdStage, createZstdStage, hasNativeZstd } from './decompress-zstd.ts'

/**
 * What is asked for in the request header `Accept-Encoding`. Zstandard is asked for where the system decodes it; elsewhere
 * it is read all the same, only slower.
 */
export const ACCEPTED_ENCODINGS = hasNativeZstd ? 'gzip, deflate, br, zstd' : 'gzip, deflate, br'

/** The method in the first byte of the format of zlib (RFC 1950). */
const Z_DEFLATED = 8
/** More layers than any server has a reason for. */
const MAX_ENCODINGS = 4
/** What servers write that have encoded nothing. */
const NO_ENCODING: ReadonlySet<string> = new Set(['', 'identity', 'none', 'utf-8', 'utf8'])
/** An encoding of a body that can be undone. */
export type Encoding = 'gzip' | 'deflate' | 'br' | 'zstd'
const ENCODINGS: Readonly<Record<string, Encoding>> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
  br: 'br',
  zstd: 'zstd',
}

/** Reads a `Content-Encoding`: what to undo, the last one applied first; null when there is one that is not known. */
export function parseContentEncoding(header: string | null): readonly Encoding[] | null {
  const names = (header ?? '').split(',').map((name) => name.trim().toLowerCase())
  const encodings = names.filter((name) => !NO_ENCODING.has(name)).map((name) => ENCODINGS[name])
  if (encodings.length > MAX_ENCODINGS || encodings.includes(undefined)) return null
  return encodings.filter((encoding) => encoding !== undefined).toReversed()
}

/**
 * Undoes encodings in a row and hands the bytes on as they come. Between two layers the same number of bytes may pass as
 * at the end: what a layer makes beyond that is for nobody. Throws a BodyProblem for data that is not what it should be.
 */
export function createDecompressor(encodings: readonly Encoding[], sink: ByteSink, maxBytes: number): ByteStage {
  const [first, ...others] = encodings
  if (first === undefined) return createPlainStage(sink)
  if (others.length === 0) return createStage(first, sink)
  const inner = createDecompressor(others, sink, maxBytes)
  let passed = 0
  const outer = createStage(first, {
    write(bytes, consumed) {
      passed += bytes.length
      if (passed > maxBytes) throw sink.toTooMuch(passed, consumed)
      return inner.write(bytes)
    },
    toTooMuch: sink.toTooMuch,
  })
  return {
    write: outer.write,
    async end() {
      await outer.end()
      await inner.end()
    },
    close() {
      outer.close()
      inner.close()
    },
  }
}

function createStage(encoding: Encoding, sink: ByteSink): ByteStage {
  switch (encoding) {
    case 'gzip':
      return createZlibStage(createGunzip(STAGE_CHUNK), sink)
    case 'br':
      return createZlibStage(createBrotliDecompress(STAGE_CHUNK), sink)
    case 'deflate':
      return createDeflateStage(sink)
    case 'zstd':
      return hasNativeZstd ? createNativeZstdStage(sink) : createZstdStage(sink)
  }
}

function createPlainStage(sink: ByteSink): ByteStage {
  let consumed = 0
  return {
    async write(chunk) {
      consumed += chunk.length
      await sink.write(chunk, consumed)
    },
    async end() {},
    close() {},
  }
}

/** `deflate` should mean the format of zlib, yet some servers send the bare one: the first two bytes tell. */
function createDeflateStage(sink: ByteSink): ByteStage {
  let head: Uint8Array = new Uint8Array(0)
  let stage: ByteStage | null = null
  return {
    async write(chunk) {
      if (stage !== null) return stage.write(chunk)
      head = Buffer.concat([head, chunk])
      if (head.length < 2) return
      stage = createZlibStage(toInflate(head), sink)
      await stage.write(head)
    },
    async end() {
      if (stage === null && head.length > 0) {
        stage = createZlibStage(createInflateRaw(STAGE_CHUNK), sink)
        await stage.write(head)
      }
      await stage?.end()
    },
    close() {
      stage?.close()
    },
  }
}

function toInflate(head: Uint8Array): Transform {
  const [method = 0, flags = 0] = head
  const isZlib = (method & 0x0f) === Z_DEFLATED && (method * 256 + flags) % 31 === 0
  return isZlib ? createInflate(STAGE_CHUNK) : createInflateRaw(STAGE_CHUNK)
}
