import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  LINK_POLICIES,
  VERDICTS,
  type BacklinkState,
  type LinkPolicy,
  type Verdict,
} from '../../../../src/shared/domain/link.ts'
import {
  fromShownText,
  judgeLink,
  toShownState,
  toShownText,
  UNCHECKED,
  type JudgedCheck,
  type LinkStanding,
} from '../../../../src/shared/domain/link-policy.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const T0 = Date.UTC(2026, 10, 21)

interface Step extends JudgedCheck {
  readonly at: number
}

function aCheck(verdict: Verdict, fields: Partial<JudgedCheck> = {}): JudgedCheck {
  const statuses: Partial<Record<Verdict, number>> = {
    ok: 200,
    redirected: 200,
    blocked: 403,
    broken: 404,
    'server-error': 503,
    'too-large': 200,
  }
  return { verdict, httpStatus: statuses[verdict] ?? null, cause: null, backlink: null, ...fields }
}

/** What a history of checks leaves behind. */
function judgeAll(policy: LinkPolicy, steps: readonly (readonly [hours: number, check: JudgedCheck])[]) {
  let standing: LinkStanding = UNCHECKED
  for (const [hours, check] of steps) standing = judgeLink(standing, check, policy, T0 + hours * HOUR)
  return standing
}

describe('judgeLink, strict', () => {
  it.each<[string, JudgedCheck, LinkStanding['reason']]>([
    ['broken', aCheck('broken'), { kind: 'status', status: 404 }],
    ['blocked', aCheck('blocked'), { kind: 'status', status: 403 }],
    ['server-error', aCheck('server-error'), { kind: 'status', status: 503 }],
    [
      'server-error without a status',
      aCheck('server-error', { httpStatus: null, cause: 'not-http' }),
      { kind: 'verdict', verdict: 'server-error', cause: 'not-http' },
    ],
    [
      'timeout behind a redirect',
      aCheck('timeout', { httpStatus: 302, cause: 'answer-timeout' }),
      { kind: 'verdict', verdict: 'timeout', cause: 'answer-timeout' },
    ],
    ['dns', aCheck('dns', { cause: 'name-not-found' }), { kind: 'verdict', verdict: 'dns', cause: 'name-not-found' }],
    ['refused', aCheck('refused'), { kind: 'verdict', verdict: 'refused', cause: null }],
  ])('hides a link at once: %s', (_, check, reason) => {
    expect(judgeLink(UNCHECKED, check, 'strict', T0)).toMatchObject({ isShown: false, reason, shownChange: -1 })
  })

  it('hides a page without the wanted link at once, and shows both again after a good check', () => {
    const absent = judgeLink(UNCHECKED, aCheck('ok', { backlink: 'absent' }), 'strict', T0)
    expect(absent).toMatchObject({ isShown: false, reason: { kind: 'no-backlink' }, shownChange: -1 })
    const present = judgeLink(absent, aCheck('ok', { backlink: 'present' }), 'strict', T0)
    expect(present).toMatchObject({ isShown: true, reason: null, shownChange: 1, consecutiveAbsent: 0 })
    const broken = judgeLink(UNCHECKED, aCheck('broken'), 'strict', T0)
    expect(judgeLink(broken, aCheck('redirected'), 'strict', T0)).toEqual({ ...UNCHECKED, shownChange: 1 })
  })
})

