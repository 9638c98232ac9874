import { describe, expect, it } from 'vitest'
import { TIERS } from '../../../../src/shared/domain/account.ts'
import { ITEM_STATUSES } from '../../../../src/shared/domain/item.ts'
import type { ItemStatus, RawCode } from '../../../../src/shared/domain/item.ts'
import { DEFAULT_TIER, phaseAt, phaseBounds, PHASES, TIER_DAYS } from '../../../../src/shared/domain/phase.ts'
import { toHuaweiRenewalMode } from '../../../../src/shared/domain/renewal-mode.ts'
import { oracleBounds, oraclePhase } from '../../../support/domain-oracle.ts'
import { repeat, same } from '../../../support/seeded.ts'

const EXPIRES_AT = Date.parse('2026-12-01T15:59:59Z')
const DAY_MS = 86_400_000

const huaweiFacts = (expiresAt: number | null, rawPolicy: RawCode) =>
  ({ expiresAt, rawPolicy, renewalMode: toHuaweiRenewalMode(rawPolicy), provider: 'huawei' }) as const

describe('TIER_DAYS', () => {
  it('holds the published table and starts with the shortest phases', () => {
    expect(TIER_DAYS).toEqual({
      V0: { graceDays: 1, retentionDays: 1 },
      V1: { graceDays: 1, retentionDays: 7 },
      V2: { graceDays: 1, retentionDays: 7 },
      V3: { graceDays: 7, retentionDays: 7 },
      V4: { graceDays: 7, retentionDays: 15 },
      V5: { graceDays: 7, retentionDays: 15 },
    })
    expect(TIER_DAYS[DEFAULT_TIER]).toEqual({ graceDays: 1, retentionDays: 1 })
  })
})

describe('phaseBounds', () => {
  const v4 = TIER_DAYS.V4
  it.each([
    [0, '2026-12-08T15:59:59.000Z', '2026-12-23T15:59:59.000Z'],
    [3, '2026-12-08T15:59:59.000Z', '2026-12-23T15:59:59.000Z'],
    [5, '2026-12-08T15:59:59.000Z', '2026-12-23T15:59:59.000Z'],
    [null, '2026-12-08T15:59:59.000Z', '2026-12-23T15:59:59.000Z'],
    [7, '2026-12-08T15:59:59.000Z', '2026-12-23T15:59:59.000Z'],
    // Frozen at expiry: no grace, the retention counts from the expiry.
    [4, '2026-12-01T15:59:59.000Z', '2026-12-16T15:59:59.000Z'],
    ['4', '2026-12-01T15:59:59.000Z', '2026-12-16T15:59:59.000Z'],
    // Deleted straight from active.
    [2, '2026-12-01T15:59:59.000Z', '2026-12-01T15:59:59.000Z'],
    ['2', '2026-12-01T15:59:59.000Z', '2026-12-01T15:59:59.000Z'],
  ])('gives policy %j grace to %s and retention to %s', (rawPolicy, graceEnd, retentionEnd) => {
    expect(phaseBounds(huaweiFacts(EXPIRES_AT, rawPolicy), v4)).toEqual({
      graceEndsAt: Date.parse(graceEnd),
      retentionEndsAt: Date.parse(retentionEnd),
      provenance: 'computed',
    })
  })

  it.each([1, '1'])('has no phases for policy %j, which turns to pay-per-use', (rawPolicy) => {
    const none = { graceEndsAt: null, retentionEndsAt: null, provenance: 'computed' }
    expect(phaseBounds(huaweiFacts(EXPIRES_AT, rawPolicy), v4)).toEqual(none)
    expect(phaseBounds(huaweiFacts(null, 0), v4)).toEqual(none)
    expect(
      phaseBounds({ expiresAt: EXPIRES_AT, rawPolicy: null, renewalMode: 'on-demand', provider: 'tencent' }, v4),
    ).toEqual(none)
  })

  it('does not read the numbers of other vendors as Huawei policies', () => {
    const facts = { expiresAt: EXPIRES_AT, rawPolicy: 2, renewalMode: 'manual', provider: 'alibaba' } as const
    expect(phaseBounds(facts, v4).graceEndsAt).toBe(EXPIRES_AT + 7 * DAY_MS)
  })

  it('keeps the time of day through the summer time of 1988', () => {
    const bounds = phaseBounds(huaweiFacts(Date.parse('1988-04-14T04:00:00Z'), 0), TIER_DAYS.V3)
    expect(new Date(bounds.graceEndsAt ?? 0).toISOString()).toBe('1988-04-21T03:00:00.000Z')
  })

  it('survives an expiry that stands for "never"', () => {
    const expiresAt = Date.parse('9999-12-31T23:59:59Z')
    expect(phaseBounds(huaweiFacts(expiresAt, 0), v4).retentionEndsAt).toBe(expiresAt + 22 * DAY_MS)
  })
})

