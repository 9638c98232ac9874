import type { IncomingHttpHeaders } from 'node:http'
import { serviceOf, type Answer, type ApiName } from './api.ts'
import { accessDenied, forbidden, gatewayError } from './errors.ts'
import { toFault, type Fault } from './faults.ts'
import { createKeyLock, KEY_LOCKED } from './key-lock.ts'
import type { Random } from './random.ts'
import { createThrottle } from './rate-limit.ts'
import type { Match } from './routes.ts'
import { verifySignature, type SimKey } from './signature.ts'
import { drawFailure, type Switches } from './switches.ts'
import type { World } from './world.ts'

export interface GatewayRequest {
  readonly requestId: string
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly match: Match
}

export interface GatewayParts {
  readonly world: World
  readonly switches: Switches
  readonly keys: readonly SimKey[]
  readonly random: Random
  /** The cloud's clock. */
  readonly cloudNow: () => number
  readonly monotonicMs: () => number
}

export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' }

/** The name under which switches and statistics know a request. */
export function nameOf(match: Match): ApiName {
  return match.kind === 'route' ? match.api : match.kind
}

/** Decides what a request gets, in the gateway's order: path, faults, signature, flow control, rights, the service. */
export function createGateway(parts: GatewayParts): (request: GatewayRequest) => Outcome {
  const { switches, world } = parts
  const throttle = createThrottle(switches, parts.monotonicMs)
  const lock = createKeyLock(switches, parts.cloudNow)

  function authenticate(request: GatewayRequest): Answer | null {
    const verdict = verifySignature(request, parts.keys, parts.cloudNow())
    const accessKey = verdict.ok ? verdict.accessKey : verdict.wrongFor
    if (accessKey !== undefined && lock.isLocked(accessKey)) {
      return gatewayError(401, 'APIG.0301', KEY_LOCKED, request.requestId)
    }
    if (verdict.ok) {
      lock.passed(verdict.accessKey)
      return null
    }
    if (verdict.wrongFor !== undefined) lock.failed(verdict.wrongFor)
    return gatewayError(401, 'APIG.0301', verdict.message, request.requestId)
  }

  function respond(request: GatewayRequest): Answer {
    const { match, requestId } = request
    if (match.kind === 'forbidden-write') return accessDenied('billing:subscription:renew')
    if (match.kind === 'unknown') {
      const text = 'The API does not exist or has not been published in the environment.'
      return gatewayError(404, 'APIG.0101', text, requestId)
    }
    const refusal = authenticate(request) ?? throttle.check(match.api, requestId)
    if (refusal) return refusal
    const service = serviceOf(match.api)
    if (service && switches.deny.has(service)) return forbidden(match.api, requestId)
    const queryAt = request.url.indexOf('?')
    return match.handle({
      world,
      switches,
      headers: request.headers,
      query: new URLSearchParams(queryAt < 0 ? '' : request.url.slice(queryAt + 1)),
      params: match.params,
      body: request.body,
    })
  }

  return (request) => {
    const api = nameOf(request.match)
    const failure = drawFailure(switches, api, parts.random)
    const fault: Fault | null = failure ? toFault(failure, api, request.requestId) : null
    if (fault?.kind === 'answer') return fault
    if (fault?.kind === 'reset' || fault?.kind === 'hang') return fault
    const answer = respond(request)
    return { kind: 'answer', answer: fault ? fault.spoil(answer) : answer }
  }
}
