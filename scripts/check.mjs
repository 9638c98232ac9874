import { requireNode } from './require-node.mjs'
import { run } from './run.mjs'

requireNode('npm run check')

/** Formatting, lint with types and folder walls, then the compiler; all of them run, so that one look shows everything. */
export function check() {
  const failed = []
  if (run('oxfmt', ['--check', '.']) !== 0) failed.push('format (npm run format mends it)')
  if (run('oxlint', ['--type-aware', '--deny-warnings', '.']) !== 0) failed.push('lint')
  const projects = ['tsconfig.json', 'tsconfig.web.json', 'tsconfig.e2e.json']
  if (projects.map((project) => run('tsc', ['--noEmit', '-p', project])).some((code) => code !== 0))
    failed.push('types')
  return failed
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const failed = check()
  console.log(failed.length === 0 ? 'check: fine' : `check: failed: ${failed.join(', ')}`)
  process.exitCode = failed.length === 0 ? 0 : 1
}