/** One day of grace, seven of retention; times in days after expiry. */
const G = 1
const R = 8

describe('phaseAt', () => {
  const MS = 1 / DAY_MS
  it.each<[string, number, ItemStatus, number, string, string]>([
    // Nobody said anything about this expiry: the bounds decide, half-open.
    ['an instant before expiry', -MS, 'in-use', -1, 'active', 'computed'],
    ['the instant of expiry', 0, 'in-use', -1, 'grace', 'computed'],
    ['the last instant of grace', G - MS, 'in-use', -1, 'grace', 'computed'],
    ['the end of grace', G, 'in-use', -1, 'retention', 'computed'],
    ['the last instant of retention', R - MS, 'in-use', -1, 'retention', 'computed'],
    ['the end of retention', R, 'in-use', -1, 'released', 'computed'],
    ['long after', 4000, 'in-use', -1, 'released', 'computed'],
    ['retention by an unknown status', 2, 'unknown', 1.5, 'retention', 'computed'],
    ['in use, read after the computed grace', 2, 'in-use', 1.5, 'grace', 'provider'],
    ['in use, read at expiry, grace over', 2, 'in-use', 0, 'retention', 'computed'],
    ['in use, read after the computed retention', 4000, 'in-use', 3000, 'grace', 'provider'],
    // "Expired" belongs to this expiry only when read at or after it.
    ['expired read before', 0.5, 'expired', -MS, 'grace', 'computed'],
    ['expired read before, grace over', 2, 'expired', -MS, 'retention', 'computed'],
    ['expired read at expiry', 0.5, 'expired', 0, 'grace', 'provider'],
    ['expired read after the computed grace', 3, 'expired', 2, 'grace', 'provider'],
    ['expired read at the end of grace', 3, 'expired', G, 'grace', 'provider'],
    ['expired read just before the end of grace', 3, 'expired', G - MS, 'retention', 'computed'],
    ['expired read in grace, end not reached', G - MS, 'expired', 0.5, 'grace', 'provider'],
    ['expired read in grace, retention over', R, 'expired', 0.5, 'released', 'computed'],
    ['expired read in retention, retention over', R, 'expired', 2, 'released', 'computed'],
    ['expired read after everything', 50, 'expired', 40, 'grace', 'provider'],
    ['expired although not yet', -1, 'expired', -2, 'active', 'computed'],
    // Frozen is retention, whenever read.
    ['frozen before expiry', -1, 'frozen', -2, 'retention', 'provider'],
    ['frozen in computed grace', 0.5, 'frozen', 0.25, 'retention', 'provider'],
    ['frozen before expiry, grace by the table', 0.5, 'frozen', -2, 'retention', 'provider'],
    ['frozen in retention', 5, 'frozen', 4, 'retention', 'provider'],
    ['frozen, retention over since', R, 'frozen', 4, 'released', 'computed'],
    ['frozen, read at the end of retention', R, 'frozen', R, 'retention', 'provider'],
    ['frozen, read after retention', 20, 'frozen', 15, 'retention', 'provider'],
    // Closed is the end.
    ['closed before expiry', -1, 'closed', -2, 'released', 'provider'],
    ['closed before expiry, grace by the table', 0.5, 'closed', -2, 'released', 'provider'],
    ['closed after', 0.5, 'closed', 0.25, 'released', 'provider'],
    ['closed long after', 50, 'closed', 2, 'released', 'provider'],
  ])('%s (day %f, %s read on day %f) is %s, %s', (_what, now, status, readAt, phase, provenance) => {
    const instant = (days: number): number => EXPIRES_AT + Math.round(days * DAY_MS)
    const state = {
      expiresAt: EXPIRES_AT,
      graceEndsAt: instant(G),
      retentionEndsAt: instant(R),
      status,
      statusReadAt: instant(readAt),
    }
    expect(phaseAt(instant(now), state)).toEqual({ phase, provenance })
  })

  it.each<[ItemStatus, string | null, string]>([
    ['in-use', null, 'computed'],
    ['unknown', null, 'computed'],
    ['expired', 'grace', 'provider'],
    ['frozen', 'retention', 'provider'],
    ['closed', 'released', 'provider'],
  ])('takes an undated item that is %s for %s', (status, phase, provenance) => {
    const state = { expiresAt: null, graceEndsAt: null, retentionEndsAt: null, status, statusReadAt: 0 }
    expect(phaseAt(1, state)).toEqual({ phase, provenance })
  })

  it('keeps what turned to pay-per-use active after its expiry, unless the provider says otherwise', () => {
    const state = { expiresAt: EXPIRES_AT, graceEndsAt: null, retentionEndsAt: null, statusReadAt: EXPIRES_AT + 1 }
    const now = EXPIRES_AT + 400 * DAY_MS
    expect(phaseAt(now, { ...state, status: 'in-use' })).toEqual({ phase: 'active', provenance: 'computed' })
    expect(phaseAt(now, { ...state, status: 'expired' })).toEqual({ phase: 'grace', provenance: 'provider' })
  })

  it('releases policy 2 at the very instant of expiry', () => {
    const bounds = phaseBounds(huaweiFacts(EXPIRES_AT, 2), TIER_DAYS.V5)
    const state = { expiresAt: EXPIRES_AT, ...bounds, status: 'in-use', statusReadAt: 0 } as const
    expect(phaseAt(EXPIRES_AT - 1, state).phase).toBe('active')
    expect(phaseAt(EXPIRES_AT, state).phase).toBe('released')
  })

  it('skips grace for policy 4', () => {
    const bounds = phaseBounds(huaweiFacts(EXPIRES_AT, 4), TIER_DAYS.V5)
    const state = { expiresAt: EXPIRES_AT, ...bounds, status: 'in-use', statusReadAt: 0 } as const
    expect(phaseAt(EXPIRES_AT, state).phase).toBe('retention')
    expect(phaseAt(EXPIRES_AT + 15 * DAY_MS, state).phase).toBe('released')
  })
})

