import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, chromium, type CDPSession, type Page } from '@playwright/test'
import { createTranslator } from '../../src/shared/i18n/translator.ts'
import { dataPaths } from '../../src/core/paths.ts'
import { toSample, type Figure, type Section } from './measure.ts'
import { makeDatabase } from './ui-core-data.ts'
import { serveApp, serveReference } from './ui-page-servers.ts'
import { ACT, FIRST_ROW, REACH, SCROLL } from './ui-probe.ts'
import { traced } from './ui-trace.ts'

export interface UiPageOptions {
  /** Rows of each data folder that is measured. */
  readonly sizes: readonly number[]
  readonly repeats: number
  readonly say: (text: string) => void
}

export interface UiPageResult {
  readonly sections: readonly Section[]
  readonly faults: readonly string[]
}

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
const VIEWPORT = { width: 1280, height: 800 }
const FRAMES = 180
const SCROLLED_ROWS = 10_000
const READ_MS = 3000
/** Nobody is quicker than this from one action to the next, and none of them hides work of the one before. */
const LOOK_MS = 500

const SEARCHES = [
  ['key1', 'k'],
  ['key5', 'kafka'],
  ['keyZh', '订'],
] as const

type Readings = Readonly<Record<string, number>>

interface PageKind {
  readonly search: string
  readonly sort: string
  /** A click that filters; the reference has none. */
  readonly filter: string | null
}

const OURS: PageKind = {
  search: '[role=search] input, input[type=search]',
  sort: '[role=columnheader][data-field=price]',
  filter: 'button[aria-pressed]',
}
const REFERENCE: PageKind = { search: 'input', sort: '.header button:nth-child(7)', filter: null }

async function act(page: Page, action: object): Promise<number> {
  return await page.evaluate(`(${ACT})(${JSON.stringify(action)})`)
}

/** Everything that is measured in a page whose first rows are there. */
async function measurePage(page: Page, cdp: CDPSession, kind: PageKind): Promise<Readings> {
  const search = kind.search
  const readings: Record<string, number> = {}
  const first = await page.evaluate<{ firstMs: number; dataMs: number | null }>('window.benchFirstRow')
  readings['first'] = first.firstMs
  if (first.dataMs !== null) readings['data'] = first.firstMs - first.dataMs
  // What is got ready after the start, in the background, has been got ready by the time somebody has read the first rows.
  await page.waitForTimeout(READ_MS)
  await cdp.send('Performance.enable')
  const { result, main } = await traced(cdp, () =>
    page.evaluate<{ times: number[]; waiting: number }>(
      `(${SCROLL})(${JSON.stringify({ rows: SCROLLED_ROWS, frames: FRAMES })})`,
    ),
  )
  const times = result.times.toSorted((a, b) => a - b)
  // Times between frames jitter by a part of a millisecond around 16.7.
  readings['late'] = (times.filter((ms) => ms > 17.5).length / times.length) * 100
  readings['dropped'] = times.filter((ms) => ms > 33.5).length
  readings['p95'] = times[Math.floor(times.length * 0.95)] ?? Number.NaN
  readings['waiting'] = (result.waiting / FRAMES) * 100
  readings['task'] = main.taskMs / FRAMES
  readings['script'] = main.scriptMs / FRAMES
  readings['longest'] = main.longestTaskMs
  for (const [key, text] of SEARCHES) {
    readings[key] = await act(page, { kind: 'type', selector: search, text })
    await act(page, { kind: 'type', selector: search, text: '' })
  }
  readings['sort'] = await act(page, { kind: 'click', selector: kind.sort })
  if (kind.filter) readings['filter'] = await act(page, { kind: 'click', selector: kind.filter, index: 2 })
  await cdp.send('HeapProfiler.collectGarbage')
  const { metrics } = await cdp.send('Performance.getMetrics')
  readings['heap'] = (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN) / 1e6
  return readings
}

const { t } = createTranslator('en')

/** Ends the keys of what is done for the first time in a window: its code has never run before. */
const FIRST = 'First'

const DIALOG = '[role=dialog][aria-modal=true]'
const PREVIEW = `${DIALOG} [role=status] li`
const SUBMIT = `${DIALOG} button[type=submit]:not([disabled])`
const UNDO = '.mantine-Notification-description button'

async function reach(page: Page, action: object): Promise<number> {
  return await page.evaluate(`(${REACH})(${JSON.stringify(action)})`)
}

