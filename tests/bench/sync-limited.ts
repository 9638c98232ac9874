import type { SimulatorOptions } from '../simulators/huawei/server.ts'
import { startChild } from './child.ts'
import { toSample, type Figure, type Section, type Unit } from './measure.ts'
import type { BenchContext } from './sync.bench.ts'
import type { CloudCommands, CloudCounts } from './sync-cloud.ts'
import { toFaults, type PartResult } from './sync-full.ts'
import type { HostCommands, SyncCost } from './sync-host.ts'
import type { PlainCost } from './sync-plain.ts'
import type { ReferenceCommands } from './sync-reference.ts'

const LATENCY_MS = 80
const SLOW = { perSecond: 10, burst: 10 }
const TAGS = { perSecond: 100, burst: 20 }

/** Syncs against limits that nobody announces. */
export async function benchRateLimit(context: BenchContext, wants: (name: string) => boolean): Promise<PartResult> {
  const results: PartResult[] = []
  if (wants('limit')) results.push(await benchSlowCloud(context))
  if (wants('tags')) results.push(await benchTagCalls(context))
  return {
    sections: results.flatMap(({ sections }) => sections),
    faults: results.flatMap(({ faults }) => faults),
  }
}

interface Measured {
  readonly cost: SyncCost
  readonly counts: CloudCounts
  readonly hostMb: number
  readonly workerMb: number
  readonly faults: readonly string[]
  readonly plain: PlainCost | null
}

/** One first sync; with `plainCalls` the plain way is measured on the same cloud afterwards. */
async function measureSync(
  context: BenchContext,
  options: Partial<SimulatorOptions> & { resources: number },
  tags: 'inventory' | 'one-by-one',
  plainCalls = 0,
): Promise<Measured> {
  const cloud = await startChild<CloudCommands>(new URL('./sync-cloud.ts', import.meta.url))
  const host = await startChild<HostCommands>(new URL('./sync-host.ts', import.meta.url), context.hostFlags)
  const reference = await startChild<ReferenceCommands>(new URL('./sync-reference.ts', import.meta.url))
  try {
    const { url } = await cloud.call('start', options)
    const { databaseFile } = await host.call('open', { folder: context.folder, url })
    const cost = await context.watched(() => host.call('sync'))
    const counts = await cloud.call('counts')
    const found = await cloud.call('check', { databaseFile, tags })
    const { hostMb, workerMb } = await host.call('memory')
    await cloud.call('forget')
    const { folder } = context
    const plain = plainCalls > 0 ? await reference.call('syncPlainly', { url, folder, tagCalls: plainCalls }) : null
    return {
      cost,
      counts,
      hostMb: hostMb ?? Number.NaN,
      workerMb: workerMb ?? Number.NaN,
      faults: [...toFaults('first sync', cost, { added: options.resources, changed: 0 }), ...found],
      plain,
    }
  } finally {
    await Promise.all([cloud.stop(), host.stop(), reference.stop()])
  }
}

async function benchSlowCloud(context: BenchContext): Promise<PartResult> {
  const resources = context.isQuick ? 500 : 5_000
  context.say(`sync of ${resources} resources at ${SLOW.perSecond} calls per second, then the plain way`)
  const measured = await measureSync(
    context,
    { resources, latencyMs: LATENCY_MS, rateLimit: { ...SLOW, namesLimit: false } },
    'inventory',
    context.isQuick ? 60 : 300,
  )
  const { cost, counts, faults } = measured
  const plain = measured.plain as PlainCost
  const ratio = plain.wholeMs / cost.wallMs
  const section: Section = {
    title: `c1  First sync of ${resources.toLocaleString('en')} resources, ${LATENCY_MS} ms latency, ${SLOW.perSecond} calls per second and API, unannounced`,
    figures: [
      one('slow.sync', 'sync, quotes included', 's', cost.wallMs / 1000, {
        note: `${counts.requests} requests, ${counts.refused} refused`,
      }),
      one('slow.plain', 'the plain way', 's', plain.wholeMs / 1000, {
        note: `extrapolated: ${plain.tagCallsMade} of ${plain.tagCallsNeeded} tag calls took ${(plain.tagMs / 1000).toFixed(1)} s (${plain.refused} refusals); list ${(plain.listMs / 1000).toFixed(1)} s, rows ${(plain.storeMs / 1000).toFixed(1)} s`,
      }),
      one('slow.ratio', 'plain ÷ sync', '×', ratio, context.isQuick ? {} : { aim: { atLeast: 20 } }),
      ...toHostFigures('slow', measured),
    ],
  }
  return { sections: [section], faults: faults.map((fault) => `c1: ${fault}`) }
}

async function benchTagCalls(context: BenchContext): Promise<PartResult> {
  const resources = context.isQuick ? 440 : 2_200
  context.say(`tags of ${resources} resources one by one at ${TAGS.perSecond} calls per second`)
  const measured = await measureSync(
    context,
    { resources, latencyMs: LATENCY_MS, rateLimit: { ...TAGS, namesLimit: false }, deny: new Set(['config']) },
    'one-by-one',
  )
  const { cost, counts, faults } = measured
  const calls = (counts.byApi['tms.resource-tags'] ?? 0) - counts.refusedTags
  const floorMs = ((calls - TAGS.burst) / TAGS.perSecond) * 1000 + LATENCY_MS
  const figures = [
    one('tags.stage', `${calls} tag calls, first request to last answer`, 's', counts.tagStageMs / 1000),
    one('tags.floor', 'floor: (calls − burst) ÷ rate + latency', 's', floorMs / 1000),
    one(
      'tags.ratio',
      'tag stage ÷ floor',
      '×',
      counts.tagStageMs / floorMs,
      context.isQuick ? {} : { aim: { atMost: 1.05 } },
    ),
    one(
      'tags.refused',
      'refused (429) of all tag calls',
      '%',
      (100 * counts.refusedTags) / (calls + counts.refusedTags),
      { aim: { atMost: 1 }, note: `${counts.refusedTags} answers` },
    ),
    one('tags.sync', 'the whole sync', 's', cost.wallMs / 1000, {
      note: `${counts.requests} requests, ${counts.refused} refused`,
    }),
    ...toHostFigures('tags', measured),
  ]
  const title = `c2  Tags one by one, ${LATENCY_MS} ms latency, ${TAGS.perSecond} calls per second (burst ${TAGS.burst}), unannounced`
  return { sections: [{ title, figures }], faults: faults.map((fault) => `c2: ${fault}`) }
}

function toHostFigures(key: string, { cost, hostMb, workerMb }: Measured): Figure[] {
  return [
    one(`${key}.stall`, 'd  longest stall of the host', 'ms', cost.stallMs, { aim: { atMost: 50 } }),
    one(`${key}.memory`, 'e  peak memory of host and worker', 'MB', hostMb + workerMb, {
      aim: { atMost: 250 },
      note: `${hostMb.toFixed(0)} + ${workerMb.toFixed(0)}`,
    }),
  ]
}

function one(key: string, label: string, unit: Unit, value: number, more: Pick<Figure, 'aim' | 'note'> = {}): Figure {
  return { key, label, unit, sample: toSample([value]), ...more }
}
