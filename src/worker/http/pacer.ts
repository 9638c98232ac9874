import { createRateEstimate, MAX_RATE, toFirstEstimate } from './rate-estimate.ts'
import type { Timer } from './timer.ts'

/**
 * Paces the calls to one API of one account whose limit is unknown: a token bucket on the server, announced by nobody.
 *
 * - `open`: no refusal yet. The rate starts low and grows with every success that had to wait, so that few calls are
 *   under way when the server's bucket turns out to be empty, and soon nothing waits if there is no limit. While no call
 *   is under way the next one leaves at once: a refusal can then cost only this one, and short links are not slowed down.
 * - `search`: the first refusal gave a rough rate. It grows quickly until the next refusal; the two together tell the
 *   refill rate precisely (see rate-estimate.ts).
 * - `steady`: just below the known rate, upward a little and ever faster while nothing is refused. Each refusal makes the
 *   estimate better; probing stops while it would cost more than its share of refusals.
 * - `noise`: calls are refused although the rate lies below what was proven, again and again. Such refusals have nothing
 *   to do with the rate, and slowing down would only make the run longer.
 */
export interface Pacer {
  /** Waits for a token. Rejects with the signal's own reason when it aborts. */
  acquire(signal: AbortSignal): Promise<PacerTicket>
  /** The number of calls to come, which is what the share of refusals is measured by. */
  expect(total: number): void
  /** Current rate per second; null while no limit is known. */
  readonly limitPerSecond: number | null
  /** Refusals come whatever the rate is; fewer calls at once would not help either. */
  readonly isNoisy: boolean
  readonly waiting: number
}

/** One call that was let through; report its answer exactly once. */
export interface PacerTicket {
  answered(): void
  /** `limitPerSecond`: the answer named its limit. `retryAfterMs`: the answer asked for a pause. */
  throttled(hint: RefusalHint): void
}

export interface RefusalHint {
  readonly limitPerSecond: number | null
  readonly retryAfterMs: number | null
}

export interface PacerOptions {
  readonly timer: Timer
  /** Never faster than this; null lets the pacer find the limit. */
  readonly maxPerSecond: number | null
}

/** One per cent of a short list is a refusal or two: begin so slowly that no more calls are under way when it happens. */
const SHORT_LIST = 1_000
const SHORT_START = { rate: 17, carefulAnswers: 18 }
const LONG_START = { rate: 50, carefulAnswers: 4 }
/** The first calls leave at once; every real bucket holds as many. */
const FIRST_CREDIT = 5
const OPEN_GROWTH = 1.2
const MIN_RATE = 0.2
/** Growth per second in the first and the second search; the third refusal ends the searching. */
const SEARCH_GROWTH = [Math.LN2, 0.15]
const STEADY_GROWTH = 0.005
const MAX_STEADY_GROWTH = 0.15
const QUIET_MS = 4_000
/** Just below the estimate, so that the server's bucket fills and forgives jitter. */
const MARGIN = 0.98
/** Tokens left to gather after a refusal. */
const CUSHION = 2
/** Probing may cost this share of refusals; the goal is one per cent. */
const PROBE_SHARE = 0.007
/** Up to this share the rate still creeps upward. */
const LAST_PROBE_SHARE = 0.009
/** A whole second is the smallest pause that the header can ask for, longer than any refill: only the call itself waits. */
const COARSE_PAUSE_MS = 1_000
const MAX_PAUSE_MS = 60_000
/** Suspicious refusals in a row after which they are taken for noise. */
const NOISE_AFTER = 6
/** Fewer accepted calls than this since the last refusal, at no higher rate, make a refusal suspicious. */
const SUSPICIOUS_CALLS = 40
const SAMPLE = 50
/** A known limit costs far fewer refusals; so many in several samples in a row do not come from it. */
const NOISY_SHARE = 0.05
const NOISY_SAMPLES = 2
/** Calls that are remembered for the first estimate. */
const FIRST_SENDS = 1_000

interface Waiter {
  readonly signal: AbortSignal
  readonly resolve: (ticket: PacerTicket) => void
  readonly onAbort: () => void
  readonly since: number
}

