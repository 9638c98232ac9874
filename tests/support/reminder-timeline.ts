import { addCivilDays, toCivilDay } from '../../src/shared/domain/civil-day.ts'
import { ITEM_KINDS } from '../../src/shared/domain/item.ts'
import { DEFAULT_REMINDERS, type ReminderSettings } from '../../src/shared/domain/reminder.ts'
import { RENEWAL_MODES } from '../../src/shared/domain/renewal-mode.ts'
import type { OracleItem, OracleWorld } from './reminder-oracle.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** Zones without and with summer time, in whole hours, halves and quarters, on both sides of the date line. */
const ZONES = [
  'Asia/Shanghai',
  'Asia/Shanghai',
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'America/Santiago',
] as const
/** Around days on which clocks change, long holidays, the turn of the year, and an ordinary week. */
const STARTS = ['2026-03-07', '2026-03-27', '2026-09-28', '2026-10-30', '2026-02-12', '2026-12-29', '2026-06-10']
const LADDERS: readonly (readonly number[])[] = [
  DEFAULT_REMINDERS.ladders.cloud,
  [7, 3, 1, 0],
  [5],
  [0],
  [],
  [60, 2],
  [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
]
const TIMES = ['09:00', '09:00', '00:00', '08:30', '23:45', '02:30', '20:00', '12:15']
const QUIETS: readonly ReminderSettings['quietHours'][] = [
  DEFAULT_REMINDERS.quietHours,
  null,
  { from: '22:00', to: '02:30' },
  { from: '00:00', to: '09:00' },
  { from: '12:00', to: '13:00' },
  { from: '09:15', to: '09:00' },
]

/** Draws values from one whole number, so that a timeline is a list of numbers that shrinks well. */
export interface Draw {
  below(count: number): number
  pick<Value>(values: readonly Value[]): Value
}

export function drawFrom(seed: number): Draw {
  let rest = seed
  const below = (count: number): number => {
    const drawn = rest % count
    rest = Math.floor(rest / count)
    return drawn
  }
  return {
    below,
    pick: (values) => values[below(values.length)] as (typeof values)[number],
  }
}

/** The world in which a timeline begins. */
export function beginWorld(seed: number, itemSeeds: readonly number[]): OracleWorld {
  const draw = drawFrom(seed)
  const zone = draw.pick(ZONES)
  const start = Date.parse(`${draw.pick(STARTS)}T00:00:00Z`) + draw.below(48) * 30 * MINUTE_MS
  const settings: ReminderSettings = {
    ...DEFAULT_REMINDERS,
    quietHours: draw.pick(QUIETS),
    digestTime: draw.pick(TIMES),
    workingDaysOnly: draw.below(3) === 0,
  }
  const items = itemSeeds.map((itemSeed, index) => beginItem(`i${index}`, start, drawFrom(itemSeed)))
  return { now: start, zone, settings, pausedUntil: null, items }
}

function beginItem(id: string, now: number, draw: Draw): OracleItem {
  const mode = draw.pick(['manual', 'manual', 'none', 'auto', 'unknown', 'on-demand'] as const)
  const item: OracleItem = {
    id,
    kind: draw.pick(['cloud', 'cloud', 'certificate', 'manual']),
    mode,
    expiresAt: 0,
    actByAt: 0,
    isGone: false,
    decidedFor: null,
    acknowledgedFor: null,
    snoozedUntil: null,
  }
  moveExpiry(item, now + (draw.below(50) - 5) * DAY_MS + draw.below(96) * 15 * MINUTE_MS)
  return item
}

/** What is renewed by itself must be decided on a week earlier, at 03:00 in Beijing. */
function moveExpiry(item: OracleItem, expiresAt: number): void {
  item.expiresAt = expiresAt
  const deductedAt = Math.floor((expiresAt - 7 * DAY_MS) / DAY_MS) * DAY_MS - 5 * HOUR_MS
  item.actByAt = item.mode === 'auto' ? deductedAt : expiresAt
}

type Step = (world: OracleWorld, draw: Draw) => string

/** Whether somebody looks after a step, or the machine is off and nobody does. */
export interface TakenStep {
  readonly isLook: boolean
  readonly what: string
}

/** The clock runs on: minutes, hours, days, or the machine is off for weeks. */
const run: Step = (world, draw) => {
  const by = draw.pick([1, 7, 15, 60, 60, 240, 480, 720, 1440, 1440, 1440, 4320, 10_080, 30_240]) * MINUTE_MS
  world.now += by
  return `${by / MINUTE_MS} minutes later`
}

/** Somebody or something sets the clock: by less or by more than a day, forth and back. */
const jump: Step = (world, draw) => {
  const size = draw.pick([10 * MINUTE_MS, HOUR_MS, 5 * HOUR_MS, 20 * HOUR_MS, 26 * HOUR_MS, 3 * DAY_MS, 35 * DAY_MS])
  const by = draw.below(2) === 0 ? size : -size
  world.now += by
  return `clock moved by ${by / HOUR_MS} hours`
}

/** Whoever sets the clock mostly sets it back to what it was. */
const correct: Step = (world) => {
  const by = -30 * DAY_MS
  world.now += by
  return 'clock moved back by 30 days'
}

const changeZone: Step = (world, draw) => {
  world.zone = draw.pick(ZONES)
  return `zone ${world.zone}`
}

const changeItem: Step = (world, draw) => {
  const item = draw.pick(world.items)
  const before = JSON.stringify(item)
  switch (draw.below(10)) {
    case 0:
      moveExpiry(item, item.expiresAt + draw.pick([31, 365, -3, 7, 1, -31]) * DAY_MS)
      break
    case 1:
      moveExpiry(item, world.now + draw.pick([0, 1, 2, 20, 26, 40, 80, 200]) * HOUR_MS)
      break
    case 2:
      item.mode = draw.pick(RENEWAL_MODES)
      moveExpiry(item, item.expiresAt)
      break
    case 3:
      item.decidedFor = item.expiresAt
      break
    case 4:
      item.decidedFor = null
      break
    case 5:
      item.acknowledgedFor = draw.below(3) === 0 ? null : item.expiresAt
      break
    case 6:
      item.snoozedUntil = addCivilDays(toCivilDay(world.now, world.zone), draw.pick([0, 1, 2, 5, 30]))
      break
    case 7:
      item.snoozedUntil = null
      break
    default:
      item.isGone = !item.isGone
  }
  return `${before} -> ${JSON.stringify(item)}`
}

const changeSettings: Step = (world, draw) => {
  const old = world.settings
  const changes: Partial<ReminderSettings>[] = [
    { ladders: { ...old.ladders, [draw.pick(ITEM_KINDS.slice(0, 2))]: draw.pick(LADDERS) } },
    {
      ladders: Object.fromEntries(ITEM_KINDS.map((kind) => [kind, draw.pick(LADDERS)])) as ReminderSettings['ladders'],
    },
    { digestTime: draw.pick(TIMES) },
    { quietHours: draw.pick(QUIETS) },
    { workingDaysOnly: !old.workingDaysOnly },
    { sendsUrgent: !old.sendsUrgent },
    { repeatsOverdue: !old.repeatsOverdue },
    { isOn: !old.isOn },
    { isOn: true, sendsUrgent: true },
  ]
  const change = draw.pick(changes)
  world.settings = { ...old, ...change }
  return JSON.stringify(change)
}

const pause: Step = (world, draw) => {
  const quarter = 15 * MINUTE_MS
  const until = Math.ceil((world.now + draw.pick([1, 4, 20, 50, 200]) * HOUR_MS) / quarter) * quarter
  world.pausedUntil = draw.below(3) === 0 ? null : until
  return `paused until ${world.pausedUntil === null ? 'now' : new Date(world.pausedUntil).toISOString()}`
}

const STEPS: readonly (readonly [weight: number, step: Step])[] = [
  [30, run],
  [3, jump],
  [1, correct],
  [1, changeZone],
  [9, changeItem],
  [3, changeSettings],
  [1, pause],
]
const WEIGHTED: readonly Step[] = STEPS.flatMap(([weight, step]) => Array.from({ length: weight }, () => step))

/** Takes one step of a timeline, in place. */
export function takeStep(world: OracleWorld, seed: number): TakenStep {
  const draw = drawFrom(seed)
  const isLook = draw.below(8) !== 0
  return { isLook, what: draw.pick(WEIGHTED)(world, draw) }
}
