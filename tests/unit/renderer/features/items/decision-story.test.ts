import { describe, expect, it } from 'vitest'
import { decisionStory } from '../../../../../src/renderer/features/items/decision-story.ts'
import type { ReviewChange } from '../../../../../src/shared/domain/review.ts'

const DAY = 86_400_000
const OLD = 1000 * DAY
const NEW = 1365 * DAY

const said = (overrides: Partial<ReviewChange>): ReviewChange => ({
  at: 900 * DAY,
  by: '李',
  itemId: 'i',
  field: 'decision',
  old: 'undecided',
  new: 'renew',
  expiresAt: OLD,
  runId: null,
  ...overrides,
})
const moved = (next: string): ReviewChange =>
  said({ at: 950 * DAY, by: '', old: 'renew', new: next, expiresAt: NEW, runId: 'r1' })

describe('decisionStory', () => {
  it('names who decided for the present expiry, the newest of several', () => {
    const story = decisionStory({ decision: 'let-expire', expiresAt: OLD, actByAt: OLD }, [
      said({ at: 901 * DAY, by: '王', old: 'renew', new: 'let-expire' }),
      said({}),
    ])
    expect(story).toMatchObject({ kind: 'made', decision: 'let-expire', by: '王', at: 901 * DAY })
  })

  it('tells that a decision has come true, by which run, and from when on it is asked again', () => {
    const story = decisionStory({ decision: 'renewed', expiresAt: NEW, actByAt: NEW - 7 * DAY }, [
      moved('renewed'),
      said({}),
    ])
    expect(story).toMatchObject({
      kind: 'closed',
      decision: 'renew',
      expiresAt: OLD,
      closedAt: 950 * DAY,
      runId: 'r1',
      reopensAt: NEW - 97 * DAY,
    })
  })

  it('asks again no sooner than the old expiry is over', () => {
    const story = decisionStory({ decision: 'renewed', expiresAt: OLD + 30 * DAY, actByAt: OLD + 30 * DAY }, [said({})])
    expect(story).toMatchObject({ kind: 'closed', reopensAt: OLD, runId: null, closedAt: null })
  })

  it('tells a renewal whose next expiry is due from a decision that no longer fits', () => {
    const open = { decision: 'undecided', expiresAt: NEW, actByAt: NEW } as const
    expect(decisionStory(open, [said({})])).toMatchObject({ kind: 'reopened', isDue: true })
    expect(decisionStory(open, [moved('undecided'), said({ new: 'let-expire' })])).toMatchObject({
      kind: 'reopened',
      isDue: false,
      runId: 'r1',
    })
    expect(decisionStory({ ...open, expiresAt: OLD - DAY }, [said({})])).toMatchObject({ isDue: false })
  })

  it('says nothing of what nobody decided, took back, or said of other fields', () => {
    const open = { decision: 'undecided', expiresAt: NEW, actByAt: NEW } as const
    expect(decisionStory(open, [])).toBeNull()
    expect(decisionStory(open, [said({ at: 999 * DAY, old: 'renew', new: 'undecided' }), said({})])).toBeNull()
    expect(decisionStory(open, [said({ field: 'owner', new: '王' })])).toBeNull()
  })

  it('believes a line of an older version, which does not name its expiry, only when it fits', () => {
    const line = said({ expiresAt: null })
    expect(decisionStory({ decision: 'renew', expiresAt: OLD, actByAt: OLD }, [line])).toMatchObject({ kind: 'made' })
    expect(decisionStory({ decision: 'undecided', expiresAt: NEW, actByAt: NEW }, [line])).toBeNull()
  })
})
