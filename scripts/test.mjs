import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireNode } from './require-node.mjs'
import { root, run } from './run.mjs'

requireNode('npm test')
const { check } = await import('./check.mjs')

// npm test -- --forbid-skips: what cannot run fails instead of being skipped. Other arguments go to Vitest.
const forbidsSkips = process.argv.includes('--forbid-skips')
const rest = process.argv.slice(2).filter((argument) => argument !== '--forbid-skips')

const failedChecks = check()
const folder = mkdtempSync(join(tmpdir(), 'duewatch-test-'))
const file = join(folder, 'result.json')
const exitCode = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...rest], {
  // Threads and child processes that run the sources take their compiled code from here instead of compiling it anew.
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'duewatch'),
})

let result = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, testResults: [] }
try {
  result = JSON.parse(readFileSync(file, 'utf8'))
} catch {
  process.stderr.write('npm test: Vitest left no result\n')
}
rmSync(folder, { recursive: true, force: true })

const skipped = result.testResults.flatMap((suite) =>
  suite.assertionResults.filter(
    (test) => test.status === 'pending' || test.status === 'skipped' || test.status === 'todo',
  ),
)
for (const test of skipped) console.log(`skipped: ${test.fullName}`)
const forbidden = forbidsSkips ? skipped.length : 0
// A suite that cannot be loaded has no tests to count, so Vitest's own exit code counts as well.
const broken = exitCode !== 0 && result.numFailedTests === 0 ? 1 : 0
const failed = result.numFailedTests + failedChecks.length + forbidden + broken
for (const name of failedChecks) console.log(`failed: ${name}`)
if (forbidden > 0) console.log(`failed: ${forbidden} skipped although skipping is forbidden`)
console.log(
  `${result.numPassedTests + (3 - failedChecks.length)} passed, ${failed} failed${skipped.length > 0 && !forbidsSkips ? `, ${skipped.length} skipped` : ''}`,
)
process.exitCode = failed === 0 && result.numPassedTests > 0 ? 0 : 1
