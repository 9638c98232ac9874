// Starts the farm of links. Plain JavaScript, so that an old Node gets a sentence instead of a syntax error.
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  console.error(`The farm needs Node 24 or newer; this is ${process.version} (use: npm run simulate:links).`)
  process.exit(1)
}

const { runLinkFarm } = await import('../tests/simulators/link-farm/main.ts')
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())
process.once('SIGTERM', () => stop.abort())
process.exitCode = await runLinkFarm(
  process.argv.slice(2),
  {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  },
  stop.signal,
)