describe('judgeLink, confirmed', () => {
  it.each<Verdict>(['broken', 'dns', 'tls', 'invalid-url', 'unsupported'])('hides at once: %s', (verdict) => {
    expect(judgeLink(UNCHECKED, aCheck(verdict), 'confirmed', T0).isShown).toBe(false)
  })

  it.each<Verdict>(['timeout', 'refused', 'server-error', 'blocked'])(
    'hides %s only after three failures over a whole day',
    (verdict) => {
      const failure = aCheck(verdict)
      expect(
        judgeAll('confirmed', [
          [0, failure],
          [48, failure],
        ]).isShown,
      ).toBe(true)
      expect(
        judgeAll('confirmed', [
          [0, failure],
          [1, failure],
          [2, failure],
        ]).isShown,
      ).toBe(true)
      expect(
        judgeAll('confirmed', [
          [0, failure],
          [1, failure],
          [23.99, failure],
        ]).isShown,
      ).toBe(true)
      expect(
        judgeAll('confirmed', [
          [0, failure],
          [1, failure],
          [24, failure],
        ]),
      ).toMatchObject({
        isShown: false,
        consecutiveFailures: 3,
        unreachableSince: T0,
      })
      expect(
        judgeAll('confirmed', [
          [0, failure],
          [1, failure],
          [2, aCheck('ok')],
          [24, failure],
        ]).isShown,
      ).toBe(true)
    },
  )

  it('believes an absent link to us after two readable pages, whatever lies between them', () => {
    const absent = aCheck('ok', { backlink: 'absent' })
    expect(judgeAll('confirmed', [[0, absent]]).isShown).toBe(true)
    expect(
      judgeAll('confirmed', [
        [0, absent],
        [1, absent],
      ]).reason,
    ).toEqual({ kind: 'no-backlink' })
    const unread = aCheck('ok', { backlink: 'unknown' })
    expect(
      judgeAll('confirmed', [
        [0, absent],
        [1, unread],
        [2, absent],
      ]).isShown,
    ).toBe(false)
    expect(
      judgeAll('confirmed', [
        [0, absent],
        [1, aCheck('timeout')],
        [2, absent],
      ]).isShown,
    ).toBe(false)
    expect(
      judgeAll('confirmed', [
        [0, absent],
        [1, aCheck('ok', { backlink: 'present' })],
        [2, absent],
      ]).isShown,
    ).toBe(true)
  })

  it('keeps a confirmed absence while the page cannot be read, and through failures', () => {
    const absent = aCheck('ok', { backlink: 'absent' })
    const unread = aCheck('ok', { backlink: 'unknown' })
    expect(
      judgeAll('confirmed', [
        [0, absent],
        [1, absent],
        [2, unread],
      ]).reason,
    ).toEqual({ kind: 'no-backlink' })
    const through = judgeAll('confirmed', [
      [0, absent],
      [1, absent],
      [2, aCheck('broken')],
      [3, unread],
    ])
    expect(through.reason).toEqual({ kind: 'no-backlink' })
  })

  it('hides nothing by a page that could not be read, also where stricter rules hold now than before', () => {
    const once = judgeLink(UNCHECKED, aCheck('ok', { backlink: 'absent' }), 'confirmed', T0)
    const unread = judgeLink(once, aCheck('ok', { backlink: 'unknown' }), 'strict', T0 + HOUR)
    expect(unread).toEqual({ ...once, shownChange: 0 })
    const down = judgeLink(once, aCheck('timeout'), 'strict', T0 + HOUR)
    expect(judgeLink(down, aCheck('ok', { backlink: 'unknown' }), 'strict', T0 + 2 * HOUR).reason).toEqual({
      kind: 'no-backlink',
    })
  })

  it('counts failures from now on when the clock has been set back behind the first of them', () => {
    const timeout = aCheck('timeout')
    const back = judgeAll('confirmed', [
      [10_000, timeout],
      [0, timeout],
      [23, timeout],
    ])
    expect(back).toMatchObject({ isShown: true, consecutiveFailures: 3, unreachableSince: T0 })
    expect(judgeLink(back, timeout, 'confirmed', T0 + DAY).isShown).toBe(false)
  })

  it('keeps the older reason until a newer one is confirmed', () => {
    expect(
      judgeAll('confirmed', [
        [0, aCheck('broken')],
        [1, aCheck('timeout')],
      ]).reason,
    ).toEqual({
      kind: 'status',
      status: 404,
    })
  })
})

