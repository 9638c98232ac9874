import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeTempFolder } from '../../support/temp-folder.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint')

/** What no file of a folder may import. */
const forbidden: readonly (readonly [wall: string, from: string, specifier: string])[] = [
  ['shared imports nothing of core', 'src/shared/domain', '../../core/clock.ts'],
  ['shared imports nothing of worker', 'src/shared', '../worker/runtime.ts'],
  ['shared/worker is not worker', 'src/shared/worker', '../../worker/runtime.ts'],
  ['shared imports nothing of headless', 'src/shared/i18n/en', '../../../headless/session.ts'],
  ['shared imports no file outside of src', 'src/shared', '../../scripts/run.mjs'],
  ['shared uses no Node API', 'src/shared/domain', 'node:fs'],
  ['shared uses no Node API by its old name', 'src/shared/domain', 'fs'],
  ['shared uses no Electron', 'src/shared/ipc', 'electron'],
  ['shared takes a new library only when the wall is changed', 'src/shared/i18n', 'lodash/map'],
  ['shared uses the data of chinese-days, not its code', 'src/shared/domain', 'chinese-days'],
  ['core imports nothing of worker', 'src/core', '../worker/runtime.ts'],
  ['core/jobs imports nothing of worker', 'src/core/jobs', '../../worker/runtime.ts'],
  ['core/services imports nothing of worker', 'src/core/services', '../../worker/runtime.ts'],
  ['core/db imports nothing of worker', 'src/core/db', '../../worker/runtime.ts'],
  ['core/db/repositories imports nothing of worker', 'src/core/db/repositories', '../../../worker/runtime.ts'],
  ['core/transactions imports nothing of worker', 'src/core/transactions', '../../worker/runtime.ts'],
  ['core/ipc/handlers imports nothing of worker', 'src/core/ipc/handlers', '../../../worker/runtime.ts'],
  ['core imports nothing of headless', 'src/core/services', '../../headless/session.ts'],
  ['core imports nothing of a window', 'src/core/ipc', '../../renderer/app.ts'],
  ['core imports nothing of the Electron host', 'src/core', '../main/index.ts'],
  ['core makes no requests', 'src/core/services', 'undici'],
  ['core knows no Electron', 'src/core/jobs', 'electron'],
  ['worker imports nothing of core', 'src/worker', '../core/clock.ts'],
  ['worker/http imports nothing of core', 'src/worker/http', '../../core/clock.ts'],
  ['connectors import nothing of core', 'src/worker/connectors/huawei', '../../../core/db/sql.ts'],
  ['worker imports nothing of headless', 'src/worker/sync', '../../headless/session.ts'],
  ['worker knows no database', 'src/worker/sync', 'better-sqlite3'],
  ['worker knows no Electron', 'src/worker', 'electron'],
  ['headless imports nothing of worker', 'src/headless', '../worker/runtime.ts'],
  ['headless opens no database', 'src/headless', 'better-sqlite3'],
  ['headless makes no requests', 'src/headless/commands', 'undici'],
  ['headless reads through the router, not repositories', 'src/headless', '../core/db/repositories/run.ts'],
  ['headless calls no service', 'src/headless/commands', '../../core/services/item-service.ts'],
  ['headless runs no transaction', 'src/headless/commands', '../../core/transactions/index.ts'],
  ['services open no database', 'src/core/services', 'better-sqlite3'],
  ['services hold no SQL', 'src/core/services', '../db/sql.ts'],
  ['services run no transaction', 'src/core/services', '../transactions/index.ts'],
  ['services know no router', 'src/core/services', '../ipc/router.ts'],
  ['services know no handlers', 'src/core/services', '../ipc/handlers/index.ts'],
  ['handlers hold no SQL', 'src/core/ipc/handlers', '../../db/sql.ts'],
  ['handlers run no transaction', 'src/core/ipc/handlers', '../../transactions/index.ts'],
  ['the router knows no service', 'src/core/ipc', '../services/item-service.ts'],
  ['the index knows no service', 'src/core/index', '../services/item-service.ts'],
  ['the index holds no SQL', 'src/core/index', '../db/sql.ts'],
  ['the index opens no database', 'src/core/index', 'better-sqlite3'],
  ['jobs read no repositories', 'src/core/jobs', '../db/repositories/run.ts'],
  ['jobs know no services', 'src/core/jobs', '../services/item-service.ts'],
  ['transactions hold no SQL', 'src/core/transactions', '../db/sql.ts'],
  ['transactions open no database', 'src/core/transactions', 'better-sqlite3'],
  ['transactions know no services', 'src/core/transactions', '../services/item-service.ts'],
  ['core without db holds no SQL', 'src/core', './db/sql.ts'],
  ['core without db opens no database', 'src/core', 'better-sqlite3'],
  ['db knows no services', 'src/core/db', '../services/item-service.ts'],
  ['db knows no jobs', 'src/core/db', '../jobs/run-manager.ts'],
  ['db knows no router', 'src/core/db', '../ipc/router.ts'],
  ['db runs no transaction besides the hosts of the writer', 'src/core/db', '../transactions/index.ts'],
  ['repositories know no services', 'src/core/db/repositories', '../../services/item-service.ts'],
  ['repositories run no transaction', 'src/core/db/repositories', '../../transactions/index.ts'],
  ['repositories open no database', 'src/core/db/repositories', 'better-sqlite3'],
  ['migrations use no repositories', 'src/core/db/migrations', '../repositories/run.ts'],
  ['migrations use nothing shared', 'src/core/db/migrations', '../../../shared/domain/d.ts'],
  ['a detour through ./.. is refused', 'src/core/jobs', './../../worker/runtime.ts'],
  ['a detour down and up again is refused', 'src/core', './db/../../worker/runtime.ts'],
  ['a detour through an open door is refused', 'src/core', '../shared/../worker/runtime.ts'],
  ['main imports nothing of headless', 'src/main', '../headless/session.ts'],
  ['main imports nothing of worker', 'src/main', '../worker/runtime.ts'],
  ['main imports nothing of the page', 'src/main', '../renderer/lib/api.ts'],
  ['main imports nothing of preload', 'src/main', '../preload/preload-api.ts'],
  ['main reads through the router, not repositories', 'src/main', '../core/db/repositories/run.ts'],
  ['main calls no service', 'src/main', '../core/services/item-service.ts'],
  ['main opens no database', 'src/main', 'better-sqlite3'],
  ['main makes no requests', 'src/main', 'undici'],
  ['preload imports nothing of core', 'src/preload', '../core/app.ts'],
  ['preload imports nothing of the page', 'src/preload', '../renderer/lib/api.ts'],
  ['preload brings no contract along', 'src/preload', '../shared/ipc/contract.ts'],
  ['preload uses no Node API', 'src/preload', 'node:fs'],
  ['preload brings no library along', 'src/preload', 'zod'],
  ['the page imports nothing of core', 'src/renderer/lib', '../../core/app.ts'],
  ['the page imports nothing of main', 'src/renderer', '../main/index.ts'],
  ['the page imports nothing of preload', 'src/renderer/app', '../../preload/preload-api.ts'],
  ['the page imports nothing of headless', 'src/renderer/features/items', '../../../headless/session.ts'],
  ['the page imports nothing of worker', 'src/renderer/stores', '../../worker/runtime.ts'],
  ['the page uses no Node API', 'src/renderer/lib', 'node:fs'],
  ['the page uses no Electron', 'src/renderer/app', 'electron'],
  ['components open no database', 'src/renderer/components/log', 'better-sqlite3'],
  ['the page takes no schema along', 'src/renderer/features/items', '../../../shared/ipc/item.ts'],
  ['the frame takes no schema along', 'src/renderer/app', '../../shared/ipc/contract.ts'],
  ['the page does without zod', 'src/renderer/components', 'zod'],
  ['features know no sibling', 'src/renderer/features/items', '../sync/run-details.tsx'],
  ['features know no frame', 'src/renderer/features/items', '../../app/overlays.ts'],
  ['components know no feature', 'src/renderer/components', '../features/items/items-page.tsx'],
  ['parts of components know no feature', 'src/renderer/components/chart', '../../features/items/items-page.tsx'],
  ['components know no frame', 'src/renderer/components', '../app/overlays.ts'],
  ['stores know no component', 'src/renderer/stores', '../components/band-mark.tsx'],
  ['lib knows no store', 'src/renderer/lib', '../stores/preferences.ts'],
  ['lib knows no component', 'src/renderer/lib', '../components/band-mark.tsx'],
  ['the frame knows pages by one file alone', 'src/renderer/app', '../features/items/items-page.tsx'],
  ['a detour within the page is refused', 'src/renderer/features/items', '../../lib/../app/overlays.ts'],
  ['simulators import nothing of the product', 'tests/simulators/huawei', '../../../src/worker/runtime.ts'],
  ['scripts import no tests', 'scripts', '../tests/support/cli.ts'],
]

