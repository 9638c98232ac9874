import { createHash } from 'node:crypto'
import { deserialize } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { HASH_LENGTH, type HashedRows } from '../../../../src/shared/worker/fact-rows.ts'
import type { FactBatch } from '../../../../src/shared/worker/frames.ts'
import { toHashedItem, toHashedTags } from '../../../../src/worker/sync/encode.ts'
import { createFactSender, type FactSender } from '../../../../src/worker/sync/fact-sender.ts'
import { createKnownRows, NOTHING_KNOWN } from '../../../../src/worker/sync/known-rows.ts'
import { aFact } from '../../../support/fact-builders.ts'

const hashOf = (text: string): string => createHash('sha1').update(text).digest('base64')

function pack(hashes: readonly (string | null)[]): Uint8Array {
  return Buffer.from(hashes.map((hash) => hash ?? '\0'.repeat(HASH_LENGTH)).join(''), 'latin1')
}

interface Sent {
  readonly what: FactBatch['what']
  readonly pass: number
  readonly rows: number
  readonly unchanged: number[]
  readonly ids: readonly string[]
}

/** A sender that knows the named items, with the tags `{ env: 'prod' }`, in this order. */
function createSender(...known: string[]): { sender: FactSender; sent: Sent[] } {
  const sent: Sent[] = []
  const items = known.map((resourceId) => toHashedItem(aFact({ resourceId })).hash)
  const tags = known.map((resourceId) => toHashedTags({ resourceId, tags: { env: 'prod' } }).hash)
  const sender = createFactSender(
    { items: createKnownRows(pack(items)), tags: createKnownRows(pack(tags)) },
    async ({ what, pass, rows, payload }) => {
      const { unchanged, ids } = deserialize(payload) as HashedRows
      sent.push({ what, pass, rows, unchanged: [...unchanged], ids })
    },
  )
  return { sender, sent }
}

const facts = (...ids: string[]) => ids.map((resourceId) => aFact({ resourceId }))

describe('createKnownRows', () => {
  it('finds each of 5,000 hashes at its place and none that is not there', () => {
    const hashes = Array.from({ length: 5_000 }, (_, index) => (index % 7 === 0 ? null : hashOf(`row ${index}`)))
    const known = createKnownRows(pack(hashes))
    expect(hashes.map((hash, index) => (hash === null ? index : known.placeOf(hash)))).toEqual([...hashes.keys()])
    const others = Array.from({ length: 5_000 }, (_, index) => known.placeOf(hashOf(`other ${index}`)))
    expect(new Set(others)).toEqual(new Set([-1]))
  })

  it.each([
    ['an empty text', ''],
    ['a hash that goes on', `${hashOf('a')}=`],
    ['the beginning of a hash', hashOf('a').slice(0, -1)],
    ['a hash that ends differently', `${hashOf('a').slice(0, -1)}!`],
    ['the zeros of a row without a hash', '\0'.repeat(HASH_LENGTH)],
  ])('does not take %s for a known one', (_name, text) => {
    expect(createKnownRows(pack([null, hashOf('a')])).placeOf(text)).toBe(-1)
    expect(NOTHING_KNOWN.placeOf(text)).toBe(-1)
  })
})

describe('createFactSender', () => {
  it('sends a changed row whole and of unchanged ones only their places', async () => {
    const { sender, sent } = createSender('a', 'b', 'c')
    await sender.items(1, [...facts('c'), aFact({ resourceId: 'b', resourceName: 'new' }), ...facts('a', 'd')])
    expect(sent).toEqual([{ what: 'items', pass: 1, rows: 4, unchanged: [2, 0], ids: ['b', 'd'] }])
  })

  it('tells equal tags of two resources apart', async () => {
    const { sender, sent } = createSender('a', 'b')
    const tags = { env: 'prod' }
    await sender.tags([
      { resourceId: 'b', tags },
      { resourceId: 'new', tags },
      { resourceId: 'a', tags },
    ])
    expect(sent).toEqual([{ what: 'tags', pass: 1, rows: 3, unchanged: [1, 0], ids: ['new'] }])
  })

  it('holds unchanged rows until something else is sent or everything is over, and sends each of them once', async () => {
    const { sender, sent } = createSender('a', 'b', 'c')
    await sender.items(1, facts('a'))
    await sender.tags([{ resourceId: 'a', tags: { env: 'prod' } }])
    await sender.items(1, facts('b'))
    expect(sent).toEqual([])
    await sender.items(1, facts('new'))
    await sender.items(1, facts('c'))
    await sender.finish()
    await sender.finish()
    expect(sent).toEqual([
      { what: 'items', pass: 1, rows: 3, unchanged: [0, 1], ids: ['new'] },
      { what: 'items', pass: 1, rows: 1, unchanged: [2], ids: [] },
      { what: 'tags', pass: 1, rows: 1, unchanged: [0], ids: [] },
    ])
  })

  it('says what it found in a pass before it says anything about the next one', async () => {
    const { sender, sent } = createSender('a', 'b')
    await sender.items(1, facts('a', 'b'))
    await Promise.all([sender.items(2, facts('a', 'new')), sender.items(2, facts('b'))])
    await sender.items(0, facts('a'))
    await sender.finish()
    expect(sent).toEqual([
      { what: 'items', pass: 1, rows: 2, unchanged: [0, 1], ids: [] },
      { what: 'items', pass: 2, rows: 2, unchanged: [0], ids: ['new'] },
      { what: 'items', pass: 2, rows: 1, unchanged: [1], ids: [] },
      { what: 'items', pass: 0, rows: 1, unchanged: [0], ids: [] },
    ])
  })

  it('cuts 1,200 new rows into batches of at most 500', async () => {
    const { sender, sent } = createSender()
    await sender.items(1, facts(...Array.from({ length: 1_200 }, (_, index) => `r${index}`)))
    expect(sent.map(({ rows }) => rows)).toEqual([500, 500, 200])
  })
})
