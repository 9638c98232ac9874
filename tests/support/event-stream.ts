import { get, type IncomingMessage } from 'node:http'
import { createParser } from './event-stream-parser.ts'

/** One frame of a `text/event-stream`. */
export interface Frame {
  /** `message` where the frame names none. */
  readonly event: string
  readonly id: string | null
  readonly data: string
}

export interface EventReader {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  /** All frames so far; comments are not frames. */
  readonly frames: readonly Frame[]
  readonly comments: number
  /** Resolves as soon as the frames satisfy; rejects when the stream ends first. */
  until(isEnough: (frames: readonly Frame[]) => boolean): Promise<void>
  /** Resolves when the other side has ended the stream. */
  readonly ended: Promise<void>
  pause(): void
  resume(): void
  close(): void
}

/** Opens an event stream on 127.0.0.1. */
export function readEvents(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventReader> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      const parser = createParser()
      const waiting = new Set<() => void>()
      let isOver = false
      const wake = (): void => {
        for (const check of waiting) check()
      }
      response.setEncoding('utf8').on('data', (chunk: string) => {
        parser.push(chunk)
        wake()
      })
      const ended = new Promise<void>((done) => {
        response.once('close', () => {
          isOver = true
          wake()
          done()
        })
      })
      response.on('error', () => {})
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        frames: parser.frames,
        get comments() {
          return parser.comments
        },
        until: (isEnough) =>
          new Promise((met, failed) => {
            const check = (): void => {
              const isMet = isEnough(parser.frames)
              if (!isMet && !isOver) return
              waiting.delete(check)
              if (isMet) met()
              else failed(new Error(`the stream ended after ${parser.frames.length} frames`))
            }
            waiting.add(check)
            check()
          }),
        ended,
        pause: () => response.pause(),
        resume: () => response.resume(),
        close: () => request.destroy(),
      })
    })
    request.once('error', reject)
  })
}
