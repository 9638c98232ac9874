import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from './support/desktop-app.ts'

test('the worker reaches clouds through the proxy of the system', async ({ desktop }) => {
  const asked: string[] = []
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(502).end()
  })
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = proxy.address() as AddressInfo
    const app = await desktop.launch({ switches: [`--proxy-server=127.0.0.1:${port}`] })
    const draft = { provider: 'huawei', endpoint: 'http://cloud.invalid', accessKey: 'AK', secretKey: 'SK' } as const
    await app.ask('account.try', draft)
    expect(asked.length).toBeGreaterThan(0)
    // The browser itself has nothing to ask anybody.
    expect(asked.filter((url) => !url.includes('cloud.invalid'))).toEqual([])
  } finally {
    proxy.closeAllConnections()
    proxy.close()
  }
})
