import type { CDPSession } from '@playwright/test'

/** What the page's main thread did while something happened, in CPU milliseconds, which other programs hardly change. */
export interface MainThread {
  readonly taskMs: number
  readonly scriptMs: number
  readonly longestTaskMs: number
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
  readonly args: { readonly name?: string }
}

const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'v8.execute']

/** Script contains the layouts that it forces; they count as tasks, not as script. */
const WITHIN_SCRIPT = new Set(['Layout', 'UpdateLayoutTree', 'MinorGC', 'MajorGC', 'V8.GCScavenger'])
const SCRIPT = new Set(['FunctionCall', 'EvaluateScript', 'RunMicrotasks'])

/** Traces the page's main thread while the work goes on. */
export async function traced<T>(cdp: CDPSession, work: () => Promise<T>): Promise<{ result: T; main: MainThread }> {
  const events: TraceEvent[] = []
  const onData = (data: { value: unknown[] }): void => void events.push(...(data.value as TraceEvent[]))
  cdp.on('Tracing.dataCollected', onData)
  await cdp.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: CATEGORIES } })
  const result = await work()
  const complete = new Promise<void>((resolve) => cdp.once('Tracing.tracingComplete', () => resolve()))
  await cdp.send('Tracing.end')
  await complete
  cdp.off('Tracing.dataCollected', onData)
  return { result, main: readMainThread(events) }
}

function readMainThread(events: readonly TraceEvent[]): MainThread {
  const frames = new Map<string, number>()
  for (const event of events) {
    if (event.name !== 'FireAnimationFrame') continue
    const thread = `${event.pid} ${event.tid}`
    frames.set(thread, (frames.get(thread) ?? 0) + 1)
  }
  // The scrolled page is the one whose frames were asked for.
  const [thread] = [...frames].toSorted((a, b) => b[1] - a[1])[0] ?? ['']
  const own = events
    .filter((event) => event.ph === 'X' && `${event.pid} ${event.tid}` === thread)
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
  const tasks = own.filter(({ name }) => name === 'RunTask').map(({ tdur = 0 }) => tdur / 1000)
  return {
    taskMs: tasks.reduce((sum, ms) => sum + ms, 0),
    longestTaskMs: Math.max(0, ...tasks),
    scriptMs: scriptOf(own),
  }
}

/** Outermost script less the layouts and collections inside of it. */
function scriptOf(own: readonly TraceEvent[]): number {
  let [sum, scriptEnd, innerEnd] = [0, -Infinity, -Infinity]
  for (const { name, ts, dur = 0, tdur = 0 } of own) {
    if (SCRIPT.has(name) && ts >= scriptEnd) {
      sum += tdur
      scriptEnd = ts + dur
      innerEnd = -Infinity
    } else if (WITHIN_SCRIPT.has(name) && ts < scriptEnd && ts >= innerEnd) {
      sum -= tdur
      innerEnd = ts + dur
    }
  }
  return sum / 1000
}
