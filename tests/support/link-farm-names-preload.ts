import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'

/**
 * Loaded into a worker: all names are asked of the farm's name server, which knows none but its own, with the answers and
 * the codes that a system's resolver gives. Nobody else is ever asked.
 */
const resolver = new dns.Resolver({ timeout: 30_000, tries: 1 })
resolver.setServers([process.env['FARM_NAME_SERVER'] ?? '127.0.0.1:9'])

Object.assign(dns, {
  lookup: (host: string, _options: object, callback: (error: Error | null, found: dns.LookupAddress[]) => void) => {
    resolver.resolve4(host, (error, addresses) => {
      if (!error)
        return callback(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        )
      // The system waits far longer than any link does.
      if (error.code === 'ETIMEOUT') return
      const isMissing = error.code === 'ENOTFOUND' || error.code === 'ENODATA'
      callback(Object.assign(new Error('lookup failed'), { code: isMissing ? 'ENOTFOUND' : 'EAI_AGAIN' }), [])
    })
  },
})
syncBuiltinESMExports()
