import { AppError } from '../../../shared/domain/app-error.ts'
import type { RunStage } from '../../../shared/domain/run.ts'
import type { ConnectorAccount } from '../../../shared/worker/frames.ts'
import { createCaller, type Caller } from '../../http/caller.ts'
import { createHttpClient, parseJson } from '../../http/client.ts'
import { createRedact, type Redact } from '../../http/redact.ts'
import type { RetryRules } from '../../http/retry.ts'
import { createTimer, type Timer } from '../../http/timer.ts'
import type { ConnectorContext } from '../connector.ts'
import { toCallUrl, toHuaweiEndpoints, type HuaweiService } from './endpoints.ts'
import { readError, toClockSkewMs, toHuaweiError } from './errors.ts'
import { toFields } from './read.ts'
import { signRequest } from './signer.ts'

/** What may be replaced from outside; nothing needs to be. */
export interface HuaweiDeps {
  readonly timer?: Timer
  /** Shorter pauses between attempts, for tests. */
  readonly retryRules?: RetryRules
}

/** One signed read of a service. */
export interface HuaweiCall {
  /** The limit that the call counts against. */
  readonly api: string
  readonly service: HuaweiService
  readonly stage: RunStage
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | null>>
  readonly body?: Readonly<Record<string, unknown>>
}

/** Signed calls of one account in one run: patient, paced, secrets kept in. */
export interface HuaweiSession {
  /** The answer's JSON. Rejects with `AppError`, or with the signal's own reason. */
  call(call: HuaweiCall, signal: AbortSignal): Promise<unknown>
  readonly caller: Caller
  readonly redact: Redact
  /** Clock of this machine minus the provider's; null before the first answer. */
  readonly clockSkewMs: number | null
  /** Ends every connection. */
  close(): Promise<void>
}

/** Opens the session of an account. Throws when it lacks a key or has an unusable endpoint. */
export function createSession(account: ConnectorAccount, context: ConnectorContext, deps: HuaweiDeps): HuaweiSession {
  const { accessKey, secretKey } = account
  if (accessKey === null || accessKey === '' || secretKey === null || secretKey === '') {
    throw new AppError('SECRET_MISSING')
  }
  const endpoints = toHuaweiEndpoints(account.site, account.endpoint)
  const redact = createRedact({ secrets: [secretKey, toProxyPassword(account.proxy)], accessKeys: [accessKey] })
  const client = createHttpClient({
    proxy: account.proxy,
    requestTimeoutMs: account.limits.requestTimeoutMs,
    connections: account.limits.concurrency,
    metrics: context.metrics,
    redact,
  })
  const caller = createCaller({
    timer: deps.timer ?? createTimer(),
    random: context.random,
    limits: account.limits,
    metrics: context.metrics,
    ...(deps.retryRules ? { retryRules: deps.retryRules } : {}),
    log: context.log,
  })
  let clockSkewMs: number | null = null

  async function send(call: HuaweiCall, signal: AbortSignal): Promise<unknown> {
    const url = toCallUrl(endpoints[call.service], call.path, call.query)
    const body = call.body === undefined ? null : JSON.stringify(call.body)
    const headers = signRequest(
      { method: call.method, url, headers: { 'content-type': 'application/json' }, body },
      { accessKey: accessKey as string, secretKey: secretKey as string },
      context.clock.now(),
    )
    const answer = await client.request({ method: call.method, url, headers, body }, signal)
    const now = context.clock.now()
    clockSkewMs ??= toClockSkewMs(answer, now)
    const about = { service: call.service, now, redact }
    if (answer.status !== 200) throw toHuaweiError(answer, about)
    const value = parseJson(answer, url.host, redact)
    const fields = toFields(value)
    if (!fields) throw new AppError('CLOUD_BAD_ANSWER', { host: url.host, reason: 'not an object' })
    // Some services wrap a refusal in status 200.
    if (!hasData(fields) && readError(answer.text).code !== '') throw toHuaweiError(answer, about)
    return fields
  }

  return {
    call: (call, signal) =>
      caller.call(
        { api: call.api, service: call.service, stage: call.stage, send: (inner) => send(call, inner) },
        signal,
      ),
    caller,
    redact,
    get clockSkewMs() {
      return clockSkewMs
    },
    close: () => client.close(),
  }
}

function hasData(fields: Readonly<Record<string, unknown>>): boolean {
  return Object.values(fields).some((value) => Array.isArray(value))
}

function toProxyPassword(proxy: string): string | null {
  try {
    const { password } = new URL(proxy)
    return password === '' ? null : decodeURIComponent(password)
  } catch {
    return null
  }
}
