import type { Site, Truth } from './case.ts'
import { PASSING_CAUSES, TRANSIENT, type Backlink, type Cause, type Verdict } from './words.ts'

const ownUrl = (site: Site): string => `${site.origin}/`

/** The link answers with success at its own address. */
export function good(more: Partial<Truth> = {}): Truth {
  return {
    verdict: 'ok',
    httpStatus: 200,
    cause: null,
    redirects: 0,
    finalUrl: ownUrl,
    backlink: null,
    rel: null,
    fate: 'shown',
    reason: null,
    ...more,
  }
}

/** The link leads to success elsewhere. */
export function redirected(redirects: number, finalUrl: (site: Site) => string, more: Partial<Truth> = {}): Truth {
  return good({ verdict: 'redirected', redirects, finalUrl, ...more })
}

/** An answer came, and its status says that something is wrong. */
export function status(httpStatus: number, verdict: Verdict, more: Partial<Truth> = {}): Truth {
  return good({
    verdict,
    httpStatus,
    fate: TRANSIENT.includes(verdict) ? 'hidden-in-time' : 'hidden-at-once',
    reason: { kind: 'status', status: httpStatus },
    ...more,
  })
}

/** No answer came that could be judged. */
export function noAnswer(verdict: Verdict, cause: Cause, more: Partial<Truth> = {}): Truth {
  return good({
    verdict,
    httpStatus: null,
    cause,
    finalUrl: () => null,
    fate: TRANSIENT.includes(verdict) || PASSING_CAUSES.includes(cause) ? 'hidden-in-time' : 'hidden-at-once',
    reason: { kind: 'verdict', verdict, cause },
    ...more,
  })
}

/**
 * A redirect that leads nowhere; its status is the last one that was received. Where the target may not be asked, the
 * status explains nothing and the verdict does.
 */
export function deadEnd(
  verdict: 'broken' | 'unsupported',
  cause: Cause,
  redirects: number,
  finalUrl: (site: Site) => string | null,
  httpStatus = 302,
): Truth {
  return good({
    verdict,
    httpStatus,
    cause,
    redirects,
    finalUrl,
    fate: 'hidden-at-once',
    reason: verdict === 'broken' ? { kind: 'status', status: httpStatus } : { kind: 'verdict', verdict, cause },
  })
}

/** The page was read as far as it takes to say so. */
export function page(backlink: Backlink, more: Partial<Truth> = {}): Truth {
  switch (backlink) {
    case 'present':
      return good({ backlink, rel: '', ...more })
    case 'absent':
      return good({ backlink, fate: 'hidden-by-second', reason: { kind: 'no-backlink' }, ...more })
    case 'unknown':
      return good({ backlink, ...more })
  }
}

/** A success whose page had to be read and could not be: nothing is known of its links, and it may pass. */
export function brokenOff(
  verdict: 'refused' | 'server-error' | 'blocked',
  cause: Cause,
  more: Partial<Truth> = {},
): Truth {
  return page('unknown', {
    verdict,
    cause,
    fate: 'hidden-in-time',
    reason: { kind: 'verdict', verdict, cause },
    ...more,
  })
}
