import type { LinkCheckFacts } from '../../../src/shared/domain/link.ts'
import type { FarmLink } from '../../simulators/link-farm/links.ts'

/** What Duewatch says of a link. */
export type Finding = Pick<LinkCheckFacts, 'verdict' | 'httpStatus' | 'cause' | 'redirects' | 'finalUrl' | 'latencyMs'>

/** Where a checker is wrong. */
export interface Score {
  /** Links of which it says the contrary of the truth, or nothing. */
  readonly wrong: number
  /** Of them those that live and are called dead. */
  readonly falseBroken: number
  /** By case, to see what it stumbles over. */
  readonly byCase: Readonly<Record<string, number>>
}

/**
 * Whether a link lives; null where people may well disagree: a page that turns robots away, headers without end. There,
 * any answer is right.
 */
export function isAlive({ truth: { verdict } }: FarmLink): boolean | null {
  if (verdict === 'blocked' || verdict === 'too-large') return null
  return verdict === 'ok' || verdict === 'redirected'
}

/** Counts wrong answers of any checker. */
export function score(links: readonly FarmLink[], alive: readonly (boolean | null)[]): Score {
  const byCase: Record<string, number> = {}
  let [wrong, falseBroken] = [0, 0]
  for (const [index, link] of links.entries()) {
    const truth = isAlive(link)
    const said = alive[index] ?? null
    if (said !== null && (truth === null || said === truth)) continue
    wrong += 1
    if (truth === true && said === false) falseBroken += 1
    byCase[link.linkCase.name] = (byCase[link.linkCase.name] ?? 0) + 1
  }
  return { wrong, falseBroken, byCase }
}

/** One sentence for every link of which Duewatch does not say exactly what is true. */
export function findFaults(links: readonly FarmLink[], findings: readonly (Finding | null)[]): string[] {
  return links.flatMap((link, index) => {
    const said = findings[index]
    const truth = toFinding(link)
    if (said && FIELDS.every((field) => said[field] === truth[field])) return []
    return [`${link.linkCase.name} ${link.url}: ${said ? toText(said) : 'nothing'} instead of ${toText(truth)}`]
  })
}

const FIELDS = ['verdict', 'httpStatus', 'cause', 'redirects', 'finalUrl'] as const

function toFinding({ truth, site }: FarmLink): Pick<Finding, (typeof FIELDS)[number]> {
  const { verdict, httpStatus, cause, redirects } = truth
  return { verdict, httpStatus, cause, redirects, finalUrl: truth.finalUrl(site) }
}

function toText(finding: Pick<Finding, (typeof FIELDS)[number]>): string {
  return FIELDS.map((field) => finding[field])
    .filter((value) => value !== null && value !== 0)
    .join(' ')
}
