// Starts bots that take notices. Plain JavaScript, so that an old Node gets a sentence instead of a syntax error.
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  console.error(`The bots need Node 24 or newer; this is ${process.version} (use: npm run simulate:webhooks).`)
  process.exit(1)
}

const { runWebhookSimulator } = await import('../tests/simulators/webhooks/main.ts')
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())
process.once('SIGTERM', () => stop.abort())
await runWebhookSimulator((text) => void process.stdout.write(text), stop.signal)
