import { startWebhookSimulator } from './server.ts'

/** Starts one bot of each kind and prints their addresses, to be tried by hand. */
const simulator = await startWebhookSimulator()
for (const shape of ['generic', 'wecom', 'dingtalk', 'feishu'] as const) {
  const secret = shape === 'dingtalk' || shape === 'feishu' ? 'SEC-simulator' : null
  const { url } = simulator.add(shape, { secret })
  process.stdout.write(`${shape} ${url}${secret === null ? '' : ` secret ${secret}`}\n`)
}
