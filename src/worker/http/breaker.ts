import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleType,
  noJitterGenerator,
  SamplingBreaker,
  type CircuitState,
  type IBreaker,
} from 'cockatiel'
import { AppError, isAppError, type AppErrorCode } from '../../shared/domain/app-error.ts'

/** Stops calling a service that is down, and tries again after a while. */
export interface Breaker {
  /** Runs the call, or throws `CLOUD_CIRCUIT_OPEN` at once while the service counts as down. */
  run<T>(call: () => Promise<T>): Promise<T>
}

export interface BreakerOptions {
  readonly service: string
  readonly halfOpenAfterMs?: number
  onOpen?(service: string, last: AppErrorCode): void
  onClose?(service: string): void
}

/** So many in a row never happen by chance while seven of ten calls succeed (0.3 to the 16th). */
const FAILURES_IN_A_ROW = 16
const FAILED_SHARE = 0.85
const WINDOW_MS = 30_000
const MIN_CALLS_IN_WINDOW = 20
const HALF_OPEN_AFTER_MS = 5_000
const MAX_HALF_OPEN_MS = 60_000

const DOWN: ReadonlySet<AppErrorCode> = new Set([
  'CLOUD_SERVER_ERROR',
  'CLOUD_BAD_ANSWER',
  'NET_RESET',
  'NET_TIMEOUT',
  'NET_UNREACHABLE',
  'NET_DNS',
  'NET_TLS',
  'NET_PROXY',
])

/** Creates the breaker of one service. "Too many requests" and refusals of rights are no sign that it is down. */
export function createBreaker(options: BreakerOptions): Breaker {
  const policy = circuitBreaker(
    handleType(AppError, (error) => DOWN.has(error.code)),
    {
      halfOpenAfter: new ExponentialBackoff({
        generator: noJitterGenerator,
        initialDelay: options.halfOpenAfterMs ?? HALF_OPEN_AFTER_MS,
        maxDelay: Math.max(options.halfOpenAfterMs ?? 0, MAX_HALF_OPEN_MS),
      }),
      breaker: createEither(
        new ConsecutiveBreaker(FAILURES_IN_A_ROW),
        new SamplingBreaker({
          threshold: FAILED_SHARE,
          duration: WINDOW_MS,
          minimumRps: MIN_CALLS_IN_WINDOW / (WINDOW_MS / 1000),
        }),
      ),
    },
  )
  let last: AppErrorCode = 'CLOUD_SERVER_ERROR'
  let isAnnounced = false
  policy.onBreak((reason) => {
    if ('error' in reason && isAppError(reason.error)) last = reason.error.code
    if (!isAnnounced) options.onOpen?.(options.service, last)
    isAnnounced = true
  })
  policy.onReset(() => {
    isAnnounced = false
    options.onClose?.(options.service)
  })

  return {
    async run(call) {
      try {
        return await policy.execute(call)
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error
        throw new AppError('CLOUD_CIRCUIT_OPEN', { service: options.service, cause: last })
      }
    },
  }
}

/** Opens when one of the two would. */
function createEither(first: IBreaker, second: IBreaker): IBreaker {
  return {
    get state() {
      return [first.state, second.state]
    },
    set state(value: unknown) {
      if (Array.isArray(value)) [first.state, second.state] = value as [unknown, unknown]
    },
    success(state: CircuitState) {
      first.success(state)
      second.success(state)
    },
    failure(state: CircuitState) {
      const isFirst = first.failure(state)
      return second.failure(state) || isFirst
    },
  }
}