/** What people do with many items at once: choose, look at what would happen, do it, take it back. */
async function measureReview(page: Page, round: number): Promise<Readings> {
  const readings: Record<string, number> = {}
  const bar = '[role=group][data-on]'
  const key = (name: string, held: object = {}): object => ({ kind: 'key', key: { key: name, ...held } })
  async function edit(name: string, decision: number): Promise<void> {
    readings[`form${name}`] = await reach(page, { kind: 'click', selector: `${bar} button`, until: DIALOG })
    readings[`preview${name}`] = await reach(page, {
      kind: 'click',
      selector: `${DIALOG} input[type=radio]`,
      index: decision,
      until: PREVIEW,
    })
    readings[`apply${name}`] = await act(page, { kind: 'click', selector: SUBMIT })
    await page.locator(DIALOG).waitFor({ state: 'detached' })
    await page.waitForTimeout(LOOK_MS)
    readings[`undo${name}`] = await act(page, { kind: 'click', selector: UNDO })
  }
  await showAll(page)
  await reach(page, { ...key('ArrowDown'), until: 'main [data-active]' })
  await reach(page, { ...key('ArrowDown', { shiftKey: true }), times: 39, until: bar })
  await edit('40', round)
  readings['selectAll'] = await reach(page, { ...key('a', { ctrlKey: true }), until: bar })
  await edit('All', 3)
  await reach(page, { ...key('Escape'), until: bar, isGone: true })
  const view = 'main [aria-haspopup=menu]'
  await reach(page, { kind: 'click', selector: view, until: '[role=menuitemradio]' })
  readings['contradictions'] = await act(page, { kind: 'click', selector: '[role=menuitemradio]', index: 4 })
  const { origin } = new URL(page.url())
  const input = { query: { filter: {}, sort: [{ field: 'resourceName', direction: 'asc' }] }, rows: 500 }
  const answer = await page.request.post(`${origin}/api/request`, {
    headers: { origin },
    data: { route: 'item.query', input },
  })
  const { data } = (await answer.json()) as { readonly data: { readonly items: readonly { resourceId: string }[] } }
  const text = data.items.map(({ resourceId }) => resourceId).join('\n')
  readings['found'] = await reach(page, { kind: 'paste', text, until: PREVIEW })
  readings['pasted'] = await act(page, { kind: 'click', selector: SUBMIT })
  await page.locator(DIALOG).waitFor({ state: 'detached' })
  return { ...readings, ...(await measureDetails(page)), ...(await measurePages(page)) }
}

/** The list of all items, with nothing selected and no way back of before in sight. */
async function showAll(page: Page): Promise<void> {
  await page.evaluate(`location.hash = '#/items?view=all'`)
  await page.waitForTimeout(LOOK_MS)
  await page.locator(UNDO).first().waitFor({ state: 'detached' })
}

/** One item looked at closely, and a decision said there. */
async function measureDetails(page: Page): Promise<Readings> {
  const row = 'main [data-slot]:has([data-active])'
  const decision = 'aside button[aria-pressed=false]'
  await showAll(page)
  await reach(page, { kind: 'key', key: { key: 'ArrowDown' }, until: row })
  const details = await reach(page, { kind: 'key', key: { key: 'Enter' }, until: decision })
  await page.waitForTimeout(LOOK_MS)
  return { details, decided: await reach(page, { kind: 'click', selector: decision, changed: row, until: row }) }
}

/** Every page of the review work as somebody comes to it for the first time, and what is chosen there most often. */
async function measurePages(page: Page): Promise<Readings> {
  const go = async (hash: string, until: string): Promise<number> => await reach(page, { kind: 'go', hash, until })
  const change = async (selector: string, changed: string): Promise<number> =>
    await reach(page, { kind: 'click', selector, changed, until: changed })
  const table = 'main [role=grid]'
  const look = async (): Promise<void> => await page.waitForTimeout(LOOK_MS)
  const readings: Record<string, number> = {}
  await look()
  readings['overview'] = await go('#/', 'main figure')
  await look()
  readings['forecast'] = await go('#/forecast', 'main figure a')
  await look()
  readings['scenario'] = await change('main [role=radiogroup] input:not(:checked)', 'main figure')
  await look()
  readings['calendar'] = await go('#/calendar', `${table}[aria-busy=false]`)
  await look()
  readings['month'] = await change(`main [aria-label="${t('calendar.month.next')}"]`, table)
  await look()
  readings['changes'] = await go('#/changes', 'main dl')
  return readings
}

