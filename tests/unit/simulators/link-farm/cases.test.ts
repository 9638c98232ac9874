import { describe, expect, it } from 'vitest'
import { LINK_CAUSES, VERDICTS } from '../../../../src/shared/domain/link.ts'
import type { Fate, LinkCase } from '../../../simulators/link-farm/case.ts'
import { LINK_CASES } from '../../../simulators/link-farm/cases.ts'

const AT_ONCE = ['broken', 'dns', 'tls', 'invalid-url', 'unsupported']
const IN_TIME = ['timeout', 'refused', 'server-error', 'blocked']

/** Policy once more, from the verdict and what a name server has said. */
function toFate({ truth }: LinkCase): Fate {
  // A name server that fails says nothing about the name.
  if (truth.cause === 'name-lookup-failed' || truth.cause === 'name-lookup-timeout') return 'hidden-in-time'
  if (AT_ONCE.includes(truth.verdict)) return 'hidden-at-once'
  if (IN_TIME.includes(truth.verdict)) return 'hidden-in-time'
  return truth.backlink === 'absent' ? 'hidden-by-second' : 'shown'
}

describe('cases of the link farm', () => {
  it('have names of their own', () => {
    expect(new Set(LINK_CASES.map(({ name }) => name)).size).toBe(LINK_CASES.length)
  })

  it('cover every verdict that a check can end with', () => {
    const covered = new Set(LINK_CASES.map(({ truth }) => truth.verdict))
    expect(VERDICTS.filter((verdict) => verdict !== 'cancelled' && !covered.has(verdict))).toEqual([])
  })

  it('cover every cause that a farm on loopback can bring about', () => {
    const covered = new Set<string | null>(LINK_CASES.map(({ truth }) => truth.cause))
    expect(LINK_CAUSES.filter((cause) => !covered.has(cause))).toEqual([
      // Refused when a link is added.
      'credentials-in-url',
      // Nothing on loopback is out of reach, and no proxy is in between.
      'host-unreachable',
      'proxy-failed',
      // What is left when no other cause of a bad certificate fits.
      'certificate-invalid',
    ])
  })

  it.each(LINK_CASES.map((linkCase) => [linkCase.name, linkCase] as const))(
    '%s is not contradictory',
    (_name, linkCase) => {
      const { truth, backlink } = linkCase
      expect(truth.fate).toBe(toFate(linkCase))
      expect(truth.reason === null).toBe(truth.fate === 'shown')
      expect(truth.backlink === null).toBe(backlink === undefined)
      expect(truth.rel === null).toBe(truth.backlink !== 'present')
      // A status of success explains nothing.
      if (truth.reason?.kind === 'status') expect(truth.reason.status).toBeGreaterThanOrEqual(300)
    },
  )
})
