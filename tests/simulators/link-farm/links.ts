import { toBacklink, toUrl, type LinkCase, type Site, type Truth } from './case.ts'
import { toSite, type FarmPlan, type FarmPorts, type PlannedHost } from './plan.ts'

/** One link of the farm with what is true of it. */
export interface FarmLink {
  readonly name: string
  readonly url: string
  readonly backlink: string | null
  /** Links of a group are checked by the same rules. */
  readonly group: FarmGroup
  /** Reason of its white-listing. */
  readonly whitelist: string | null
  readonly linkCase: LinkCase
  readonly copy: number
  readonly site: Site
  /** Until its answer begins, unless the case has a time of its own. */
  readonly latencyMs: number
  readonly truth: Truth
}

/** `farm` allows private addresses, `farm-subdomains` also counts subdomains, `farm-public` allows only public ones. */
export type FarmGroup = 'farm' | 'farm-subdomains' | 'farm-public'

/** The links of the planned hosts. */
export function toLinks(hosts: readonly PlannedHost[], ports: FarmPorts, plan: FarmPlan): FarmLink[] {
  return hosts.flatMap((host) => {
    const { linkCase } = host
    const site = toSite(host, ports)
    const count = plan.links === null ? (linkCase.linksPerHost ?? 1) : 1
    return Array.from({ length: count }, (_, nth): FarmLink => {
      const path = nth === 0 ? '' : `page-${nth}`
      return {
        name: `${linkCase.name} #${host.index}${nth === 0 ? '' : `.${nth}`}`,
        url: toUrl(linkCase, site) + path,
        backlink: toBacklink(linkCase, site),
        group: linkCase.isPublicOnly ? 'farm-public' : linkCase.includesSubdomains ? 'farm-subdomains' : 'farm',
        whitelist: linkCase.whitelist ?? null,
        linkCase,
        copy: host.copy,
        site,
        latencyMs: linkCase.isUndelayed ? 0 : host.latencyMs,
        truth: nth === 0 ? linkCase.truth : { ...linkCase.truth, finalUrl: (at) => `${at.origin}/${path}` },
      }
    })
  })
}

/** A list of links as the product imports it. */
export function toCsv(links: readonly FarmLink[]): string {
  const rows = links.map(({ name, url, backlink, group, whitelist }) =>
    [name, url, backlink ?? '', group, whitelist ?? ''].map(toCell).join(','),
  )
  return `${['name,url,backlink,group,whitelist', ...rows].join('\r\n')}\r\n`
}

function toCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A link with its truth, as plain data. */
export function toDocument(link: FarmLink): object {
  const { truth, site, linkCase, name, url, backlink, group, whitelist, latencyMs } = link
  return {
    name,
    url,
    backlink,
    group,
    whitelist,
    case: linkCase.name,
    behaviour: linkCase.behaviour,
    latencyMs,
    truth: { ...truth, finalUrl: truth.finalUrl(site) },
  }
}
