import { describe, expect, it } from 'vitest'
import { createHostQueues, type HostQueuesOptions, type Seat } from '../../../../src/worker/links/host-queues.ts'

/** Queues whose links end when they are told to. */
function createRun(options: Partial<HostQueuesOptions> = {}) {
  const started: { index: number; at: number }[] = []
  const ends = new Map<number, () => void>()
  const seats = new Map<number, Seat>()
  const queues = createHostQueues({
    concurrency: 10,
    perHost: 2,
    paceMs: 0,
    retryPaceMs: 0,
    run: (index, seat) =>
      new Promise((resolve) => {
        started.push({ index, at: performance.now() })
        seats.set(index, seat)
        ends.set(index, resolve)
      }),
    ...options,
  })
  return {
    queues,
    started,
    seats,
    indexes: () => started.map(({ index }) => index),
    async end(index: number) {
      ends.get(index)?.()
      await settled()
    },
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 1))
}

describe('host queues', () => {
  it('start in order, so many in all and so many at one host', async () => {
    const run = createRun({ concurrency: 3, perHost: 2 })
    for (const [index, host] of ['a', 'a', 'a', 'b', 'b', 'c'].entries()) run.queues.add(host, index)
    await settled()
    expect(run.indexes()).toEqual([0, 3, 5])
    await run.end(5)
    expect(run.indexes()).toEqual([0, 3, 5, 1])
    await run.end(3)
    await run.end(0)
    expect(run.indexes()).toEqual([0, 3, 5, 1, 4, 2])
  })

  it('start nothing beyond a number that was lowered, and all at once when it is raised again', async () => {
    const run = createRun({ concurrency: 3 })
    for (const [index, host] of ['a', 'b', 'c', 'd', 'e', 'f'].entries()) run.queues.add(host, index)
    await settled()
    run.queues.setConcurrency(1)
    await run.end(0)
    await run.end(1)
    expect(run.indexes()).toEqual([0, 1, 2])
    await run.end(2)
    expect(run.indexes()).toEqual([0, 1, 2, 3])
    run.queues.setConcurrency(3)
    await settled()
    expect(run.indexes()).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('keep the pace of a host and let others pass meanwhile', async () => {
    const run = createRun({ paceMs: 40, perHost: 9 })
    for (const [index, host] of ['a', 'a', 'a', 'b'].entries()) run.queues.add(host, index)
    await until(() => run.started.length === 4)
    expect(run.indexes()).toEqual([0, 3, 1, 2])
    const at = (index: number): number => run.started.find((one) => one.index === index)?.at ?? 0
    expect(at(1) - at(0)).toBeGreaterThanOrEqual(39)
    expect(at(2) - at(1)).toBeGreaterThanOrEqual(39)
  })

  it('let links that are redirected to each other move without waiting for each other for ever', async () => {
    const run = createRun({ perHost: 1, concurrency: 2 })
    run.queues.add('a', 0)
    run.queues.add('b', 1)
    await settled()
    await Promise.all([run.seats.get(0)?.move('b'), run.seats.get(1)?.move('a')])
    await run.end(0)
    await run.end(1)
    await run.queues.whenDone()
  })

  it('hold a redirected link to the limit of its new host', async () => {
    const run = createRun({ perHost: 1 })
    run.queues.add('a', 0)
    run.queues.add('b', 1)
    await settled()
    let hasMoved = false
    void run.seats
      .get(0)
      ?.move('b')
      .then(() => (hasMoved = true))
    await settled()
    expect(hasMoved).toBe(false)
    await run.end(1)
    expect(hasMoved).toBe(true)
  })

  it('retry when all links have begun and those of the host are done, one at a time', async () => {
    const run = createRun({ concurrency: 2, perHost: 2 })
    for (const [index, host] of ['a', 'a', 'b', 'b'].entries()) run.queues.add(host, index)
    await settled()
    run.queues.retry('a', 10, 0)
    run.queues.retry('a', 11, 0)
    await run.end(0)
    await run.end(1)
    await run.end(2)
    await run.end(3)
    expect(run.indexes().slice(4)).toEqual([10])
    await run.end(10)
    expect(run.indexes().slice(4)).toEqual([10, 11])
    await run.end(11)
    await run.queues.whenDone()
  })

  it('retry not before its time', async () => {
    const run = createRun()
    const at = performance.now() + 50
    run.queues.retry('a', 1, at)
    await until(() => run.started.length === 1)
    expect(run.started[0]?.at).toBeGreaterThanOrEqual(at - 1)
  })

  it('start nothing once they are stopped', async () => {
    const run = createRun({ concurrency: 1 })
    run.queues.add('a', 0)
    run.queues.add('b', 1)
    run.queues.retry('c', 2, performance.now() + 5)
    await settled()
    run.queues.stop()
    await run.end(0)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(run.indexes()).toEqual([0])
  })
})
