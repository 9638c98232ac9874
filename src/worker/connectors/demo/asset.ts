import { addCivilDays, addCivilMonths, type CivilDay, diffCivilDays } from '../../../shared/domain/civil-day.ts'
import type { RawCode } from '../../../shared/domain/item.ts'
import { SPECIAL_CASES, type SpecialCase } from './cases.ts'
import { type History, historyOf, NO_HISTORY } from './evolution.ts'
import { caseOf, ordinaryIndexOf } from './layout.ts'
import { createDraw, type Draw } from './random.ts'
import { expiryOf, type Fate, positionAt, rawStatusAt, type Timeline } from './timeline.ts'

/** One asset as a sync sees it: everything about it that depends on time. */
export interface Asset {
  readonly number: number
  /** Fixes the resource that holds this place; another value is another resource. */
  readonly identity: readonly [generation: number, successor: number]
  readonly history: History
  readonly termMonths: number
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly rawStatus: RawCode
  readonly rawPolicy: RawCode
}

interface Plan {
  readonly timeline: Timeline
  readonly rawPolicy: RawCode
  /** undefined: what the dates say. */
  readonly rawStatus: RawCode | undefined
  readonly isUndated: boolean
}

const IN_USE = 2
const AUTO = 3
const MANUAL = 0

// Rare oddities beyond the reserved cases start here, so that a small estate has each of them exactly once.
const FIRST_ODD_INDEX = 400

const DEDUCTION_SECOND = 3 * 3600

function drawTerm(draw: Draw, fate: Fate): number {
  if (fate === 'lapses') return draw.pick([1, 1, 3, 6, 12])
  if (fate === 'ends') return draw.pick([1, 1, 3, 12, 12])
  return draw.weighted([
    [26, 1],
    [12, 3],
    [8, 6],
    [42, 12],
    [7, 24],
    [5, 36],
  ])
}

function drawPolicy(draw: Draw, fate: Fate): number {
  switch (fate) {
    case 'kept':
      return draw.weighted([
        [64, AUTO],
        [32, MANUAL],
        [2, 4],
        [2, 5],
      ])
    case 'lapses':
      return draw.weighted([
        [80, MANUAL],
        [7, 4],
        [5, 5],
        [8, AUTO],
      ])
    case 'ends':
      return draw.pick([1, 2])
  }
}

function drawLead(draw: Draw, isAuto: boolean): number {
  if (!isAuto) return draw.whole(-3, 12)
  // The money is taken seven days ahead; where that fails it is tried again daily.
  return draw.weighted([
    [86, 7],
    [6, 6],
    [3, 5],
    [3, 2],
    [2, -2],
  ])
}

const FIRST_ANCHOR_ON = '2020-01-01'
const LAST_DAY_EVERYWHERE = 27

/** Any day of the term, but month ends only on purpose: the 28th to 30th would wander through the months. */
function drawAnchor(draw: Draw, termMonths: number): CivilDay {
  const days = diffCivilDays(FIRST_ANCHOR_ON, addCivilMonths(FIRST_ANCHOR_ON, termMonths))
  const day = addCivilDays(FIRST_ANCHOR_ON, draw.whole(0, days - 1))
  const dayOfMonth = Number(day.slice(8))
  const isMonthEnd = draw.chance(0.04)
  if (isMonthEnd) return addCivilDays(addCivilMonths(addCivilDays(day, 1 - dayOfMonth), 1), -1)
  return dayOfMonth <= LAST_DAY_EVERYWHERE
    ? day
    : addCivilDays(day, LAST_DAY_EVERYWHERE - dayOfMonth - draw.whole(0, 20))
}

function planOf(number: number): Plan {
  const draw = createDraw(number, 1)
  const workSecond = draw.whole(9 * 3600, 18 * 3600)
  const reserved = caseOf(number)
  const special = reserved === null ? null : (SPECIAL_CASES[reserved] as SpecialCase)
  const fate = draw.weighted<Fate>([
    [88, 'kept'],
    [5, 'lapses'],
    [7, 'ends'],
  ])
  const termMonths = drawTerm(draw, fate)
  const rawPolicy = special ? special.rawPolicy : drawPolicy(draw, fate)
  const isAuto = rawPolicy === AUTO
  const timeline: Timeline = {
    fate,
    anchorOn: drawAnchor(draw, termMonths),
    termMonths,
    leadDays: drawLead(draw, isAuto),
    lifeTerms: Math.max(1, Math.round(draw.whole(24, 60) / (special?.timeline.termMonths ?? termMonths))),
    renewSecond: isAuto ? DEDUCTION_SECOND : workSecond,
    workSecond,
    endSecond: draw.weighted([
      [80, 86_399],
      [12, 86_400],
      [8, workSecond],
    ]),
    ...special?.timeline,
  }
  if (special) {
    return { timeline, rawPolicy, rawStatus: special.rawStatus, isUndated: special.isUndated ?? false }
  }
  const isOddOne = ordinaryIndexOf(number) >= FIRST_ODD_INDEX
  return {
    timeline,
    rawPolicy: isOddOne && draw.chance(0.002) ? 9 : rawPolicy,
    rawStatus: isOddOne && draw.chance(0.002) ? 7 : undefined,
    isUndated: isOddOne && draw.chance(0.005),
  }
}

function switched(rawPolicy: RawCode, switches: number): RawCode {
  if (switches % 2 === 0) return rawPolicy
  return rawPolicy === AUTO ? MANUAL : AUTO
}

/** The state of an asset in one sync: a pure function of its number, the instant and the sync. null: not in the list. */
export function assetAt(number: number, now: number, ordinal: number): Asset | null {
  const plan = planOf(number)
  const { timeline } = plan
  const history =
    caseOf(number) === null ? historyOf(ordinaryIndexOf(number), ordinal, timeline.termMonths) : NO_HISTORY
  if (history.isAbsent) return null
  const position = positionAt(timeline, now)
  const expiresAt = expiryOf(timeline, position.term, history.aheadMonths)
  const rawPolicy = switched(plan.rawPolicy, history.modeSwitches)
  const datedStatus = plan.isUndated ? IN_USE : rawStatusAt(expiresAt, rawPolicy, now)
  return {
    number,
    identity: [position.generation, history.successor],
    history,
    termMonths: timeline.termMonths,
    createdAt: position.createdAt,
    expiresAt: plan.isUndated ? null : expiresAt,
    rawStatus: plan.rawStatus === undefined ? datedStatus : plan.rawStatus,
    rawPolicy,
  }
}
