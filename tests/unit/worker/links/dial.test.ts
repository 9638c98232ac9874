import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { dial } from '../../../../src/worker/links/dial.ts'
import { createOpenSockets, type OpenSockets } from '../../../../src/worker/links/open-sockets.ts'
import { reply, startWireServer } from './support/wire-server.ts'

let sockets: OpenSockets
beforeEach(() => {
  sockets = createOpenSockets()
})
afterEach(() => sockets.destroy())

/** An address on which somebody listens and never accepts, until new connections get no answer at all. */
async function startSilence(address: string, port: number): Promise<AsyncDisposable> {
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads')
     const server = require('node:net').createServer()
     server.listen({ ...workerData, backlog: 1 }, () => {
       parentPort.postMessage('ready')
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
     })`,
    { eval: true, workerData: { host: address, port } },
  )
  await new Promise((resolve) => worker.once('message', resolve))
  const fillers: Socket[] = Array.from({ length: 4 }, () => connect({ host: address, port }).on('error', () => {}))
  await new Promise((resolve) => fillers[0]?.once('connect', resolve))
  return {
    async [Symbol.asyncDispose]() {
      for (const filler of fillers) filler.destroy()
      await worker.terminate()
    },
  }
}

it('tries the next address beside one that is silent', async () => {
  await using server = await startWireServer((request) => reply(request, 200), { address: '127.0.0.6' })
  await using _silence = await startSilence('127.0.0.5', server.port)
  const dialled = await dial(['127.0.0.5', '127.0.0.6'], server.port, 5_000, sockets)
  expect(dialled).toMatchObject({ isFine: true, value: { address: '127.0.0.6' } })
  // The attempt that lost is given up.
  while (sockets.count > 1) await new Promise((resolve) => setImmediate(resolve))
})

it('gives up when its time is over', async () => {
  await using server = await startWireServer(() => {}, { address: '127.0.0.6' })
  await using _silence = await startSilence('127.0.0.5', server.port)
  expect(await dial(['127.0.0.5'], server.port, 150, sockets)).toMatchObject({
    problem: { verdict: 'timeout', cause: 'connect-timeout' },
  })
})

it('says what is most telling when every address fails', async () => {
  const server = await startWireServer(() => {})
  await server[Symbol.asyncDispose]()
  expect(await dial(['127.0.0.1', '127.0.0.2', '::1'], server.port, 1_000, sockets)).toMatchObject({
    problem: { verdict: 'refused', cause: 'connection-refused', raw: 'ECONNREFUSED' },
  })
})

it('connects to nothing once the run is over', async () => {
  await using server = await startWireServer(() => {})
  sockets.destroy()
  expect(await dial(['127.0.0.1'], server.port, 1_000, sockets)).toMatchObject({ isFine: false })
  expect(sockets.count).toBe(0)
})
