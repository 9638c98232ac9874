import { Resolver } from 'node:dns'
import type { LinkAnchor, LinkCheckFacts, LinkLimits } from '../../src/shared/domain/link.ts'
import { toWantedBacklink } from '../../src/shared/domain/wanted-backlink.ts'
import type { LinkCheckJob, LinkTask } from '../../src/shared/worker/link-frames.ts'
import type { LookUp } from '../../src/worker/links/ports.ts'
import type { FarmLink } from '../simulators/link-farm/links.ts'

/**
 * Limits for a farm that shares two busy cores with what is tested: some links only wait for their time-out, and the others
 * come in numbers that leave even eleven answers in a row far from it.
 */
export const FARM_LIMITS: LinkLimits = { concurrency: 40, perHost: 2, hostPaceMs: 0, timeoutMs: 8000 }

/** Links of the farm as tasks of a worker, in the rules of their groups; the id is the place in the list. */
export function toTasks(links: readonly FarmLink[]): LinkTask[] {
  return links.map((link, index) => ({
    linkId: String(index),
    url: link.url,
    backlink: link.backlink === null ? null : toWantedBacklink(link.backlink, link.group === 'farm-subdomains'),
    allowsPrivate: link.group !== 'farm-public',
    lastLatencyMs: null,
  }))
}

/** A job over the links and nothing else. */
export function toFarmJob(links: readonly FarmLink[], limits: Partial<LinkLimits> = {}): LinkCheckJob {
  return {
    type: 'link-check',
    links: toTasks(links),
    certificates: [],
    registries: { domains: [], bootstrap: null, bootstrapUrl: null, whoisServers: {} },
    limits: { ...FARM_LIMITS, ...limits },
    proxy: 'none',
    now: Date.now(),
  }
}

/** What checks and lists have to say about a link that answers as its case does. */
export type Finding = Pick<
  LinkCheckFacts,
  'verdict' | 'httpStatus' | 'cause' | 'redirects' | 'finalUrl' | 'backlink'
> & { readonly rel: string | null }

/** What is true of a link. */
export function toTruth({ truth, site }: FarmLink): Finding {
  const { verdict, httpStatus, cause, redirects, backlink, rel } = truth
  return { verdict, httpStatus, cause, redirects, finalUrl: truth.finalUrl(site), backlink, rel }
}

/** The same of what a check has found. */
export function toFinding(facts: LinkCheckFacts): Finding {
  const { verdict, httpStatus, cause, redirects, finalUrl, backlink, anchor } = facts
  return { verdict, httpStatus, cause, redirects, finalUrl, backlink, rel: anchor?.rel ?? null }
}

/** One line for each field that is not as it should be; empty when all is right. */
export function compare(link: FarmLink, found: Finding | undefined, anchor: LinkAnchor | null = null): string[] {
  const place = `${link.linkCase.name} (${link.site.scheme})`
  if (!found) return [`${place}: nothing was said`]
  const wanted = toTruth(link)
  const wrong = (Object.keys(wanted) as (keyof Finding)[])
    .filter((field) => found[field] !== wanted[field])
    .map((field) => `${place} ${field}: ${JSON.stringify(found[field])} instead of ${JSON.stringify(wanted[field])}`)
  const { anchorText } = link.truth
  return anchorText !== undefined && anchor !== null && anchor.text !== anchorText
    ? [...wrong, `${place} text: ${JSON.stringify(anchor.text)} instead of ${JSON.stringify(anchorText)}`]
    : wrong
}

/** Asks the farm's name server as a system's resolver would. */
export function createFarmLookUp(dnsServer: string): LookUp {
  const resolver = new Resolver({ timeout: 10_000, tries: 1 })
  resolver.setServers([dnsServer])
  return (host) =>
    new Promise((resolve) => {
      resolver.resolve4(host, (error, addresses) => {
        if (!error) return resolve({ isFine: true, value: addresses })
        // A system waits far longer than any link does.
        if (error.code === 'ETIMEOUT') return
        const isMissing = error.code === 'ENOTFOUND' || error.code === 'ENODATA'
        const cause = isMissing ? 'name-not-found' : 'name-lookup-failed'
        resolve({ isFine: false, problem: { verdict: 'dns', cause, raw: error.code ?? null } })
      })
    })
}
