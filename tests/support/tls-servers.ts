import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type TLSSocket } from 'node:tls'
import type { OpenTls } from '../../src/worker/links/ports.ts'
import { fromError } from '../../src/worker/links/problems.ts'
import type { TestCertificate } from './certificates.ts'

/** TLS servers on loopback addresses that do nothing but present their certificate. */
export interface TlsServers {
  /** Returns the port; 0 takes any. */
  serve(certificate: TestCertificate, address?: string, port?: number): Promise<number>
  close(): Promise<void>
}

/** Starts with none. */
export function createTlsServers(): TlsServers {
  const servers: Server[] = []
  const sockets = new Set<TLSSocket>()
  return {
    serve({ cert, key }, address = '127.0.0.1', port = 0) {
      const server = createServer({ cert, key }, (socket) => {
        sockets.add(socket)
        socket.on('error', () => {}).once('close', () => sockets.delete(socket))
      })
      servers.push(server)
      return new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, address, () => resolve((server.address() as AddressInfo).port))
      })
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    },
  }
}

/** Opens connections as plainly as node does, with the roots that are given in place of the system's. */
export function createPlainOpenTls(ca: readonly string[]): OpenTls {
  return ({ host, address, port }, signal) =>
    new Promise((resolve, reject) => {
      const servername = /^[\d.]+$|:/.test(host) ? '' : host
      const socket = connect({
        host: address,
        port,
        ca: [...ca],
        servername,
        rejectUnauthorized: false,
        checkServerIdentity: () => undefined,
      })
      const onAbort = (): void => {
        socket.destroy()
        reject(signal.reason)
      }
      signal.addEventListener('abort', onAbort, { once: true })
      socket.once('error', (error) => resolve({ isFine: false, problem: fromError(error, 'tls') }))
      socket.once('secureConnect', () => resolve({ isFine: true, value: socket }))
    })
}
