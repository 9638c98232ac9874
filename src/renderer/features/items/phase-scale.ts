import type { Phase } from '../../../shared/domain/phase.ts'

/** One part of the bar. */
export interface PhaseStep {
  readonly phase: Phase
  readonly startsAt: number
  /** First instant after the phase; null for the last one. */
  readonly endsAt: number | null
  /** Share of the width among all weights. */
  readonly weight: number
}

export interface PhaseScale {
  readonly steps: readonly PhaseStep[]
  /** The last instant that the bar shows; what is later stands at its end. */
  readonly lastAt: number
}

const DAY_MS = 86_400_000
/** The bar begins at least this long before the expiry. */
const LEAD_MS = 30 * DAY_MS
/** Free room before the first mark. */
const MARGIN_MS = 2 * DAY_MS
const WEIGHTS: Readonly<Record<Phase, number>> = { active: 4, grace: 2, retention: 2, released: 1 }

/** Lays out the parts of a life with all moments on it; parts of no length are left out. */
export function phaseScale(
  ends: { readonly expiresAt: number; readonly graceEndsAt: number; readonly retentionEndsAt: number },
  moments: readonly (number | null)[],
): PhaseScale {
  const { expiresAt, graceEndsAt, retentionEndsAt } = ends
  const known = moments.filter((at) => at !== null)
  const startsAt = Math.min(expiresAt - LEAD_MS, ...known.map((at) => at - MARGIN_MS))
  const bounds: readonly (readonly [Phase, number, number])[] = [
    ['active', startsAt, expiresAt],
    ['grace', expiresAt, graceEndsAt],
    ['retention', graceEndsAt, retentionEndsAt],
  ]
  const steps = bounds
    .filter(([, from, to]) => to > from)
    .map(([phase, from, to]) => ({ phase, startsAt: from, endsAt: to, weight: WEIGHTS[phase] }))
  const lastAt = Math.max(retentionEndsAt + LEAD_MS, ...known.map((at) => at + MARGIN_MS))
  return {
    steps: [...steps, { phase: 'released', startsAt: retentionEndsAt, endsAt: null, weight: WEIGHTS.released }],
    lastAt,
  }
}

/** Where an instant lies on the bar, from 0 to 1. */
export function placeOn({ steps, lastAt }: PhaseScale, at: number): number {
  const total = steps.reduce((sum, { weight }) => sum + weight, 0)
  let before = 0
  for (const { startsAt, endsAt, weight } of steps) {
    const end = endsAt ?? lastAt
    if (at < end || endsAt === null) {
      const share = Math.min(Math.max((at - startsAt) / (end - startsAt), 0), 1)
      return (before + share * weight) / total
    }
    before += weight
  }
  return 1
}
