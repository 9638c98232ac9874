import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Runs the production bundle in this very runtime (Node 24, or Electron's Node with ELECTRON_RUN_AS_NODE=1): a demo
// account is synced twice by the real worker process into a real database.
const { main } = await import(new URL('../out/main/cli.js', import.meta.url).href)
const folder = mkdtempSync(join(tmpdir(), 'duewatch-smoke-'))

async function cli(...args) {
  let text = ''
  const stdout = { write: (chunk) => (text += chunk) }
  const stderr = { write: () => true }
  const code = await main(['--data-dir', join(folder, 'data'), '--json', ...args], {
    stdin: process.stdin,
    stdout,
    stderr,
    env: process.env,
  })
  return { code, answer: JSON.parse(text) }
}

try {
  const added = await cli('accounts', 'add', '--provider', 'demo', '--name', 'smoke', '--size', '500')
  const first = await cli('sync')
  const second = await cli('sync')
  const list = await cli('items', 'list', '--page-size', '5')
  const isFine =
    added.code === 0 &&
    first.code === 0 &&
    first.answer.complete === true &&
    first.answer.added === first.answer.fetched &&
    second.answer.complete === true &&
    list.answer.items.length === 5
  if (!isFine) {
    console.error(JSON.stringify({ added, first, second, list }, null, 2))
    process.exitCode = 1
  } else
    console.log(
      `bundle: fine on Node ${process.versions.node}${process.versions.electron ? ` (Electron ${process.versions.electron})` : ''}`,
    )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
