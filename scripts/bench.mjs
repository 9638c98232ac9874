import { existsSync, readdirSync } from 'node:fs'
import { requireNode } from './require-node.mjs'

requireNode('npm run bench')

const folder = new URL('../tests/bench/', import.meta.url)
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''))
const [name, ...args] = process.argv.slice(2)
const file = new URL(`${name}.bench.ts`, folder)
if (!name || !existsSync(file)) {
  process.stderr.write(`npm run bench -- NAME, with one of: ${names.join(', ')}\n`)
  process.exit(64)
}
const { bench } = await import(file.href)
await bench(args)
