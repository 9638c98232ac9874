import type { IncomingMessage } from 'node:http'

/** What a body turned out to be. */
export type Body =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'too-big' }
  | { readonly kind: 'not-utf8' }
  | { readonly kind: 'cut-off' }

/** So many times the limit is read and thrown away before the answer, so that a sender who is still writing gets to see it. */
const DISCARDED_LIMITS = 4

/** Reads a body of at most so many bytes; never rejects, never keeps more than the limit. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Body> {
  let chunks: Buffer[] = []
  let sizeBytes = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length
      if (sizeBytes <= limitBytes) chunks.push(chunk)
      else chunks = []
      if (sizeBytes > limitBytes * DISCARDED_LIMITS) break
    }
  } catch {
    return { kind: 'cut-off' }
  }
  if (sizeBytes > limitBytes) return { kind: 'too-big' }
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) }
  } catch {
    return { kind: 'not-utf8' }
  }
}