/** What the files of a folder may import. */
const allowed: readonly (readonly [from: string, specifier: string])[] = [
  ['src/shared/domain', './d.ts'],
  ['src/shared/ipc', '../domain/d.ts'],
  ['src/shared/ipc', 'zod'],
  ['src/shared/i18n', 'i18next'],
  ['src/shared/domain', 'big.js'],
  ['src/shared/domain', 'chinese-days/dist/chinese-days.json'],
  ['src/core', '../shared/ipc/contract.ts'],
  ['src/core', './services/item-service.ts'],
  ['src/core/ipc/handlers', '../../services/item-service.ts'],
  ['src/core/ipc/handlers', '../../db/repositories/run.ts'],
  ['src/core/services', '../jobs/run-manager.ts'],
  ['src/core/services', '../db/repositories/run.ts'],
  ['src/core/services', '../../shared/worker/frames.ts'],
  ['src/core/jobs', '../../shared/worker/frames.ts'],
  ['src/core/jobs', '../db/write-commands.ts'],
  ['src/core/transactions', '../db/repositories/run.ts'],
  ['src/core/transactions', 'node:v8'],
  ['src/core/db', 'better-sqlite3'],
  ['src/core/db/repositories', '../sql.ts'],
  ['src/core/db/repositories', '../../../shared/domain/d.ts'],
  ['src/core/db/migrations', '../migrate.ts'],
  ['src/worker', '../shared/worker/frames.ts'],
  ['src/worker/http', 'undici'],
  ['src/worker/connectors/huawei', '../../http/client.ts'],
  ['src/worker/connectors/huawei', '../../../shared/domain/d.ts'],
  ['src/headless', '../core/app.ts'],
  ['src/headless/commands', '../../core/db/restore.ts'],
  ['src/headless/commands', '../../shared/domain/d.ts'],
  ['src/main', '../core/app.ts'],
  ['src/main', '../core/jobs/worker-host.ts'],
  ['src/main', '../shared/page-policy.ts'],
  ['src/main', 'electron'],
  ['src/preload', '../shared/preload-api.ts'],
  ['src/preload', 'electron'],
  ['src/renderer', '../shared/domain/d.ts'],
  ['src/renderer', './lib/api.ts'],
  ['src/renderer/lib', '../../shared/domain/d.ts'],
  ['src/renderer/stores', '../lib/api.ts'],
  ['src/renderer/components', '../stores/preferences.ts'],
  ['src/renderer/components/log', '../error-note.tsx'],
  ['src/renderer/features/items', '../../components/data-grid/data-grid.tsx'],
  ['src/renderer/features/items', '../../../shared/domain/d.ts'],
  ['src/renderer/app', '../stores/preferences.ts'],
  ['tests/unit/core', '../../../src/core/db/sql.ts'],
  ['tests/unit/core', 'better-sqlite3'],
]

