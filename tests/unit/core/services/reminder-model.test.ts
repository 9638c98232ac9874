import { array, assert, asyncProperty, integer, property, tuple, type Arbitrary } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCivilDay } from '../../../../src/shared/domain/civil-day.ts'
import { createDatabaseEngine, createRuleEngine, type ReminderEngine } from '../../../support/reminder-engines.ts'
import { createReminderOracle, isHeld, type Demand, type OracleWorld } from '../../../support/reminder-oracle.ts'
import { beginWorld, takeStep } from '../../../support/reminder-timeline.ts'

const DAY_MS = 86_400_000
const SEED = Number(process.env['SEED'] ?? 20_261_121)
const RUNS = Number(process.env['RUNS'] ?? 10_000)

/** A beginning, items, and what happens: numbers that say everything. */
type Timeline = readonly [start: number, items: readonly number[], steps: readonly number[]]

const number = integer({ min: 0, max: 2 ** 48 })
const timeline: Arbitrary<Timeline> = tuple(
  number,
  array(number, { minLength: 2, maxLength: 4, size: 'max' }),
  array(number, { minLength: 12, maxLength: 36, size: 'max' }),
)

/** What no look may do, whatever was demanded: counted here, not taken from the oracle. */
function createWatch() {
  let told: { at: number; line: string; actByAt: number }[] = []
  let notices: { at: number; kind: string }[] = []
  return {
    isTold: (start: string) => told.some(({ line }) => line.startsWith(start)),
    check(world: OracleWorld, { kind, lines }: Demand): string | null {
      const { now, zone } = world
      told = told.filter(({ at }) => at <= now + DAY_MS)
      notices = notices.filter(({ at }) => at <= now + DAY_MS)
      if (kind === null) return lines.length === 0 ? null : 'reminders without a notice'
      if (lines.length === 0) return 'a notice about nothing'
      if (!world.settings.isOn) return 'switched off'
      if (isHeld(world)) return 'held back'
      const actByOf = (line: string): number =>
        world.items.find(({ id }) => line.startsWith(`${id}|`))?.actByAt ?? Number.NaN
      // A deadline that has moved later by a day or more may be spoken of afresh, a day past it never.
      const isSame = (line: string, actByAt: number): boolean =>
        line.includes('|overdue|') || actByOf(line) - actByAt < DAY_MS
      const twice = lines.find((line) => told.some((one) => one.line === line && isSame(line, one.actByAt)))
      if (twice !== undefined) return `told twice: ${twice}`
      const today = toCivilDay(now, zone)
      if (notices.some((one) => one.kind === kind && toCivilDay(one.at, zone) === today)) return `a second ${kind}`
      notices.push({ at: now, kind })
      for (const line of lines) told.push({ at: now, line, actByAt: actByOf(line) })
      return null
    },
  }
}

/** Walks through a timeline with both; throws with the story so far when they differ. */
async function walk(engine: ReminderEngine, [start, items, steps]: Timeline): Promise<void> {
  for (const _ of walking(engine, [start, items, steps])) await _
}

/** The same without waiting, for an engine that answers at once. */
function walkAtOnce(engine: ReminderEngine, one: Timeline): void {
  for (const _ of walking(engine, one));
}

function* walking(engine: ReminderEngine, [start, items, steps]: Timeline): Generator<Promise<void> | void> {
  const world = beginWorld(start, items)
  const oracle = createReminderOracle()
  const watch = createWatch()
  const story = [JSON.stringify(world)]
  engine.reset()

  function* look(): Generator<Promise<void> | void> {
    const demand = oracle.look(world)
    const answer = engine.look(world)
    if (answer instanceof Promise) yield answer.then((delivered) => compare(demand, delivered))
    else yield compare(demand, answer)
  }
  function compare(demand: Demand, delivered: Demand): void {
    const said = `${new Date(world.now).toISOString()} ${world.zone}: ${delivered.kind} ${delivered.lines.join(' ')}`
    story.push(said)
    const problem =
      JSON.stringify(demand) === JSON.stringify(delivered)
        ? watch.check(world, delivered)
        : `demanded: ${demand.kind} ${demand.lines.join(' ')}`
    if (problem !== null) throw new Error(`${problem}\n${story.join('\n')}`)
  }

  for (const step of steps) {
    const { isLook, what } = takeStep(world, step)
    story.push(what)
    if (isLook) yield* look()
  }
  // In the end somebody looks with nothing in the way; then nothing that was ever demanded may be missing.
  world.settings = { ...world.settings, isOn: true, quietHours: null, workingDaysOnly: false, digestTime: '00:00' }
  world.pausedUntil = null
  for (let day = 0; day < 3; day += 1) {
    world.now += DAY_MS
    yield* look()
  }
  const missing = oracle.demanded(world)
  if (missing.length > 0) throw new Error(`never delivered: ${missing.join(' ')}\n${story.join('\n')}`)
}

describe('reminders over random timelines', () => {
  it(`deliver each that is demanded exactly once and none besides, over ${RUNS} of them`, () => {
    const engine = createRuleEngine()
    assert(
      property(timeline, (one) => walkAtOnce(engine, one)),
      { seed: SEED, numRuns: RUNS },
    )
  }, 120_000)

  it('are the same when the database delivers them', async () => {
    const engine = await createDatabaseEngine()
    await assert(
      asyncProperty(timeline, (one) => walk(engine, one)),
      { seed: SEED, numRuns: Math.ceil(RUNS / 40) },
    )
  }, 120_000)

  it('meet digests, urgent notices, every step and overdue items often enough to mean something', () => {
    const engine = createRuleEngine()
    const seen = new Map<string, number>()
    const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1)
    const counting: ReminderEngine = {
      reset: () => engine.reset(),
      look(world) {
        const answer = engine.look(world) as Demand
        if (answer.kind !== null) count(answer.kind)
        for (const line of answer.lines) count(line.split('|')[2] as string)
        return answer
      },
    }
    assert(
      property(timeline, (one) => walkAtOnce(counting, one)),
      { seed: 20_261_121, numRuns: 300 },
    )
    for (const what of ['digest', 'urgent', 'overdue', '30', '15', '7', '3', '1', '0']) {
      expect([what, seen.get(what) ?? 0], JSON.stringify([...seen])).toEqual([what, expect.any(Number)])
      expect(seen.get(what) ?? 0, what).toBeGreaterThan(20)
    }
  })
})