describe('phases against a retelling of the rules', () => {
  it('agrees for 150,000 facts and never moves backwards', { timeout: 60_000 }, () => {
    const codes: RawCode[] = [0, 1, 2, 3, 4, 5, '0', '2', '4', null, '', 7]
    const tiers = TIERS.filter((tier) => tier !== 'custom')
    repeat(150_000, (random) => {
      const expiresAt = random.chance(0.05)
        ? null
        : random.integer(Date.UTC(1993, 0, 1) / 1000, Date.UTC(2090, 0, 1) / 1000) * 1000
      const days = random.chance(0.2)
        ? { graceDays: random.integer(0, 30), retentionDays: random.integer(0, 30) }
        : TIER_DAYS[random.pick(tiers)]
      const code = random.pick(codes)
      const bounds = phaseBounds(huaweiFacts(expiresAt, code), days)
      const [graceEndsAt, retentionEndsAt] = oracleBounds(expiresAt, [days.graceDays, days.retentionDays], code)
      const what = JSON.stringify({ expiresAt, days, code })
      same(bounds.graceEndsAt, graceEndsAt, `grace of ${what}`)
      same(bounds.retentionEndsAt, retentionEndsAt, `retention of ${what}`)

      const anchor = random.pick([expiresAt, graceEndsAt, retentionEndsAt]) ?? Date.UTC(2026, 0, 1)
      const near = (): number => anchor + random.pick([-1, 0, 1, random.integer(-40 * DAY_MS, 40 * DAY_MS)])
      const state = { expiresAt, ...bounds, status: random.pick(ITEM_STATUSES), statusReadAt: near() }
      const now = near()
      const reading = phaseAt(now, state)
      const [phase, provenance] = oraclePhase(now, state)
      const where = `at ${now} of ${JSON.stringify(state)}`
      same(reading.phase, phase, `phase ${where}`)
      same(reading.provenance, provenance, `provenance ${where}`)
      if (reading.phase === null) return
      const later = phaseAt(now + random.integer(0, 30 * DAY_MS), state).phase ?? 'active'
      same(PHASES.indexOf(later) >= PHASES.indexOf(reading.phase), true, `later phase ${where}`)
    })
  })
})