/** Files that may import what the rest of their folder may not. */
const exceptions: readonly (readonly [file: string, specifier: string])[] = [
  ['src/core/db/writer-thread.ts', '../transactions/index.ts'],
  ['src/core/db/inline-writer.ts', '../transactions/index.ts'],
  ['src/renderer/app/pages.ts', '../features/items/items-page.tsx'],
  ['scripts/simulate-huawei.mjs', '../tests/simulators/huawei/main.ts'],
]

const plain = (specifier: string): string => `import { value } from '${specifier}'\nexport const used = value\n`

const typeOnly = (specifier: string): string => `import type { Value } from '${specifier}'\nexport type Used = Value\n`

/** Every way in which a module can be reached. */
const forms: readonly (readonly [form: string, write: (specifier: string) => string])[] = [
  ['a plain import', plain],
  ['a type import', typeOnly],
  ['an import for its effects', (specifier) => `import '${specifier}'\n`],
  ['a re-export', (specifier) => `export { value } from '${specifier}'\n`],
  ['a re-export of everything', (specifier) => `export * from '${specifier}'\n`],
  ['a dynamic import', (specifier) => `export const used = import('${specifier}')\n`],
]

/** Where a type may come from and nothing else. */
const allowedTypes: readonly (readonly [from: string, specifier: string])[] = [
  ['src/renderer/lib', '../../shared/ipc/contract.ts'],
  ['src/renderer/features/items', '../../../shared/ipc/item.ts'],
  ['src/renderer/components/log', '../../../shared/ipc/run.ts'],
]

