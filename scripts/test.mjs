import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireNode } from './require-node.mjs'
import { root, run } from './run.mjs'

requireNode('npm test')

// npm test -- [--forbid-skips] [--only PART,…] [--leave-out PART,…] [--total FILE]
// What cannot run is skipped with its reason and its number of tests; with --forbid-skips it fails instead. --total adds
// the figures of earlier parts, so that several calls end with one result.
const PARTS = ['check', 'vitest', 'browser', 'desktop']
const args = process.argv.slice(2)
const forbidsSkips = takeFlag('--forbid-skips')
const only = takeList('--only') ?? PARTS
const leftOut = takeList('--leave-out') ?? []
const totalFile = takeValue('--total')
if (args.length > 0) {
  process.stderr.write(
    `npm test: ${args.join(' ')}? Known: --forbid-skips, --only and --leave-out ${PARTS.join(',')}, --total FILE\n`,
  )
  process.exit(64)
}
const parts = PARTS.filter((part) => only.includes(part) && !leftOut.includes(part))

function takeFlag(name) {
  const at = args.indexOf(name)
  if (at >= 0) args.splice(at, 1)
  return at >= 0
}

function takeValue(name) {
  const at = args.indexOf(name)
  return at < 0 ? undefined : args.splice(at, 2)[1]
}

function takeList(name) {
  const list = takeValue(name)?.split(',')
  const unknown = list?.find((part) => !PARTS.includes(part))
  if (unknown !== undefined) {
    process.stderr.write(`npm test: ${name} ${unknown}? Known: ${PARTS.join(', ')}\n`)
    process.exit(64)
  }
  return list
}

const folder = mkdtempSync(join(tmpdir(), 'duewatch-test-'))
/** @type {{ passed: number, failed: number, skipped: string[], failures: string[] }} */
const total = { passed: 0, failed: 0, skipped: [], failures: [] }
if (totalFile && existsSync(totalFile)) Object.assign(total, JSON.parse(readFileSync(totalFile, 'utf8')))

function skip(name, reason) {
  total.skipped.push(`${name} (${reason})`)
}

function fail(name) {
  total.failed += 1
  total.failures.push(name)
}

async function runCheck() {
  const { check } = await import('./check.mjs')
  const failed = check()
  total.passed += 3 - failed.length
  failed.forEach(fail)
}

function runVitest() {
  const file = join(folder, 'vitest.json')
  const code = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], {
    // Threads and child processes that run the sources take their compiled code from here instead of compiling it anew.
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'duewatch'),
  })
  const result = readJson(file) ?? { numPassedTests: 0, numFailedTests: 0, testResults: [] }
  total.passed += result.numPassedTests
  for (const suite of result.testResults) {
    for (const test of suite.assertionResults) {
      if (['pending', 'skipped', 'todo'].includes(test.status)) skip(test.fullName, 'left out by the test')
      if (test.status === 'failed') fail(test.fullName)
    }
  }
  // A suite that cannot be loaded has no tests to count, so Vitest's own exit code counts as well.
  if (code !== 0 && result.numFailedTests === 0) fail('Vitest: a file or the run itself (see above)')
}

/** Playwright's project, when the machine has what it needs; `reason` says why not. */
function runPlaywright(project, reason) {
  if (reason !== null) {
    const list = spawnSync('playwright', ['test', '--list', `--project=${project}`, '--reporter=json'], {
      cwd: root,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    })
    const titles = specsOf(parseJson(list.stdout)?.suites ?? []).map((spec) => spec.title)
    if (titles.length === 0) fail(`${project}: no tests found`)
    for (const title of titles) skip(`${project}: ${title}`, reason)
    return
  }
  const file = join(folder, `${project}.json`)
  const code = run('playwright', ['test', `--project=${project}`, '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  })
  const result = readJson(file)
  const specs = specsOf(result?.suites ?? [])
  for (const spec of specs) {
    const status = spec.tests[0]?.status
    if (status === 'skipped') skip(`${project}: ${spec.title}`, 'left out by the test')
    else if (spec.ok) total.passed += 1
    else fail(`${project}: ${spec.title}`)
  }
  if (specs.length === 0 || (code !== 0 && specs.every((spec) => spec.ok)))
    fail(`${project}: the run itself (see above)`)
}

function specsOf(suites) {
  return suites.flatMap((suite) => [...(suite.specs ?? []), ...specsOf(suite.suites ?? [])])
}

function readJson(file) {
  return existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : null
}

function parseJson(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function whyNoChromium() {
  const { findChromium } = await import('../tests/e2e/support/chromium.ts')
  return findChromium() ? null : 'no Chromium on this machine; name one in DUEWATCH_CHROMIUM'
}

async function whyNoDesktop() {
  const { findElectron } = await import('./find-electron.mjs')
  if (!findElectron().path) return 'no Electron binary on this machine'
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'no display'
  return null
}

if (parts.includes('check')) await runCheck()
if (parts.includes('vitest')) runVitest()
if (parts.includes('browser') || parts.includes('desktop')) {
  const reasons = { browser: await whyNoChromium(), desktop: await whyNoDesktop() }
  const wanted = ['browser', 'desktop'].filter((part) => parts.includes(part))
  // What is tested is what is shipped: the production bundle of these very sources.
  if (wanted.some((part) => reasons[part] === null) && run(process.execPath, ['scripts/build.mjs']) !== 0) {
    fail('build')
  } else for (const part of wanted) runPlaywright(part, reasons[part])
}
rmSync(folder, { recursive: true, force: true })

const forbidden = forbidsSkips ? total.skipped.length : 0
for (const name of total.skipped) console.log(`skipped: ${name}`)
for (const name of total.failures) console.log(`failed: ${name}`)
if (forbidden > 0) console.log(`failed: ${forbidden} skipped although skipping is forbidden`)
if (totalFile)
  writeFileSync(
    totalFile,
    JSON.stringify({ ...total, failed: total.failed + forbidden, skipped: forbidsSkips ? [] : total.skipped }),
  )
const failed = total.failed + forbidden
const skipped = total.skipped.length > 0 && !forbidsSkips ? `, ${total.skipped.length} skipped` : ''
console.log(`${total.passed} passed, ${failed} failed${skipped}`)
process.exitCode = failed === 0 && total.passed > 0 ? 0 : 1
