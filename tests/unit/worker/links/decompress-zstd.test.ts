import { randomBytes } from 'node:crypto'
import { constants, zstdCompressSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BodyProblem, type ByteSink, type ByteStage } from '../../../../src/worker/links/decompress-stage.ts'
import { createNativeZstdStage, createZstdStage } from '../../../../src/worker/links/decompress-zstd.ts'

const MIB = 1024 * 1024
const GARBAGE = Buffer.from('garbage')

/** The decoded bytes, or the problem that ended it; `limit` bytes are taken at most. */
async function decode(
  create: (sink: ByteSink) => ByteStage,
  bytes: Uint8Array,
  step = 65_536,
  limit = Infinity,
): Promise<Buffer | string> {
  const parts: Uint8Array[] = []
  let length = 0
  const stage = create({
    write(part) {
      length += part.length
      if (length > limit) throw new BodyProblem('body-bomb')
      parts.push(part)
    },
    toTooMuch: () => new BodyProblem('body-bomb'),
  })
  try {
    for (let at = 0; at < bytes.length; at += step) await stage.write(bytes.subarray(at, at + step))
    await stage.end()
    return Buffer.concat(parts)
  } catch (error) {
    if (error instanceof BodyProblem) return error.problem
    throw error
  } finally {
    stage.close()
  }
}

function encode(bytes: Uint8Array, level: number, checksum: number): Buffer {
  const { ZSTD_c_compressionLevel: levelKey, ZSTD_c_checksumFlag: checksumKey } = constants
  return zstdCompressSync(bytes, { params: { [levelKey]: level, [checksumKey]: checksum } })
}

/** A frame that asks for a window and has blocks of one byte each. */
function frame(windowLog: number, blocks: number): Buffer {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (windowLog - 10) << 3])
  return Buffer.concat([header, Buffer.alloc(blocks * 4, Buffer.from([(1 << 3) | 2, 0, 0, 65]))])
}

// Where the system has no decoder the other one is used; both must say the same.
describe.each([
  ['the library', createZstdStage],
  ['the system', createNativeZstdStage],
])('Zstandard by %s', (_, create) => {
  const bodies = [
    Buffer.from('a'),
    Buffer.from('<p>hello</p>'.repeat(20_000)),
    randomBytes(200_000),
    Buffer.concat([randomBytes(1000), Buffer.alloc(300_000, 65), Buffer.from('<li>x</li>'.repeat(9000))]),
  ]

  it('decodes one frame and several, in any pieces', async () => {
    for (const body of bodies) {
      for (const [level, checksum] of [
        [1, 0],
        [3, 1],
        [19, 1],
      ] as const) {
        const bytes = encode(body, level, checksum)
        for (const step of [997, 65_536]) {
          expect((await decode(create, bytes, step)).length).toBe(body.length)
          expect(await decode(create, Buffer.concat([bytes, bytes]), step)).toEqual(Buffer.concat([body, body]))
        }
      }
    }
  })

  it('ignores what follows the data, whatever it begins with', async () => {
    for (const rest of [GARBAGE, GARBAGE.subarray(0, 2), Buffer.from([0x28, 0xb5])]) {
      const bytes = Buffer.concat([encode(Buffer.from('hello'), 3, 1), rest])
      expect(await decode(create, bytes)).toEqual(Buffer.from('hello'))
      expect(await decode(create, bytes, 1)).toEqual(Buffer.from('hello'))
    }
  })

  it('calls broken data malformed', async () => {
    const bytes = encode(Buffer.from('<p>hello</p>'.repeat(1000)), 3, 1)
    for (let end = 1; end < bytes.length; end += 1) {
      expect(await decode(create, bytes.subarray(0, end))).toBe('answer-malformed')
    }
    expect(await decode(create, GARBAGE)).toBe('answer-malformed')
  })

  it('takes no window beyond 8 MiB', async () => {
    expect(await decode(create, frame(24, 3))).toBe('answer-malformed')
    expect(await decode(create, frame(40, 3))).toBe('answer-malformed')
  })

  it('can be stopped in the middle of a bomb', async () => {
    expect(await decode(create, encode(Buffer.alloc(64 * MIB), 3, 0), 1000, MIB)).toBe('body-bomb')
  })

  it('never fails otherwise, whatever the bytes are', async () => {
    const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 1, max: 70 }), async (rest, step) => {
        const result = await decode(create, Buffer.concat([magic, rest]), step, MIB)
        expect(typeof result === 'string' ? result : 'decoded').toMatch(/^(?:answer-malformed|body-bomb|decoded)$/)
      }),
      { numRuns: 300 },
    )
  })
})

describe('Zstandard by the library', () => {
  it('does not move large windows for tiny blocks for ever', async () => {
    expect(await decode(createZstdStage, frame(23, 100_000))).toBe('body-bomb')
    expect(await decode(createZstdStage, Buffer.alloc(MIB, frame(23, 0)))).not.toBeInstanceOf(Buffer)
  })
})
