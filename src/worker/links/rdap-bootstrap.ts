import { domainToASCII } from 'node:url'
import type { RdapBootstrap } from '../../shared/worker/link-frames.ts'
import { SHIPPED_SERVICES, SHIPPED_SERVICES_PUBLISHED_AT } from './rdap-services.ts'

/** A list of registries is read anew once it is older than this. */
export const BOOTSTRAP_MAX_AGE_MS = 7 * 86_400_000

/** The list of registries that the app was shipped with. */
export function toShippedBootstrap(): RdapBootstrap {
  return {
    fetchedAt: SHIPPED_SERVICES_PUBLISHED_AT,
    services: SHIPPED_SERVICES.flatMap(([baseUrl, words]): [string[], string[]][] => {
      const tlds = words.split(' ')
      if (!/\{tld\}/i.test(baseUrl)) return [[tlds, [baseUrl]]]
      return tlds.map((tld) => [[tld], [baseUrl.replace('{tld}', tld).replace('{TLD}', tld.toUpperCase())]])
    }),
  }
}

/** Reads a list of registries as IANA publishes it (RFC 9224); entries that are none are left out, null when none is left. */
export function readBootstrap(value: unknown, fetchedAt: number): RdapBootstrap | null {
  if (typeof value !== 'object' || value === null || !('services' in value) || !Array.isArray(value.services)) {
    return null
  }
  const services: [string[], string[]][] = []
  for (const service of value.services as unknown[]) {
    if (!Array.isArray(service)) continue
    const tlds = toTexts(service[0])
      .map(toTld)
      .filter((tld) => tld !== '')
    const baseUrls = toTexts(service[1]).filter(isBaseUrl)
    if (tlds.length > 0 && baseUrls.length > 0) services.push([tlds, baseUrls])
  }
  return services.length === 0 ? null : { fetchedAt, services }
}

/** Finds the base URLs of the registry of a domain, https before http, each with a slash at its end. */
export type FindServices = (domain: string) => readonly string[]

/** Looks registries up by the longest suffix that has an entry, label by label (RFC 9224 section 4). */
export function createServiceFinder(bootstrap: RdapBootstrap): FindServices {
  const byTld = new Map<string, readonly string[]>()
  for (const [tlds, baseUrls] of bootstrap.services) {
    const urls = baseUrls.filter(isBaseUrl).map((url) => (url.endsWith('/') ? url : `${url}/`))
    const sorted = [...urls.filter(isSecure), ...urls.filter((url) => !isSecure(url))]
    for (const tld of tlds) byTld.set(toTld(tld), sorted)
  }
  return (domain) => findBySuffix(domain, (suffix) => byTld.get(suffix)) ?? []
}

/** The first answer for a domain or what remains of it after its first labels. */
export function findBySuffix<T>(domain: string, find: (suffix: string) => T | undefined): T | undefined {
  for (let suffix = domain; suffix !== '';) {
    const found = find(suffix)
    if (found !== undefined) return found
    const dot = suffix.indexOf('.')
    suffix = dot === -1 ? '' : suffix.slice(dot + 1)
  }
  return undefined
}

function toTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}

function toTld(text: string): string {
  const bare = text.replace(/^\.|\.$/g, '')
  return domainToASCII(bare).toLowerCase()
}

function isSecure(url: string): boolean {
  return /^https:/i.test(url)
}

function isBaseUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}
