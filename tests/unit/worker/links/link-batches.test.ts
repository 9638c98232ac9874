import { expect, it } from 'vitest'
import type { LinkCheckFacts } from '../../../../src/shared/domain/link.ts'
import type { LinkFactBatch } from '../../../../src/shared/worker/link-frames.ts'
import { createLinkBatches } from '../../../../src/worker/links/link-batches.ts'
import { createDeferred } from '../../../support/deferred.ts'

const fault = (error: unknown): void => expect.unreachable(String(error))
const facts = (linkId: number): LinkCheckFacts => ({ linkId: String(linkId) }) as LinkCheckFacts

it('sends one batch at a time, in order, and everything in the end', async () => {
  const sent: LinkFactBatch[] = []
  let underWay = 0
  const batches = createLinkBatches(async (batch) => {
    underWay += 1
    expect(underWay).toBe(1)
    await new Promise((resolve) => setImmediate(resolve))
    sent.push(batch)
    underWay -= 1
  }, fault)
  for (let index = 0; index < 1_001; index += 1) batches.check(facts(index))
  batches.bootstrap({ fetchedAt: 1, services: [] })
  await batches.finish()
  expect(sent.flatMap(({ checks }) => checks.map(({ linkId }) => Number(linkId)))).toEqual([...Array(1_001).keys()])
  expect(Math.max(...sent.map(({ checks }) => checks.length))).toBe(200)
  expect(sent.filter(({ bootstrap }) => bootstrap !== null)).toHaveLength(1)
})

it('sends what little there is without waiting for more', async () => {
  const isSent = createDeferred<LinkFactBatch>()
  const batches = createLinkBatches(async (batch) => isSent.resolve(batch), fault)
  batches.check(facts(1))
  expect((await isSent.promise).checks).toHaveLength(1)
  batches.stop()
})

it('makes others wait while there is no room, and lets them go when there is, or when it is stopped', async () => {
  const room = createDeferred<void>()
  const batches = createLinkBatches(() => room.promise, fault)
  await batches.untilRoom()
  for (let index = 0; index < 2_000; index += 1) batches.check(facts(index))
  let isFree = false
  const waiting = batches.untilRoom().then(() => (isFree = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(isFree).toBe(false)
  room.resolve()
  await waiting
  for (let index = 0; index < 2_000; index += 1) batches.check(facts(index))
  const stopped = batches.untilRoom()
  batches.stop()
  await stopped
})

it('tells at once when a batch cannot be sent, and says so again in the end', async () => {
  const refusal = new Error('no')
  const told = createDeferred<unknown>()
  const batches = createLinkBatches(() => Promise.reject(refusal), told.resolve)
  batches.check(facts(1))
  expect(await told.promise).toBe(refusal)
  await expect(batches.finish()).rejects.toBe(refusal)
})
