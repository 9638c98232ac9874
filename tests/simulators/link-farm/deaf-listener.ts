import { once } from 'node:events'
import { createServer, connect, type AddressInfo } from 'node:net'
import { parentPort, Worker } from 'node:worker_threads'

/** Connections that fill the queue of the deaf port, and some more to be sure. */
const FILLERS = 8

/**
 * Opens a port on all addresses whose connections are never taken. Once the system's queue for it is full, nobody gets
 * an answer to a connection any more, as behind a firewall that drops packets.
 */
export async function startDeafPort(): Promise<number> {
  const thread = new Worker(new URL(import.meta.url))
  const [port] = (await once(thread, 'message')) as [number]
  for (let count = 0; count < FILLERS; count += 1) {
    connect(port, '127.0.0.1').on('error', () => {})
  }
  return port
}

if (parentPort) {
  const thread = parentPort
  const server = createServer()
  server.listen({ port: 0, host: '0.0.0.0', backlog: 1 }, () => {
    thread.postMessage((server.address() as AddressInfo).port)
    // From here on the thread sleeps, and never takes a connection.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })
}
