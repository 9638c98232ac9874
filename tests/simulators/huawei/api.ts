import type { IncomingHttpHeaders } from 'node:http'
import type { Switches } from './switches.ts'
import type { World } from './world.ts'

/** Every call that the simulator answers, by the name that switches and statistics use. */
export const APIS = [
  'bss.resources',
  'bss.service-types',
  'bss.resource-types',
  'rating.renew-rate',
  'config.all-resources',
  'tms.resource-tags',
  'eps.enterprise-projects',
  'iam.domains',
  'iam.projects',
] as const
export type Api = (typeof APIS)[number]

/** What a request counts as when it is none of them: a call that would spend or delete, or an unknown path. */
export type ApiName = Api | 'forbidden-write' | 'unknown'

export const SERVICES = ['bss', 'rating', 'config', 'tms', 'eps', 'iam'] as const
export type Service = (typeof SERVICES)[number]

/** The service that an API belongs to; its name is the part before the dot. */
export function serviceOf(api: ApiName): Service | null {
  const name = api.slice(0, Math.max(0, api.indexOf('.')))
  return SERVICES.find((service) => service === name) ?? null
}

/** A request that passed the gateway. */
export interface Call {
  readonly world: World
  readonly switches: Switches
  readonly headers: IncomingHttpHeaders
  readonly query: URLSearchParams
  /** Parts of the path that the route leaves open, decoded. */
  readonly params: readonly string[]
  readonly body: Buffer
}

/** What goes back: always a whole answer; the network's faults are added by the server. */
export interface Answer {
  readonly status: number
  readonly body: Buffer
  readonly contentType: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A JSON answer. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, body: Buffer.from(JSON.stringify(value)), contentType: 'application/json;charset=utf-8', headers }
}

/** An answer around texts that were made before: `head`, the rows with commas between them, `tail`. */
export function jsonRows(head: string, rows: readonly Buffer[], tail: string): Answer {
  const parts: Buffer[] = [Buffer.from(head)]
  rows.forEach((row, index) => {
    if (index > 0) parts.push(COMMA)
    parts.push(row)
  })
  parts.push(Buffer.from(tail))
  return { status: 200, body: Buffer.concat(parts), contentType: 'application/json;charset=utf-8' }
}

const COMMA = Buffer.from(',')
