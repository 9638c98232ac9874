import * as zlib from 'node:zlib'
import { Decompress } from 'fzstd'
import { BodyProblem, createZlibStage, STAGE_CHUNK, type ByteSink, type ByteStage } from './decompress-stage.ts'
import { createZstdFrames } from './decompress-zstd-frames.ts'

/** True where the system itself decodes Zstandard (Node 22.15 and later). */
export const hasNativeZstd = typeof zlib.createZstdDecompress === 'function'

/** 8 MiB: the largest window of a body on the web (RFC 9659). */
const WINDOW_LOG_MAX = 23
const MAX_WINDOW_BYTES = 2 ** WINDOW_LOG_MAX
/** The library moves its whole window for every block: this many bytes moved are about a second. */
const MAX_MOVED_BYTES = 512 * 1024 * 1024
/** So that what is counted as used when output comes is near the truth. */
const SLICE_BYTES = 1024

/**
 * Decodes Zstandard with the system's decoder; only where `hasNativeZstd`. It stops at the end of a frame that is not the
 * end of what it was given, so that it gets each frame by itself.
 */
export function createNativeZstdStage(sink: ByteSink): ByteStage {
  const params = { [zlib.constants.ZSTD_d_windowLogMax]: WINDOW_LOG_MAX }
  const stage = createZlibStage(zlib.createZstdDecompress({ ...STAGE_CHUNK, params }), sink)
  const frames = createZstdFrames({ maxWindowBytes: MAX_WINDOW_BYTES, maxMovedBytes: Infinity })
  let isEmpty = true
  return {
    async write(chunk) {
      isEmpty &&= chunk.length === 0
      for (const part of frames.split(chunk)) await stage.write(part.bytes)
    },
    async end() {
      if (!isEmpty && !frames.isComplete()) throw new BodyProblem('answer-malformed')
      await stage.end()
    },
    close: stage.close,
  }
}

/** Decodes Zstandard without the system. Windows and work are bounded before the library sees the data. */
export function createZstdStage(sink: ByteSink): ByteStage {
  const outputs: Uint8Array[] = []
  // The library goes on using the array that it hands out.
  const create = () => new Decompress((bytes) => void outputs.push(bytes.slice()))
  let decoder = create()
  const frames = createZstdFrames({ maxWindowBytes: MAX_WINDOW_BYTES, maxMovedBytes: MAX_MOVED_BYTES })
  let consumed = 0
  let isClosed = false

  const decode = (slice: Uint8Array) => {
    for (const part of frames.split(slice)) {
      try {
        decoder.push(part.bytes, part.endsFrame)
        // It waits for more than a small frame has, unless it knows that this was all.
        if (part.endsFrame) decoder = create()
      } catch (error) {
        throw new BodyProblem('answer-malformed', error)
      }
    }
  }
  return {
    async write(chunk) {
      for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
        if (isClosed) return
        const slice = chunk.subarray(at, at + SLICE_BYTES)
        consumed += slice.length
        decode(slice)
        for (const bytes of outputs.splice(0)) await sink.write(bytes, consumed)
      }
    },
    async end() {
      if (consumed > 0 && !isClosed && !frames.isComplete()) throw new BodyProblem('answer-malformed')
    },
    close() {
      isClosed = true
      outputs.length = 0
    },
  }
}
