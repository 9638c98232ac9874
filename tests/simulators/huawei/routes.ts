import type { Answer, Api, Call } from './api.ts'
import { createListResources, listTypes } from './bss.ts'
import { createListInventory } from './config.ts'
import { listDomains, listEnterpriseProjects, listProjects } from './eps-iam.ts'
import { createRateRenewal } from './rating.ts'
import type { QuoteRecord } from './stats.ts'
import { listResourceTags } from './tms.ts'

interface Route {
  readonly api: Api
  readonly method: 'GET' | 'POST'
  readonly path: RegExp
  readonly handle: (call: Call) => Answer
}

/** What a request is: a call we answer, one that would spend or delete, or nothing we know. */
export type Match =
  | { readonly kind: 'route'; readonly api: Api; readonly params: readonly string[]; handle(call: Call): Answer }
  | { readonly kind: 'forbidden-write' }
  | { readonly kind: 'unknown' }

/** The services share one address because the client takes one endpoint for all; their paths do not meet. */
export function createRouter(
  onListEnd: () => void,
  onQuote: (quote: QuoteRecord) => void = () => {},
): (method: string, path: string) => Match {
  const routes: readonly Route[] = [
    {
      api: 'bss.resources',
      method: 'POST',
      path: /^\/v2\/orders\/suscriptions\/resources\/query$/,
      handle: createListResources(onListEnd),
    },
    {
      api: 'rating.renew-rate',
      method: 'POST',
      path: /^\/v2\/bills\/ratings\/period-resources\/renew-rate$/,
      handle: createRateRenewal(onQuote),
    },
    {
      api: 'bss.service-types',
      method: 'GET',
      path: /^\/v2\/products\/service-types$/,
      handle: listTypes('service-types'),
    },
    {
      api: 'bss.resource-types',
      method: 'GET',
      path: /^\/v2\/products\/resource-types$/,
      handle: listTypes('resource-types'),
    },
    {
      api: 'config.all-resources',
      method: 'GET',
      path: /^\/v1\/resource-manager\/domains\/([^/]+)\/all-resources$/,
      handle: createListInventory(),
    },
    {
      api: 'tms.resource-tags',
      method: 'GET',
      path: /^\/v2\.0\/resources\/([^/]+)\/tags$/,
      handle: listResourceTags,
    },
    {
      api: 'eps.enterprise-projects',
      method: 'GET',
      path: /^\/v1\.0\/enterprise-projects$/,
      handle: listEnterpriseProjects,
    },
    { api: 'iam.domains', method: 'GET', path: /^\/v3\/auth\/domains$/, handle: listDomains },
    { api: 'iam.projects', method: 'GET', path: /^\/v3\/projects$/, handle: listProjects },
  ]

  return (method, path) => {
    for (const route of routes) {
      const found = route.method === method ? route.path.exec(path) : null
      if (found) {
        return { kind: 'route', api: route.api, handle: route.handle, params: found.slice(1).map(decodeSegment) }
      }
    }
    return { kind: isWrite(method, path) ? 'forbidden-write' : 'unknown' }
  }
}

/** Renewing, cancelling, paying, tagging: whatever changes the account or costs money (facts: cloud-apis A5, A6). */
function isWrite(method: string, path: string): boolean {
  if (method === 'DELETE' || method === 'PUT' || method === 'PATCH') return true
  return (
    method === 'POST' &&
    /^\/v[23]\/(orders\/(subscriptions|customer-orders)|payments\/pay)|\/(renew|unsubscribe|autorenew|pay|to-on-demand|batch-create|batch-delete)(\/|$)/.test(
      path,
    )
  )
}

function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
