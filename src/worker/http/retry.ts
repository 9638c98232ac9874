import { isAppError, type AppError, type AppErrorCode } from '../../shared/domain/app-error.ts'
import type { Timer } from './timer.ts'

/** Why a call is tried again; each cause has its own patience. */
export type RetryCause = 'throttled' | 'server' | 'timeout' | 'unreachable'

/** Retries after the first attempt, and the growing pauses between them (full jitter between half and the whole). */
export interface RetryRule {
  readonly retries: number
  readonly baseMs: number
  readonly maxMs: number
}

export type RetryRules = Readonly<Record<RetryCause, RetryRule>>

/** Pauses for a real cloud; tests pass shorter ones. Unreachable hosts are given up after about four seconds. */
export const DEFAULT_RETRY_RULES: RetryRules = {
  throttled: { retries: 12, baseMs: 200, maxMs: 8_000 },
  server: { retries: 8, baseMs: 250, maxMs: 8_000 },
  timeout: { retries: 2, baseMs: 500, maxMs: 2_000 },
  unreachable: { retries: 3, baseMs: 750, maxMs: 3_000 },
}

/** Longest pause that an answer's Retry-After can ask for. */
export const MAX_RETRY_AFTER_MS = 60_000

/** Pauses of one call together: a service that asks for a minute each time would otherwise be waited for a dozen of them. */
const MAX_PAUSED_MS = 180_000

const CAUSES: Partial<Record<AppErrorCode, RetryCause>> = {
  CLOUD_THROTTLED: 'throttled',
  CLOUD_SERVER_ERROR: 'server',
  CLOUD_BAD_ANSWER: 'server',
  NET_RESET: 'server',
  NET_TIMEOUT: 'timeout',
  NET_UNREACHABLE: 'unreachable',
  NET_DNS: 'unreachable',
}

/** The cause by which a failure may pass by itself; null when trying again cannot help. */
export function toRetryCause(code: AppErrorCode): RetryCause | null {
  return CAUSES[code] ?? null
}

export interface Retrier {
  /** Runs an idempotent call until it succeeds or its patience ends; then the last failure is thrown. */
  run<T>(call: (attempt: number) => Promise<T>, signal: AbortSignal): Promise<T>
}

export interface RetrierOptions {
  readonly timer: Timer
  readonly random: () => number
  readonly rules?: RetryRules
  onRetry?(error: AppError, attempt: number, delayMs: number): void
}

/** Creates the retrying of one run. Only calls that change nothing may be given to it. */
export function createRetrier(options: RetrierOptions): Retrier {
  const rules = options.rules ?? DEFAULT_RETRY_RULES
  return {
    async run(call, signal) {
      const used: Record<RetryCause, number> = { throttled: 0, server: 0, timeout: 0, unreachable: 0 }
      let pausedMs = 0
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await call(attempt)
        } catch (error) {
          if (signal.aborted) throw signal.reason
          const cause = isAppError(error) ? toRetryCause(error.code) : null
          if (cause === null || !isAppError(error) || used[cause] >= rules[cause].retries) throw error
          used[cause] += 1
          const delayMs = Math.max(toBackoffMs(rules[cause], used[cause], options.random), toRetryAfterOf(error))
          pausedMs += delayMs
          if (pausedMs > MAX_PAUSED_MS) throw error
          options.onRetry?.(error, attempt, delayMs)
          await options.timer.sleep(delayMs, signal)
        }
      }
    },
  }
}

/** Exponential back-off; jitter keeps calls that failed together from coming back together. */
export function toBackoffMs(rule: RetryRule, retry: number, random: () => number): number {
  const full = Math.min(rule.maxMs, rule.baseMs * 2 ** (retry - 1))
  return full / 2 + (random() * full) / 2
}

/** Milliseconds that a Retry-After header asks for: seconds or an HTTP date; null when absent or unreadable. */
export function toRetryAfterMs(header: string | undefined, now: number): number | null {
  const text = header?.trim() ?? ''
  if (text === '') return null
  const ms = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isNaN(ms) ? null : Math.min(MAX_RETRY_AFTER_MS, Math.max(0, ms))
}

function toRetryAfterOf(error: AppError): number {
  const ms = error.params['retryAfterMs']
  return typeof ms === 'number' ? Math.min(MAX_RETRY_AFTER_MS, ms) : 0
}
