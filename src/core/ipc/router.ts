import type { z } from 'zod'
import { AppError, isAppError } from '../../shared/domain/app-error.ts'
import { routes, type RouteName, type RouteOutput, type RouteParsed, type Router } from '../../shared/ipc/contract.ts'
import type { Envelope } from '../../shared/ipc/envelope.ts'

/** One handler per route; a missing or an extra one does not compile. */
export type Handlers = {
  readonly [Name in RouteName]: (input: RouteParsed<Name>) => Promise<RouteOutput<Name>> | RouteOutput<Name>
}

/** Builds the router that both hosts serve: parse, call, envelope. Unexpected failures go to `onUnexpected`. */
export function createRouter(handlers: Handlers, onUnexpected: (error: unknown) => void): Router {
  async function requestUnknown(name: unknown, input: unknown): Promise<Envelope<unknown>> {
    try {
      if (typeof name !== 'string' || !Object.hasOwn(routes, name)) {
        throw new AppError('UNKNOWN_ROUTE', { route: typeof name === 'string' ? name.slice(0, 100) : typeof name })
      }
      const routeName = name as RouteName
      const parsed = routes[routeName].input.safeParse(input)
      if (!parsed.success) {
        const issue = parsed.error.issues[0]
        throw new AppError('BAD_REQUEST', {
          route: routeName,
          field: issue?.path.map(String).join('.').slice(0, 200) ?? '',
          ...(issue ? toProblem(issue) : { problem: 'other' }),
        })
      }
      const handler = handlers[routeName] as (value: unknown) => unknown
      return { ok: true, data: await handler(parsed.data) }
    } catch (error) {
      if (!isAppError(error) || error.code === 'INTERNAL') onUnexpected(error)
      const failure = isAppError(error) ? error : new AppError('INTERNAL', {}, { cause: error })
      return { ok: false, error: { code: failure.code, params: failure.params, raw: failure.raw } }
    }
  }
  return {
    requestUnknown,
    request: (name, input) => requestUnknown(name, input) as Promise<Envelope<RouteOutput<typeof name>>>,
  }
}

/** What is wrong with an input, as a code of the texts under `domain.problem`, with the bound that was overstepped. */
function toProblem(issue: z.core.$ZodIssue): Record<string, string | number> {
  switch (issue.code) {
    case 'too_big':
      return { problem: 'tooBig', limit: Number(issue.maximum) }
    case 'too_small':
      return { problem: 'tooSmall', limit: Number(issue.minimum) }
    case 'invalid_type':
      return { problem: issue.input === undefined ? 'missing' : 'wrongType', limit: issue.expected }
    case 'invalid_value':
      return { problem: 'notInList', limit: issue.values.map(String).join(', ').slice(0, 300) }
    case 'invalid_format':
      return { problem: 'wrongForm', limit: issue.format }
    case 'unrecognized_keys':
      return { problem: 'unknownField', limit: issue.keys.join(', ').slice(0, 300) }
    default:
      return { problem: 'other' }
  }
}