async function inBrowser(url: string, kind: PageKind): Promise<Readings> {
  // A browser of its own for each reading: nothing is warm, nothing is left over.
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS })
  try {
    const page = await browser.newPage({ viewport: VIEWPORT })
    await page.addInitScript(FIRST_ROW)
    await page.goto(url)
    const readings = await measurePage(page, await page.context().newCDPSession(page), kind)
    if (kind !== OURS) return readings
    const first = Object.entries(await measureReview(page, 1)).map(([key, ms]) => [`${key}${FIRST}`, ms] as const)
    return { ...readings, ...Object.fromEntries(first), ...(await measureReview(page, 2)) }
  } finally {
    await browser.close()
  }
}

async function measureApp(dataDir: string): Promise<Readings> {
  const app = await serveApp(dataDir)
  try {
    const readings = await inBrowser(`${app.url}#/items`, OURS)
    return { ...readings, ready: app.readyMs, start: app.readyMs + (readings['first'] ?? Number.NaN) }
  } finally {
    await app.stop()
  }
}

/** The same in Electron, inside a desktop session. */
async function measureElectron(dataDir: string, executablePath: string): Promise<Readings> {
  const startMs = performance.now()
  const app = await _electron.launch({
    executablePath,
    args: [fileURLToPath(new URL('../..', import.meta.url)), '--no-sandbox', `--data-dir=${dataDir}`],
  })
  try {
    const page = await app.firstWindow()
    await page.evaluate(`location.hash = '#/items'; ${FIRST_ROW}`)
    const start = performance.now() - startMs
    const { first: _first, ...readings } = await measurePage(page, await page.context().newCDPSession(page), OURS)
    return { ...readings, start }
  } finally {
    await app.close()
  }
}

type Label = readonly [key: string, label: string, unit: Figure['unit'], aim?: Figure['aim']]

/** Actions of the review work; the first time stands below, without an aim. */
function twice(labels: readonly Label[]): readonly Label[] {
  return [...labels, ...labels.map(([key, label]): Label => [`${key}${FIRST}`, `first time: ${label}`, 'ms'])]
}

const LABELS: readonly Label[] = [
  ['start', 'process start → first rows painted', 'ms'],
  ['first', 'navigation → first rows painted', 'ms', { atMost: 1000 }],
  ['data', 'answer with the data → first rows painted', 'ms', { atMost: 100 }],
  ['key1', 'search "k" → painted', 'ms', { atMost: 50 }],
  ['key5', 'search "kafka" → painted', 'ms', { atMost: 50 }],
  ['keyZh', 'search "订" → painted', 'ms', { atMost: 50 }],
  ['filter', 'filter by band → painted', 'ms', { atMost: 100 }],
  ['sort', 'sort by price → painted', 'ms', { atMost: 100 }],
  ...twice([
    ['form40', 'open the form for 40 rows → painted', 'ms', { atMost: 100 }],
    ['preview40', 'choose a decision for 40 rows → preview painted', 'ms', { atMost: 100 }],
    ['apply40', 'apply it → rows painted', 'ms', { atMost: 100 }],
    ['undo40', 'undo it → rows painted', 'ms', { atMost: 100 }],
    ['selectAll', 'select all rows → painted', 'ms', { atMost: 100 }],
    ['formAll', 'open the form for all rows → painted', 'ms', { atMost: 100 }],
    ['previewAll', 'choose a decision for all rows → preview painted', 'ms'],
    ['applyAll', 'apply it to all rows → painted', 'ms'],
    ['undoAll', 'undo it → painted', 'ms'],
    ['contradictions', 'view of contradictions → painted', 'ms', { atMost: 100 }],
    // It includes the wait for the last key.
    ['found', 'paste 500 ids → what they are, painted', 'ms', { atMost: 400 }],
    ['pasted', 'filter and select them → painted', 'ms', { atMost: 100 }],
    ['details', 'open the details of an item → painted', 'ms', { atMost: 100 }],
    ['decided', 'decide there → its row painted', 'ms', { atMost: 100 }],
    ['overview', 'go to the overview → painted', 'ms', { atMost: 100 }],
    ['forecast', 'go to the forecast → painted', 'ms', { atMost: 100 }],
    ['scenario', 'another scenario → painted', 'ms', { atMost: 100 }],
    ['calendar', 'go to the calendar → painted', 'ms', { atMost: 100 }],
    ['month', 'next month → painted', 'ms', { atMost: 100 }],
    ['changes', 'go to what has changed → painted', 'ms', { atMost: 100 }],
  ]),
  ['late', 'frames over 16.7 ms', '%'],
  ['dropped', 'frames over 33 ms, of 180', '', { atMost: 0 }],
  ['p95', 'time between frames, p95', 'ms'],
  ['waiting', 'frames with rows still to come', '%'],
  ['task', 'CPU of the main thread per frame', 'ms'],
  ['script', 'of it script', 'ms'],
  ['longest', 'longest task while scrolling', 'ms'],
  ['heap', 'heap of the page', 'MB', { atMost: 80 }],
]

