import { createTimer, type Timer } from '../http/timer.ts'
import { toRegistryProblem, type RegistryAnswer, type RegistryProblem } from './registry-answer.ts'
import type { RegistryLimits } from './registry-limits.ts'

/** Tries for one domain. */
const MAX_TRIES = 3
/** Registries that must be silent, with none that answers, before the network counts as down. */
const OFFLINE_AFTER = 3
/**
 * Domains in a row for which a registry is silent, or says "too often", before it is left alone. One that has not answered
 * at all gets a second domain, so that a single name on which it always hangs does not cost all the others.
 */
const SILENT_AFTER = 3
const SILENT_AT_FIRST = 2
const LIMITED_AFTER = 2

/** One registry and what it is asked, one question at a time. */
export interface RegistryLane {
  /** Who is asked: an origin or `host:port`. */
  readonly registry: string
  readonly gapMs: number
  readonly domains: readonly string[]
  /** Never rejects. */
  ask(domain: string, signal: AbortSignal): Promise<RegistryAnswer>
}

/** What all lanes of a run know of the network. */
export interface Network {
  answered(): void
  silent(registry: string): void
  /** True when the rest need not be asked: nobody answers, or the time of the run is over. */
  isOver(): boolean
}

/** Watches whether anybody answers. */
export function createNetwork(limits: RegistryLimits, timer: Timer): Network {
  const startedAt = timer.now()
  let heardAt = startedAt
  let hasAnswered = false
  const silent = new Set<string>()
  return {
    answered() {
      heardAt = timer.now()
      hasAnswered = true
    },
    silent(registry) {
      silent.add(registry)
    },
    isOver() {
      const now = timer.now()
      if (now - heardAt > limits.silenceMs || now - startedAt > limits.runMs) return true
      return !hasAnswered && silent.size >= OFFLINE_AFTER
    },
  }
}

export interface LaneDeps {
  readonly limits: RegistryLimits
  readonly network: Network
  readonly signal: AbortSignal
  readonly random: () => number
  readonly timer?: Timer
  readonly onAnswer: (domain: string, answer: RegistryAnswer) => void
}

/** Asks one registry for all of its domains. Rejects only when aborted. */
export async function runLane(lane: RegistryLane, deps: LaneDeps): Promise<void> {
  const { limits, network, signal } = deps
  const askForDomain = createAsker(lane, deps, deps.timer ?? createTimer())
  let silentRow = 0
  let limitedRow = 0
  let hasAnswered = false
  let closed: RegistryProblem | null = null

  for (const domain of lane.domains) {
    signal.throwIfAborted()
    if (closed === null && network.isOver()) closed = toRegistryProblem('registry-unreachable', null)
    if (closed !== null) {
      deps.onAnswer(domain, closed)
      continue
    }
    const answer = await askForDomain(domain)
    signal.throwIfAborted()
    deps.onAnswer(domain, answer)
    const isSilent = !answer.isFound && answer.isSilent
    const isLimited = !answer.isFound && answer.problem === 'registry-limited'
    silentRow = isSilent ? silentRow + 1 : 0
    limitedRow = isLimited ? limitedRow + 1 : 0
    hasAnswered ||= !isSilent
    if (isSilent) network.silent(lane.registry)
    else network.answered()
    if (answer.isFound) continue
    const isOver = silentRow >= (hasAnswered ? SILENT_AFTER : SILENT_AT_FIRST) || limitedRow >= LIMITED_AFTER
    // A registry that names a time beyond a domain's own bound is not asked again in this run.
    if (isOver || (isLimited && (answer.retryAfterMs ?? 0) > limits.domainMs)) closed = answer
  }
}

/** Asks for one domain after the other, keeping the registry's distance and trying again where that may help. */
function createAsker(
  lane: RegistryLane,
  { limits, network, signal, random }: LaneDeps,
  timer: Timer,
): (domain: string) => Promise<RegistryAnswer> {
  let gapMs = lane.gapMs
  let freeAt = timer.now()

  /** How long to wait before the same question is asked again; null when it is not. */
  function toWait(answer: RegistryProblem, tries: number): number | null {
    if (answer.problem === 'registry-limited') {
      gapMs = Math.min(gapMs * 2, Math.max(limits.limitedWaitMs, lane.gapMs))
      return Math.max(answer.retryAfterMs ?? limits.limitedWaitMs * 2 ** (tries - 1), gapMs)
    }
    if (answer.problem !== 'registry-unreachable' || tries > 1) return null
    return Math.max(limits.retryWaitMs * (0.5 + random() / 2), gapMs)
  }

  return async (domain) => {
    const early = freeAt - timer.now()
    if (early > 0) await timer.sleep(early, signal)
    const endsAt = timer.now() + limits.domainMs
    for (let tries = 1; ; tries += 1) {
      const answer = await askOnce(lane, domain, Math.min(limits.questionMs, endsAt - timer.now()), signal)
      signal.throwIfAborted()
      const waitMs = answer.isFound || tries === MAX_TRIES ? null : toWait(answer, tries)
      freeAt = timer.now() + gapMs
      if (waitMs === null || timer.now() + waitMs >= endsAt || network.isOver()) return answer
      await timer.sleep(waitMs, signal)
    }
  }
}

async function askOnce(
  lane: RegistryLane,
  domain: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<RegistryAnswer> {
  const own = new AbortController()
  const onAbort = (): void => own.abort(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  const handle = setTimeout(() => own.abort(new DOMException('time is up', 'TimeoutError')), timeoutMs)
  try {
    return await lane.ask(domain, own.signal)
  } finally {
    clearTimeout(handle)
    signal.removeEventListener('abort', onAbort)
  }
}