/** Creates the pacer of one API. Its state lives for one run. */
export function createPacer(options: PacerOptions): Pacer {
  const { timer } = options
  const ceiling = Math.min(options.maxPerSecond ?? MAX_RATE, MAX_RATE)
  const estimate = createRateEstimate()
  const queue: Waiter[] = []
  let mode: 'open' | 'search' | 'steady' | 'noise' = 'open'
  let rate = Math.min(SHORT_START.rate, ceiling)
  let carefulAnswers = SHORT_START.carefulAnswers
  let nextAt = timer.now() - (FIRST_CREDIT * 1000) / rate
  let blockedUntil = 0
  let isPumping = false
  let nap = new AbortController()
  let sent = 0
  let answers = 0
  let refused = 0
  let expected = 0
  let reactedAt = 0
  let reactedIndex = 0
  let lastGrowthAt = 0
  let searches = 0
  let namedLimit: number | null = null
  let contradictions = 0
  let suspicious = 0
  let rateBeforeSuspicion = rate
  let rateWhenRefused = rate
  let previousRefusal: { index: number; atMs: number } | null = null
  const firstSends: number[] = []
  let sampleAnswers = 0
  let sampleRefused = 0
  let noiseShare = 0
  let noisySamples = 0
  let noiseErrors = 0

  function setRate(value: number): void {
    rate = Math.max(MIN_RATE, Math.min(ceiling, value))
  }

  function mayProbe(share = PROBE_SHARE): boolean {
    return refused + 1.5 <= share * Math.max(answers, expected)
  }

  /** Time-based growth, only while calls wait for tokens: an unused rate proves nothing. */
  function grow(now: number): void {
    const seconds = Math.min(now - lastGrowthAt, 250) / 1000
    lastGrowthAt = now
    if (mode !== 'search' && mode !== 'steady') return
    if (!mayProbe()) {
      if (mayProbe(LAST_PROBE_SHARE)) setRate(rate * Math.exp(STEADY_GROWTH * seconds))
      return
    }
    const quietMs = now - reactedAt
    const steady = Math.min(MAX_STEADY_GROWTH, STEADY_GROWTH * 2 ** Math.floor(quietMs / QUIET_MS))
    setRate(rate * Math.exp((mode === 'search' ? (SEARCH_GROWTH[searches] ?? steady) : steady) * seconds))
  }

  function toleranceMs(): number {
    return Math.max(5, Math.min(50, 2_000 / rate))
  }

  /** A call that ended without an answer counts as under way for good, which only means that the rate decides. */
  function isAlone(): boolean {
    return mode === 'open' && options.maxPerSecond === null && answers === sent
  }

  function release(now: number): void {
    const waiter = queue.shift() as Waiter
    waiter.signal.removeEventListener('abort', waiter.onAbort)
    const isFirst = sent < FIRST_CREDIT
    // Who leaves alone uses up no tokens of those who go side by side.
    nextAt = (isFirst ? nextAt : isAlone() ? now : Math.max(nextAt, now)) + 1000 / rate
    sent += 1
    if (mode === 'open') {
      firstSends.push(now)
      if (firstSends.length > FIRST_SENDS) firstSends.shift()
    }
    waiter.resolve(createTicket(sent, now, now - waiter.since >= 1))
  }

  async function pump(): Promise<void> {
    while (queue.length > 0) {
      const now = timer.now()
      grow(now)
      const waitMs = Math.max(isAlone() ? now : nextAt - toleranceMs(), blockedUntil) - now
      if (waitMs <= 0) release(now)
      // Short naps: a rate that grows meanwhile, or an emptied queue, is noticed soon.
      else {
        nap = new AbortController()
        await timer.sleep(Math.min(waitMs, 50), nap.signal).catch(() => {})
      }
    }
    isPumping = false
  }

  function createTicket(index: number, sentAt: number, hasWaited: boolean): PacerTicket {
    return {
      answered() {
        answers += 1
        if (hasWaited && answers > carefulAnswers && (mode === 'open' || mode === 'noise')) setRate(rate * OPEN_GROWTH)
        sample(false)
        if (queue.length > 0 && isAlone()) nap.abort()
      },
      throttled(hint) {
        answers += 1
        refused += 1
        sample(true)
        react(index, sentAt, hint)
      },
    }
  }

  function sample(isRefused: boolean): void {
    sampleAnswers += 1
    if (isRefused) sampleRefused += 1
    if (sampleAnswers < SAMPLE) return
    const share = sampleRefused / sampleAnswers
    sampleAnswers = 0
    sampleRefused = 0
    if (mode !== 'noise') {
      noisySamples = share >= NOISY_SHARE && mode === 'steady' ? noisySamples + 1 : 0
      if (noisySamples > NOISY_SAMPLES * (1 + noiseErrors)) enterNoise(share)
      return
    }
    if (share > noiseShare + 0.2) {
      // Faster did cost more refusals, so there is a limit as well; next time more has to speak against it.
      noiseErrors += 1
      mode = 'search'
      searches = 0
      contradictions = 0
      estimate.forgetOld()
      setRate(rate / 2)
    } else if (share < 0.02) mode = 'open'
  }

  function react(index: number, sentAt: number, hint: RefusalHint): void {
    const now = timer.now()
    const before = previousRefusal
    estimate.refuse(index, sentAt)
    previousRefusal = { index, atMs: sentAt }
    if (hint.retryAfterMs !== null && hint.retryAfterMs > COARSE_PAUSE_MS) {
      blockedUntil = Math.max(blockedUntil, now + Math.min(hint.retryAfterMs, MAX_PAUSE_MS))
    }
    // Calls that left before the last reaction tell nothing new about the rate chosen by it.
    if (index <= reactedIndex || mode === 'noise') return
    if (isNoise(index)) return
    reactedIndex = sent
    reactedAt = now
    if (hint.limitPerSecond !== null) {
      mode = 'steady'
      namedLimit = hint.limitPerSecond
      setRate(namedLimit * 0.995)
    } else if (mode === 'open') beginSearch(index, sentAt)
    else refine(before, index, sentAt)
    // The pause costs nothing as long as the server's bucket is not full, and forgives jitter later.
    nextAt = Math.max(nextAt, now) + (CUSHION * 1000) / rate
  }

  /** Slowing down has not helped several times in a row: these refusals do not depend on the rate. */
  function isNoise(index: number): boolean {
    const isBelowName = namedLimit !== null && rate <= namedLimit
    const isSuspicious =
      mode !== 'open' && (isBelowName || (index - reactedIndex <= SUSPICIOUS_CALLS && rate < rateWhenRefused))
    rateWhenRefused = rate
    if (!isSuspicious) {
      suspicious = 0
      rateBeforeSuspicion = rate
      return false
    }
    suspicious += 1
    if (suspicious < NOISE_AFTER * (1 + noiseErrors) || (namedLimit === null && rate > rateBeforeSuspicion * 0.75))
      return false
    enterNoise(sampleAnswers < SAMPLE / 2 ? refused / answers : sampleRefused / sampleAnswers)
    return true
  }

  function enterNoise(share: number): void {
    mode = 'noise'
    noiseShare = share
    suspicious = 0
    noisySamples = 0
    sampleAnswers = 0
    sampleRefused = 0
    estimate.forgetOld()
    setRate(Math.max(rate, rateBeforeSuspicion))
  }

  function beginSearch(index: number, sentAt: number): void {
    const isSearchable = mayProbe()
    const perSecond = toFirstEstimate(firstSends, sent - index, sentAt, isSearchable ? 0.5 : 1)
    setRate(Math.min(rate * 0.95, perSecond))
    mode = isSearchable ? 'search' : 'steady'
  }

  function refine(before: { index: number; atMs: number } | null, index: number, sentAt: number): void {
    const known = estimate.read()
    const newest = estimate.newestHigh()
    const seconds = before === null ? 0 : Math.max(0, sentAt - before.atMs) / 1000
    const accepted = before === null ? 0 : index - before.index - 1
    searches += 1
    mode = searches < SEARCH_GROWTH.length ? 'search' : 'steady'
    if (known !== null && accepted < known.low * seconds - 1.5) {
      // Refused below the proven rate: the limit has dropped.
      mode = 'steady'
      contradictions += 1
      if (contradictions >= 2) estimate.forgetOld()
      setRate(Math.max(rate * 0.6, Math.min(rate * 0.9, (newest ?? rate) * 0.97)))
      return
    }
    contradictions = 0
    setRate(
      Math.max(
        rate * (mode === 'search' ? 0.5 : 0.7),
        Math.min(rate * 0.99, known ? known.estimate * MARGIN : rate * 0.8),
      ),
    )
  }

  return {
    acquire(signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason)
          return
        }
        const waiter: Waiter = {
          signal,
          resolve,
          since: timer.now(),
          onAbort: () => {
            queue.splice(queue.indexOf(waiter), 1)
            reject(signal.reason)
          },
        }
        signal.addEventListener('abort', waiter.onAbort, { once: true })
        queue.push(waiter)
        if (isPumping) return
        isPumping = true
        lastGrowthAt = timer.now()
        void pump()
      })
    },
    expect(total) {
      expected = Math.max(expected, total)
      if (expected < SHORT_LIST || mode !== 'open') return
      carefulAnswers = LONG_START.carefulAnswers
      setRate(Math.max(rate, LONG_START.rate))
    },
    get limitPerSecond() {
      return mode === 'search' || mode === 'steady' ? rate : null
    },
    get isNoisy() {
      return mode === 'noise'
    },
    get waiting() {
      return queue.length
    },
  }
}
