import { BodyProblem } from './decompress-stage.ts'

/** A piece of a frame, or its rest. */
export interface FramePart {
  readonly bytes: Uint8Array
  readonly endsFrame: boolean
}

/** Follows the frames of Zstandard data without decoding it. */
export interface ZstdFrames {
  /**
   * Cuts a chunk where frames end and leaves out what follows the data. Throws a BodyProblem for data that is malformed, or
   * that would cost too much, before it is decoded.
   */
  split(chunk: Uint8Array): readonly FramePart[]
  /** True when the data may end here. */
  isComplete(): boolean
}

const MAGIC = 0xfd2fb528
/** Skippable frames; the last four bits are free. */
const SKIPPABLE = 0x184d2a50
const MAX_BLOCK_BYTES = 128 * 1024

type Part = 'magic' | 'skippable' | 'descriptor' | 'header' | 'block' | 'skip' | 'over'

/**
 * Creates a follower that refuses windows beyond a size, and more than a number of bytes of windows over all blocks (format:
 * RFC 8878, section 3.1).
 */
export function createZstdFrames(limits: {
  readonly maxWindowBytes: number
  readonly maxMovedBytes: number
}): ZstdFrames {
  let part: Part = 'magic'
  let needed = 4
  let held: number[] = []
  let skipped = 0
  let afterSkip: Part = 'magic'
  let descriptor = 0
  let window = 0
  let moved = 0
  let frames = 0

  const expect = (next: Part, bytes: number) => {
    part = next
    needed = bytes
    held = []
  }
  const follow = (next: Part) => {
    if (next === 'magic') frames += 1
    expect(next, next === 'block' ? 3 : 4)
  }
  const skip = (bytes: number, next: Part) => {
    if (bytes === 0) return follow(next)
    part = 'skip'
    skipped = bytes
    afterSkip = next
  }
  const spend = () => {
    moved += window
    if (moved > limits.maxMovedBytes) throw new BodyProblem('body-bomb')
  }
  const readHeader = () => {
    window = toWindow(descriptor, held)
    if (window > limits.maxWindowBytes) throw new BodyProblem('answer-malformed')
    spend()
    expect('block', 3)
  }
  const readBlock = () => {
    const header = littleEndian(held)
    const [isLast, type, size] = [(header & 1) === 1, (header >> 1) & 3, header >> 3]
    if (type === 3 || size > MAX_BLOCK_BYTES) throw new BodyProblem('answer-malformed')
    spend()
    const checksum = isLast && (descriptor & 4) !== 0 ? 4 : 0
    skip((type === 1 ? 1 : size) + checksum, isLast ? 'magic' : 'block')
  }
  const read = () => {
    switch (part) {
      case 'magic': {
        const magic = littleEndian(held)
        if (magic === MAGIC) return expect('descriptor', 1)
        if ((magic & ~0xf) === SKIPPABLE) return expect('skippable', 4)
        if (frames === 0) throw new BodyProblem('answer-malformed')
        part = 'over'
        return
      }
      case 'skippable':
        return skip(littleEndian(held), 'magic')
      case 'descriptor':
        descriptor = held[0] ?? 0
        return expect('header', headerSize(descriptor))
      case 'header':
        return readHeader()
      case 'block':
        return readBlock()
      case 'skip':
        return follow(afterSkip)
      case 'over':
        return
    }
  }
  return {
    split(chunk) {
      const parts: FramePart[] = []
      let from = 0
      const cut = (to: number, endsFrame: boolean) => {
        if (to > from) parts.push({ bytes: chunk.subarray(from, to), endsFrame })
        from = to
      }
      for (let at = 0; at < chunk.length;) {
        const before = frames
        if (part === 'over') return parts
        if (part === 'skip') {
          const step = Math.min(skipped, chunk.length - at)
          at += step
          skipped -= step
          if (skipped === 0) read()
        } else {
          held.push(chunk[at] ?? 0)
          at += 1
          // Held back until it is sure that a frame begins.
          const magic = part === 'magic' ? Uint8Array.from(held) : null
          if (held.length === needed) read()
          if (magic !== null) from = at
          const begins = magic !== null && (part === 'descriptor' || part === 'skippable')
          if (begins) parts.push({ bytes: magic, endsFrame: false })
        }
        if (frames !== before) cut(at, true)
      }
      cut(chunk.length, false)
      return parts
    },
    isComplete: () => frames > 0 && (part === 'magic' || part === 'over'),
  }
}

function littleEndian(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte, at) => sum + byte * 2 ** (8 * at), 0)
}

function isSingleSegment(descriptor: number): boolean {
  return (descriptor & 0x20) !== 0
}

function contentSizeBytes(descriptor: number): number {
  const flag = descriptor >> 6
  if (flag === 0) return isSingleSegment(descriptor) ? 1 : 0
  return 2 ** flag
}

function dictionaryIdBytes(descriptor: number): number {
  return [0, 1, 2, 4][descriptor & 3] ?? 0
}

/** Of what follows the descriptor; at least one byte, as there is a window or a content size. */
function headerSize(descriptor: number): number {
  return (isSingleSegment(descriptor) ? 0 : 1) + dictionaryIdBytes(descriptor) + contentSizeBytes(descriptor)
}

function toWindow(descriptor: number, header: readonly number[]): number {
  if (isSingleSegment(descriptor)) {
    const size = littleEndian(header.slice(dictionaryIdBytes(descriptor)))
    return descriptor >> 6 === 1 ? size + 256 : size
  }
  const byte = header[0] ?? 0
  const base = 2 ** (10 + (byte >> 3))
  return base + (base / 8) * (byte & 7)
}