describe('judgeLink', () => {
  it.each(LINK_POLICIES)('never hides a page for its size: %s', (policy) => {
    expect(judgeLink(UNCHECKED, aCheck('too-large', { backlink: 'unknown' }), policy, T0).isShown).toBe(true)
    const headers = aCheck('too-large', { httpStatus: null, cause: 'headers-too-large' })
    expect(judgeLink(UNCHECKED, headers, policy, T0)).toEqual({ ...UNCHECKED, shownChange: 0 })
  })

  it('leaves long dead links alone for ever longer, and no longer than that', () => {
    const broken = aCheck('broken')
    const after = (days: number) =>
      judgeAll('confirmed', [
        [0, broken],
        [days * 24, broken],
      ]).nextCheckAt
    expect(after(9.99)).toBeNull()
    expect(after(10)).toBe(T0 + 15 * DAY)
    expect(after(29.99)).toBe(T0 + 34.99 * DAY)
    expect(after(30)).toBe(T0 + 40 * DAY)
    expect(after(60)).toBe(T0 + 75 * DAY)
    expect(
      judgeAll('confirmed', [
        [0, broken],
        [240, broken],
        [241, aCheck('ok')],
      ]).nextCheckAt,
    ).toBeNull()
  })

  it('agrees with the rules as they are written down, over random histories', () => {
    const step = fc.record({
      verdict: fc.constantFrom(...VERDICTS),
      backlink: fc.constantFrom<BacklinkState | null>('present', 'absent', 'unknown', null),
      afterHours: fc.constantFrom(0, 1, 6, 12, 24, 24 * 6, 24 * 11),
    })
    fc.assert(
      fc.property(fc.constantFrom(...LINK_POLICIES), fc.array(step, { maxLength: 24 }), (policy, steps) => {
        let at = T0
        const history: Step[] = []
        let standing: LinkStanding = UNCHECKED
        for (const { verdict, backlink, afterHours } of steps) {
          at += afterHours * HOUR
          const check = aCheck(verdict, { backlink })
          history.push({ ...check, at })
          const before = standing
          const judged = judgeLink(before, check, policy, at)
          standing = judged
          const expected = lookBack(policy, history)
          expect(judged.isShown).toBe(expected.isShown)
          expect(judged.consecutiveFailures).toBe(expected.failures)
          expect(judged.unreachableSince).toBe(expected.since)
          expect(judged.reason === null).toBe(judged.isShown)
          expect(judged.shownChange).toBe(Number(judged.isShown) - Number(before.isShown))
        }
      }),
      { numRuns: 500 },
    )
  })
})

/** The rules told backwards: from the whole history, without remembering anything between checks. */
function lookBack(policy: LinkPolicy, history: readonly Step[]) {
  const said = history.filter(({ verdict }) => verdict !== 'skipped' && verdict !== 'cancelled')
  const answers = (step: Step) => ['ok', 'redirected', 'too-large'].includes(step.verdict)
  const readable = (steps: readonly Step[]) =>
    steps.filter((step) => answers(step) && step.verdict !== 'too-large' && step.backlink !== 'unknown')
  /** Pages in a row without the link, up to there. */
  const absences = (steps: readonly Step[]) => {
    const read = readable(steps)
    const last = read.findLastIndex(({ backlink }) => backlink !== 'absent')
    return read.length - 1 - last
  }
  const lastAnswer = said.findLastIndex(answers)
  const failures = said.slice(lastAnswer + 1)
  const isAbsent = absences(said) >= (policy === 'strict' ? 1 : 2)
  const isHiding = (step: Step, index: number) => {
    const transient =
      ['timeout', 'refused', 'server-error', 'blocked'].includes(step.verdict) ||
      ['name-lookup-failed', 'name-lookup-timeout'].includes(step.cause ?? '')
    const isLong = index >= 2 && step.at - (failures[0] as Step).at >= DAY
    return policy === 'strict' || !transient || isLong
  }
  const isDown = failures.some(isHiding)
  // Before the failures it was hidden only by its backlink.
  const wasAbsent = isAbsent && lastAnswer >= 0
  return { isShown: !isDown && !wasAbsent, failures: failures.length, since: failures[0]?.at ?? null }
}

describe('toShownState', () => {
  it('puts white-listing over pins and pins over checks', () => {
    expect(toShownState({ isWhitelisted: true, pinned: 'hidden', isShown: false })).toBe(true)
    expect(toShownState({ isWhitelisted: false, pinned: 'hidden', isShown: true })).toBe(false)
    expect(toShownState({ isWhitelisted: false, pinned: 'shown', isShown: false })).toBe(true)
    expect(toShownState({ isWhitelisted: false, pinned: null, isShown: false })).toBe(false)
  })
})

describe('toShownText', () => {
  it('is read back as the same reason', () => {
    const reason = { kind: 'status', status: 404 } as const
    expect(fromShownText(toShownText(reason))).toEqual(reason)
    expect(fromShownText(toShownText(null))).toBeNull()
  })
})
