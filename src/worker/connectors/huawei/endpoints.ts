import type { Site } from '../../../shared/domain/account.ts'
import { AppError } from '../../../shared/domain/app-error.ts'

/** The services that a sync talks to. Renewal quotes belong to BSS. */
export type HuaweiService = 'bss' | 'rms' | 'tms' | 'eps' | 'iam'

export type HuaweiEndpoints = Readonly<Record<HuaweiService, URL>>

/**
 * Hosts by site. BSS: china bss, international bss-intl, Europe bss on .eu; TMS: tms-intl for the international site
 * (facts: cloud-apis A6, A7). Config, EPS and IAM are global and shared by the china and the international site; on the
 * European site each service lies under myhuaweicloud.eu like BSS, which is assumed, not documented in one place.
 */
const HOSTS: Readonly<Record<Site, Readonly<Record<HuaweiService, string>>>> = {
  china: {
    bss: 'bss.myhuaweicloud.com',
    rms: 'rms.myhuaweicloud.com',
    tms: 'tms.myhuaweicloud.com',
    eps: 'eps.myhuaweicloud.com',
    iam: 'iam.myhuaweicloud.com',
  },
  intl: {
    bss: 'bss-intl.myhuaweicloud.com',
    rms: 'rms.myhuaweicloud.com',
    tms: 'tms-intl.myhuaweicloud.com',
    eps: 'eps.myhuaweicloud.com',
    iam: 'iam.myhuaweicloud.com',
  },
  eu: {
    bss: 'bss.myhuaweicloud.eu',
    rms: 'rms.myhuaweicloud.eu',
    tms: 'tms.myhuaweicloud.eu',
    eps: 'eps.myhuaweicloud.eu',
    iam: 'iam.myhuaweicloud.eu',
  },
}

const SERVICES: readonly HuaweiService[] = ['bss', 'rms', 'tms', 'eps', 'iam']

/** Base URLs of all services. A custom endpoint serves all of them; a path in it is kept. */
export function toHuaweiEndpoints(site: Site, endpoint: string | null): HuaweiEndpoints {
  const custom = endpoint === null || endpoint.trim() === '' ? null : toBaseUrl(endpoint.trim())
  return Object.fromEntries(
    SERVICES.map((service) => [service, custom ?? new URL(`https://${HOSTS[site][service]}`)]),
  ) as unknown as HuaweiEndpoints
}

/** A call's URL: the base's path, then the call's own. Parameters that are null are left out. */
export function toCallUrl(base: URL, path: string, query: Readonly<Record<string, string | number | null>> = {}): URL {
  const url = new URL(base)
  url.pathname = `${base.pathname.replace(/\/+$/, '')}${path}`
  for (const [name, value] of Object.entries(query)) if (value !== null) url.searchParams.append(name, String(value))
  return url
}

function toBaseUrl(text: string): URL {
  const refuse = (reason: string): AppError => new AppError('ENDPOINT_INVALID', { reason })
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw refuse('not a URL')
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse('only http and https')
  if (url.username !== '' || url.password !== '') throw refuse('credentials in the URL')
  if (url.search !== '' || url.hash !== '') throw refuse('query or fragment in the URL')
  return url
}
