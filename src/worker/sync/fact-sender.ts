import type { KnownHashes } from '../../shared/worker/fact-rows.ts'
import { MAX_BATCH_ROWS, type FactBatch } from '../../shared/worker/frames.ts'
import type { FactSink } from '../connectors/connector.ts'
import { encodePrices, encodeRefusals, encodeRows, toHashedItem, toHashedTags, type HashedRow } from './encode.ts'
import type { KnownRows } from './known-rows.ts'

/** An unchanged row is four bytes; a batch for each page of them would cost more than the rows. */
const MAX_HELD_ROWS = 5_000

/** What a connector writes to. Unchanged rows wait until there is something else to send, or many of them. */
export interface FactSender extends FactSink {
  /** Sends what still waits; to be called once everything has been written. */
  finish(): Promise<void>
}

/**
 * Packs facts into batches. Of rows that are `known`, only the places are sent. `send` waits for room and sends in the
 * order of its calls.
 */
export function createFactSender(
  known: Readonly<Record<keyof KnownHashes, KnownRows>>,
  send: (batch: FactBatch) => Promise<void>,
): FactSender {
  const held = { items: { pass: 1, places: [] as number[] }, tags: { pass: 1, places: [] as number[] } }

  function sendHeld(what: keyof KnownHashes, rows: readonly HashedRow[] = []): Promise<void> {
    const { pass, places } = held[what]
    return send(encodeRows(what, pass, rows, places.splice(0)))
  }

  async function put(what: keyof KnownHashes, pass: number, rows: readonly HashedRow[]): Promise<void> {
    const { places } = held[what]
    const sent: Promise<void>[] = []
    // What was found in one pass must be said of that pass, and before the next one says something else.
    if (held[what].pass !== pass && places.length > 0) sent.push(sendHeld(what))
    held[what].pass = pass
    const others = rows.filter(({ hash }) => {
      const place = known[what].placeOf(hash)
      if (place >= 0) places.push(place)
      return place < 0
    })
    if (others.length > 0 || places.length >= MAX_HELD_ROWS) sent.push(sendHeld(what, others))
    await Promise.all(sent)
  }

  return {
    async items(pass, items) {
      for (const part of toParts(items)) await put('items', pass, part.map(toHashedItem))
    },
    async tags(tags) {
      for (const part of toParts(tags)) await put('tags', 1, part.map(toHashedTags))
    },
    async prices(prices) {
      for (const part of toParts(prices)) await send(encodePrices(1, part))
    },
    async refusals(refusals) {
      for (const part of toParts(refusals)) await send(encodeRefusals(1, part))
    },
    async finish() {
      for (const what of ['items', 'tags'] as const) if (held[what].places.length > 0) await sendHeld(what)
    },
  }
}

function* toParts<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += MAX_BATCH_ROWS) yield rows.slice(start, start + MAX_BATCH_ROWS)
}