/** Ours divided by the reference's of the same repetition. */
const RATIOS: readonly (readonly [key: string, label: string, aim: number])[] = [
  ['data', 'first rows after the data', 0.1],
  ['key1', 'first key', 0.15],
  ['key5', 'longer search', 0.5],
  ['sort', 'sort', 0.1],
  ['task', 'CPU per frame', 0.65],
  ['script', 'script per frame', 0.15],
  ['heap', 'heap', 0.25],
]

function toFigures(prefix: string, readings: readonly Readings[], hasAims: boolean): Figure[] {
  return LABELS.flatMap(([key, label, unit, aim]) => {
    const values = readings.flatMap((reading) => reading[key] ?? []).filter((value) => !Number.isNaN(value))
    if (values.length === 0) return []
    return [{ key: `${prefix}.${key}`, label, unit, sample: toSample(values), ...(aim && hasAims ? { aim } : {}) }]
  })
}

/** The list in a real browser beside the usual way of showing as many rows, in one run. */
export async function uiPage({ sizes, repeats, say }: UiPageOptions): Promise<UiPageResult> {
  if (!existsSync(CHROMIUM)) {
    say(`no ${CHROMIUM} (CHROMIUM_PATH): the page is not measured`)
    return { sections: [], faults: [] }
  }
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'duewatch-ui-page-')))
  const sections: Section[] = []
  const faults: string[] = []
  try {
    for (const size of sizes) {
      const dataDir = join(folder, `data-${size}`)
      say(`${size} rows: making the database and the reference page`)
      await makeDatabase(dataPaths(dataDir).databaseFile, size)
      const reference = await serveReference(join(folder, 'reference'), size)
      const [ours, theirs, electron]: [Readings[], Readings[], Readings[]] = [[], [], []]
      try {
        for (let repeat = 1; repeat <= repeats; repeat += 1) {
          say(`${size} rows: repetition ${repeat} of ${repeats}`)
          ours.push(await measureApp(dataDir))
          theirs.push(await inBrowser(reference.url, REFERENCE))
          // desktop-session names it.
          const executable = process.env['ELECTRON_EXEC_PATH']
          if (executable) electron.push(await measureElectron(dataDir, executable))
        }
      } finally {
        await reference.stop()
      }
      for (const [key, label] of LABELS) {
        const isLost = [...ours, ...theirs].some((reading) => Number.isNaN(reading[key] ?? 0))
        if (isLost) faults.push(`${size} rows: ${label}: nothing changed within ten seconds`)
      }
      const ratios = RATIOS.map(([key, label, atMost]): Figure => {
        const values = ours.map((reading, index) => (reading[key] ?? Number.NaN) / (theirs[index]?.[key] ?? Number.NaN))
        return { key: `ratio.${size}.${key}`, label, unit: '×', sample: toSample(values), aim: { atMost } }
      })
      const rows = `${size.toLocaleString('en')} rows`
      sections.push(
        { title: `The list in Chromium, ${rows}`, figures: toFigures(`page.${size}`, ours, true) },
        {
          title: `Reference: TanStack Table + Virtual with all rows, ${rows}`,
          figures: toFigures(`reference.${size}`, theirs, false),
        },
        { title: `Ours divided by the reference, ${rows}`, figures: ratios },
      )
      if (electron.length > 0) {
        sections.push({
          title: `The list in Electron, ${rows}`,
          figures: toFigures(`electron.${size}`, electron, true),
        })
      }
    }
    return { sections, faults }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
