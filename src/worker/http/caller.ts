import pLimit from 'p-limit'
import { isAppError, type AppError } from '../../shared/domain/app-error.ts'
import type { AccountLimits } from '../../shared/domain/account.ts'
import type { LogLevel, RunStage } from '../../shared/domain/run.ts'
import { createBreaker, type Breaker } from './breaker.ts'
import { createConcurrency, type Concurrency } from './concurrency.ts'
import type { MetricsRecorder } from './metrics.ts'
import { createPacer, type Pacer } from './pacer.ts'
import { createRetrier, type RetryRules } from './retry.ts'
import { untilAborted, type Timer } from './timer.ts'

/** One kind of call: `api` names the limit that it counts against, `service` what people are told is down. */
export interface ApiCall<T> {
  readonly api: string
  readonly service: string
  readonly stage: RunStage
  /** Sends the request once. A refusal for speed is an `AppError` CLOUD_THROTTLED, its hints in the params. */
  send(signal: AbortSignal): Promise<T>
}

/** Makes calls politely and patiently: places, pace, breaker and retries of one account in one run. */
export interface Caller {
  /** Rejects with the signal's own reason within moments of its abort, wherever the call waits. */
  call<T>(call: ApiCall<T>, signal: AbortSignal): Promise<T>
  /** Tells how many calls of an API are to come. */
  expect(api: string, total: number): void
}

export interface CallerOptions {
  readonly timer: Timer
  readonly random: () => number
  readonly limits: AccountLimits
  readonly metrics: MetricsRecorder
  readonly retryRules?: RetryRules
  log(level: LogLevel, stage: RunStage, code: string, params?: Readonly<Record<string, string | number>>): void
}

interface ApiState {
  readonly pacer: Pacer
  readonly places: Concurrency
  retriesLogged: number
  wasThrottleLogged: boolean
  wasTimeoutLogged: boolean
}

/** A run with thousands of retries needs its figures, not thousands of lines. */
const MAX_RETRY_LINES = 20

/** Creates the caller of one account for one run. */
export function createCaller(options: CallerOptions): Caller {
  const { limits, metrics, log } = options
  const apis = new Map<string, ApiState>()
  const breakers = new Map<string, Breaker>()
  const inFlight = pLimit(Math.max(1, limits.concurrency))
  let queued = 0

  function queue(change: number): void {
    queued += change
    metrics.setQueued(queued)
  }

  function stateOf(api: string): ApiState {
    let state = apis.get(api)
    if (!state) {
      state = {
        pacer: createPacer({ timer: options.timer, maxPerSecond: limits.maxRequestsPerSecond }),
        places: createConcurrency({ configured: limits.concurrency }),
        retriesLogged: 0,
        wasThrottleLogged: false,
        wasTimeoutLogged: false,
      }
      apis.set(api, state)
    }
    return state
  }

  /** One per API: quotes that fail must not stop the list, which the same service answers. */
  function breakerOf({ api, service, stage }: ApiCall<unknown>): Breaker {
    let breaker = breakers.get(api)
    if (!breaker) {
      breaker = createBreaker({
        service,
        onOpen: (name, last) => log('warn', stage, 'http.circuit-opened', { service: name, cause: last }),
        onClose: (name) => log('info', stage, 'http.circuit-closed', { service: name }),
      })
      breakers.set(api, breaker)
    }
    return breaker
  }

  function attempt<T>(call: ApiCall<T>, state: ApiState, breaker: Breaker, signal: AbortSignal): Promise<T> {
    return state.places.run(async (slot) => {
      const ticket = await state.pacer.acquire(signal)
      return await inFlight(async () => {
        signal.throwIfAborted()
        queue(-1)
        try {
          const value = await breaker.run(() => call.send(signal))
          ticket.answered()
          slot.succeeded()
          return value
        } catch (error) {
          if (isAppError(error) && error.code === 'CLOUD_THROTTLED') {
            ticket.throttled({
              limitPerSecond: toNumber(error.params['limitPerSecond']),
              retryAfterMs: toNumber(error.params['retryAfterMs']),
            })
            if (!state.pacer.isNoisy) slot.throttled()
          } else if (isAppError(error) && error.code.startsWith('CLOUD_')) ticket.answered()
          throw error
        } finally {
          queue(1)
        }
      })
    }, signal)
  }

  function note(call: ApiCall<unknown>, state: ApiState, error: AppError, attemptNumber: number): void {
    metrics.retried()
    if (error.code === 'CLOUD_THROTTLED') {
      if (!state.wasThrottleLogged) log('info', call.stage, 'http.throttled', { api: call.api })
      state.wasThrottleLogged = true
      return
    }
    if (error.code === 'NET_TIMEOUT' && !state.wasTimeoutLogged) {
      // Waiting through several of these can take minutes; a person must see why.
      log('info', call.stage, 'http.timed-out', { api: call.api, seconds: error.params['seconds'] ?? '' })
      state.wasTimeoutLogged = true
    }
    state.retriesLogged += 1
    if (state.retriesLogged > MAX_RETRY_LINES) return
    log('debug', call.stage, 'http.retry', { api: call.api, cause: error.code, attempt: attemptNumber })
    if (state.retriesLogged === MAX_RETRY_LINES) log('debug', call.stage, 'http.retries-silenced', { api: call.api })
  }

  return {
    async call(call, signal) {
      signal.throwIfAborted()
      const state = stateOf(call.api)
      const breaker = breakerOf(call)
      const retrier = createRetrier({
        timer: options.timer,
        random: options.random,
        ...(options.retryRules ? { rules: options.retryRules } : {}),
        onRetry: (error, attemptNumber) => note(call, state, error, attemptNumber),
      })
      queue(1)
      try {
        return await untilAborted(
          retrier.run(() => attempt(call, state, breaker, signal), signal),
          signal,
        )
      } finally {
        queue(-1)
      }
    },
    expect(api, total) {
      const state = stateOf(api)
      state.pacer.expect(total)
      state.places.expect(total)
    },
  }
}

function toNumber(value: string | number | undefined): number | null {
  return typeof value === 'number' ? value : null
}