const foldersOfSource = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))

let tree = ''
/** Rules that a file has broken; a file without an entry is clean. */
const found = new Map<string, string[]>()
/** Text of every small file, by path. */
const probes = new Map<string, string>()

function addProbe(from: string, statement: string): string {
  const file = `${from}/probe-${probes.size}.ts`
  probes.set(file, statement)
  return file
}

const forbiddenProbes = forbidden.map(([wall, from, specifier]) => [wall, addProbe(from, plain(specifier))] as const)
const allowedProbes = allowed.map(([from, specifier]) => [from, specifier, addProbe(from, plain(specifier))] as const)
const typeProbes = allowedTypes.map(
  ([from, specifier]) => [from, specifier, addProbe(from, typeOnly(specifier))] as const,
)
const formProbes = forms.map(
  ([form, write]) => [form, addProbe('src/core/jobs', write('../../worker/runtime.ts'))] as const,
)
const coverProbes = foldersOfSource.map((folder) => {
  const up = '../'.repeat(folder.split('/').length)
  return [folder, addProbe(folder, plain(`${up}tests/support/cli.ts`))] as const
})

beforeAll(() => {
  tree = realpathSync(mkdtempSync(join(tmpdir(), 'duewatch-walls-')))
  copyFileSync(join(root, '.oxlintrc.json'), join(tree, '.oxlintrc.json'))
  for (const [file, text] of probes) write(file, text)
  for (const [file, specifier] of exceptions) write(file, plain(specifier))

  write('src/core/services/circle-a.ts', "import { b } from './circle-b.ts'\nexport const a = () => b\n")
  write('src/core/services/circle-b.ts', "import { c } from './circle-c.ts'\nexport const b = () => c\n")
  write('src/core/services/circle-c.ts', "import { a } from './circle-a.ts'\nexport const c = () => a\n")
  write('src/core/services/line-a.ts', "import { b } from './line-b.ts'\nexport const a = () => b\n")
  write('src/core/services/line-b.ts', 'export const b = 1\n')

  for (const { file, code } of lint(tree)) found.set(file, [...(found.get(file) ?? []), code])
})

afterAll(() => removeTempFolder(tree))

function write(file: string, text: string): void {
  const path = join(tree, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** Runs the real oxlint over a folder; answers every finding with its file and rule. */
function lint(folder: string): { file: string; code: string }[] {
  let text: string
  try {
    text = execFileSync(process.execPath, [oxlint, '-f', 'json', '.'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    // Exit code 1 means findings; the answer is on standard output all the same.
    text = (error as { stdout: string }).stdout
  }
  const { diagnostics } = JSON.parse(text) as { diagnostics: { filename: string; code: string }[] }
  return diagnostics.map(({ filename, code }) => ({ file: filename.replaceAll('\\', '/').replace(/^\.\//, ''), code }))
}

const WALL = 'eslint(no-restricted-imports)'
const CIRCLE = 'import(no-cycle)'

describe('folder walls', () => {
  it.each(forbiddenProbes)('%s', (_wall, file) => {
    expect(found.get(file)).toContain(WALL)
  })

  it.each(allowedProbes)('%s may import %s', (_from, _specifier, file) => {
    expect(found.get(file)).toBeUndefined()
  })

  it.each(typeProbes)('%s may take types of %s', (_from, _specifier, file) => {
    expect(found.get(file)).toBeUndefined()
  })

  it.each(exceptions)('%s may import %s', (file) => {
    expect(found.get(file)).toBeUndefined()
  })

  it.each(formProbes)('%s does not climb over', (_form, file) => {
    expect(found.get(file)).toContain(WALL)
  })

  it.each(coverProbes)('%s as it is today stands behind a wall', (_folder, file) => {
    expect(found.get(file)).toContain(WALL)
  })
})

describe('circles', () => {
  it('finds one over three files', () => {
    expect(found.get('src/core/services/circle-a.ts')).toContain(CIRCLE)
  })

  it('lets a chain pass', () => {
    expect(found.get('src/core/services/line-a.ts')).toBeUndefined()
  })
})
