import { startWebhookSimulator } from './server.ts'

/** Serves one bot of each kind until the signal aborts, says where they are and prints what they take. */
export async function runWebhookSimulator(out: (text: string) => void, stop: AbortSignal): Promise<void> {
  const simulator = await startWebhookSimulator(undefined, (shape, { body }) => out(`${shape} receives ${body}\n`))
  for (const shape of ['generic', 'wecom', 'dingtalk', 'feishu'] as const) {
    const secret = shape === 'dingtalk' || shape === 'feishu' ? 'SEC-simulator' : null
    const { url } = simulator.add(shape, { secret })
    out(`${shape.padEnd(9)} ${url}${secret === null ? '' : `  secret ${secret}`}\n`)
  }
  await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }))
  await simulator.close()
}
