import { APIS, type Api, type ApiName, type Service } from './api.ts'
import type { Random } from './random.ts'

/** One value for every API, or a value per API with `'*'` for the rest. */
export type PerApi<T> = T | { readonly [K in Api | '*']?: T }

export interface RateLimit {
  readonly perSecond: number
  /** Calls that may come at once after a pause; default `perSecond`. */
  readonly burst?: number
  /** Default APIG. */
  readonly shape?: 'APIG' | 'CBC'
  /** One bucket per API (default) or one for all. */
  readonly scope?: 'api' | 'all'
  /** Seconds; absent: no Retry-After header, as Huawei documents none. */
  readonly retryAfter?: number
  /** Whether the gateway's text names `limit:XX,time:1 second`; default true. */
  readonly namesLimit?: boolean
}

export const FAILURE_KINDS = [
  '429-apig',
  '429-cbc',
  '500',
  '502',
  '503',
  '504',
  'reset',
  'half-json',
  'hang',
  'empty-200',
  'html-200',
] as const
export type FailureKind = (typeof FAILURE_KINDS)[number]

export interface FailureRate {
  /** 0 to 1, decided for each request by the seed. */
  readonly probability: number
  readonly kinds: readonly FailureKind[]
}

/** The list changes while a client pages through it. */
export interface MovingTotal {
  /** After how many list requests. */
  readonly everyNRequests: number
  /** Positive: resources appear at the start of the list; negative: the first ones vanish. Both shift every row. */
  readonly delta: number
  /** How often at most; absent: for ever, so that paging again never helps. */
  readonly times?: number
}

/** Rows that lack fields: every Nth of the list. */
export interface RowsWithoutFields {
  readonly every: number
  /** Absent: a different set from row to row, the expiry, status, policy, name and project among them. */
  readonly fields?: readonly string[]
}

/** How the price call answers beside the catalog's prices. */
export interface Quoting {
  /** Months for which a resource can be renewed; one that is not named here can be renewed for any. */
  readonly periods?: Readonly<Record<string, readonly number[]>>
  /** Resources whose product cannot be renewed. */
  readonly notRenewable?: readonly string[]
  /** One resource that cannot be priced refuses the whole request, in place of standing beside the others' prices. */
  readonly refusesWhole?: boolean
  /** Default CNY; '' and null are what an account in yuan may get. */
  readonly currency?: string | null
  /** Digits put behind the cents. */
  readonly moreDecimals?: string
}

/** The faults and manners of the simulated cloud. All may be combined and changed between two requests. */
export interface SwitchValues {
  /** Wait before each answer; a pair is drawn evenly from its range. */
  latencyMs: PerApi<number | readonly [min: number, max: number]>
  rateLimit: PerApi<RateLimit | null>
  failureRate: PerApi<FailureRate | null>
  /** Services that answer 403, each in its own shape. */
  deny: Set<Service>
  /** Takes the request and never answers. */
  hang: PerApi<boolean>
  /** Ends the connection after so many bytes of the body, whatever Content-Length promised. */
  cutAfterBytes: PerApi<number | null>
  movingTotal: MovingTotal | null
  /** Every BSS page after the first begins with the last N rows of the page before, in place of its own first N. */
  duplicates: number
  rowsWithoutFields: RowsWithoutFields | null
  /** Every Nth row has a status, policy and type that no document knows; 0: none. */
  unknownCodes: number
  /** The cloud's clock minus the real one: Date header and signature check. */
  clockOffsetMs: number
  /** How much BSS's total_count says too many (or, negative, too few). */
  wrongTotal: number
  /** Most rows that a page of the list holds, whatever was asked for; null serves what was asked for. */
  pageCap: number | null
  quoting: Quoting
  /** Huawei locks a key for five minutes after five wrong signatures in a row; null: it does not. */
  keyLock: { readonly afterFailures: number; readonly forMs: number } | null
}

export interface Switches extends SwitchValues {
  /** The next `times` requests of an API (or of any, `'*'`) fail in this way, before anything else is looked at. */
  failNext(api: Api | '*', kind: FailureKind, times?: number): void
  /** Takes one planned failure for this API; null: none is planned. For the server. */
  takePlanned(api: ApiName): FailureKind | null
  /** Everything back to a well-behaved cloud. */
  reset(): void
}

/** A cloud without faults. */
export function wellBehaved(): SwitchValues {
  return {
    latencyMs: 0,
    rateLimit: null,
    failureRate: null,
    deny: new Set(),
    hang: false,
    cutAfterBytes: null,
    movingTotal: null,
    duplicates: 0,
    rowsWithoutFields: null,
    unknownCodes: 0,
    clockOffsetMs: 0,
    wrongTotal: 0,
    pageCap: null,
    quoting: {},
    keyLock: null,
  }
}

/** Creates the switches with some already turned. */
export function createSwitches(turned: Partial<SwitchValues> = {}): Switches {
  const planned = new Map<Api | '*', FailureKind[]>()
  const switches: Switches = {
    ...wellBehaved(),
    ...turned,
    failNext(api, kind, times = 1) {
      const list = planned.get(api) ?? []
      list.push(...Array.from({ length: times }, () => kind))
      planned.set(api, list)
    },
    takePlanned(api) {
      return (isApi(api) ? planned.get(api)?.shift() : undefined) ?? planned.get('*')?.shift() ?? null
    },
    reset() {
      planned.clear()
      Object.assign(switches, wellBehaved())
    },
  }
  return switches
}

/** The value that holds for one API. */
export function valueFor<T>(value: PerApi<T>, api: ApiName, otherwise: T): T {
  if (!isPerApi(value)) return value
  // A value that is there counts, null included: it turns a switch off for one API alone.
  const name = isApi(api) && value[api] !== undefined ? api : '*'
  return value[name] === undefined ? otherwise : (value[name] as T)
}

/** Milliseconds to wait before this answer. */
export function drawLatencyMs(switches: SwitchValues, api: ApiName, random: Random): number {
  const latency = valueFor(switches.latencyMs, api, 0)
  return typeof latency === 'number' ? latency : latency[0] + random.next() * (latency[1] - latency[0])
}

/** The failure that this request meets, planned ones first. */
export function drawFailure(switches: Switches, api: ApiName, random: Random): FailureKind | null {
  const planned = switches.takePlanned(api)
  if (planned) return planned
  if (valueFor(switches.hang, api, false)) return 'hang'
  const rate = valueFor(switches.failureRate, api, null)
  if (!rate || rate.kinds.length === 0 || !random.chance(rate.probability)) return null
  return random.pick(rate.kinds)
}

function isApi(name: string): name is Api {
  return (APIS as readonly string[]).includes(name)
}

function isPerApi<T>(value: PerApi<T>): value is { readonly [K in Api | '*']?: T } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.keys(value).every((key) => key === '*' || isApi(key))
}
