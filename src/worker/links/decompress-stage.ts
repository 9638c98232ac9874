import type { Transform } from 'node:stream'

/** Why the body of an answer cannot be read to its end. */
export class BodyProblem extends Error {
  readonly problem: 'body-too-large' | 'body-bomb' | 'answer-malformed'

  constructor(problem: BodyProblem['problem'], cause?: unknown) {
    super(problem, cause === undefined ? {} : { cause })
    this.name = 'BodyProblem'
    this.problem = problem
  }
}

/** Takes decoded bytes. What it throws ends the stage in front of it and reaches the caller of that stage. */
export interface ByteSink {
  /** `consumed`: encoded bytes that the stage in front has used so far. The bytes may be kept. */
  write(bytes: Uint8Array, consumed: number): void | Promise<void>
  /** What to throw when a stage has made too much of what it was given. */
  toTooMuch(made: number, consumed: number): BodyProblem
}

/** One step of decoding; calls must not overlap. */
export interface ByteStage {
  write(chunk: Uint8Array): Promise<void>
  /** Throws when the data is not complete. */
  end(): Promise<void>
  close(): void
}

/**
 * How much a stream of node:zlib gives at once. Each piece is a trip to another thread and back through the event loop,
 * which a busy computer makes slow: with the usual 16 KiB a page of 2 MiB takes 128 of them.
 */
export const STAGE_CHUNK = { chunkSize: 128 * 1024 }

/** Decodes with a stream of node:zlib. What follows the end of the encoded data is ignored, except after gzip. */
export function createZlibStage(stream: Transform & { readonly bytesWritten?: number }, sink: ByteSink): ByteStage {
  let failure: { readonly error: unknown } | null = null
  let hasEnded = false
  let given = 0
  let wake: (() => void) | null = null
  let pending: Promise<void> | null = null

  const settle = () => {
    const resolve = wake
    wake = null
    resolve?.()
  }
  const fail = (error: unknown) => {
    failure ??= { error }
    stream.destroy()
    settle()
  }
  stream.on('data', (bytes: Uint8Array) => {
    if (failure !== null) return
    try {
      const wait = sink.write(bytes, stream.bytesWritten ?? given)
      if (wait === undefined) return
      stream.pause()
      pending = wait.then(() => void stream.resume(), fail)
    } catch (error) {
      fail(error)
    }
  })
  stream.on('error', (error) => fail(new BodyProblem('answer-malformed', error)))
  stream.on('end', () => {
    hasEnded = true
    settle()
  })
  // Destroyed from outside while somebody waits.
  stream.on('close', settle)

  const throwFailure = async () => {
    await pending
    if (failure !== null) throw failure.error
  }
  return {
    async write(chunk) {
      if (failure === null && !hasEnded && !stream.destroyed && chunk.length > 0) {
        given += chunk.length
        // The callback stays away when the encoded data ends inside of the chunk; then `end` wakes.
        await new Promise<void>((resolve) => {
          wake = resolve
          stream.write(chunk, settle)
        })
      }
      await throwFailure()
    },
    async end() {
      // An answer without a body has nothing to decode, whatever its headers say.
      if (failure === null && !hasEnded && !stream.destroyed && given > 0) {
        await new Promise<void>((resolve) => {
          wake = resolve
          stream.end()
        })
      }
      await throwFailure()
    },
    close() {
      stream.destroy()
    },
  }
}
