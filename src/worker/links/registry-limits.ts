/** Bounds of asking registries; all are times. */
export interface RegistryLimits {
  /** One question, from connecting to the last byte. */
  readonly questionMs: number
  /** All tries for one domain. */
  readonly domainMs: number
  /** The list of registries. */
  readonly bootstrapMs: number
  /** Between the end of one question to a registry and the next. */
  readonly rdapGapMs: number
  readonly whoisGapMs: number
  /** Before a registry that says "too often", without saying for how long, is asked again; doubled each time. */
  readonly limitedWaitMs: number
  /** Before a registry that did not answer is asked again; half to whole, by chance. */
  readonly retryWaitMs: number
  /** Without an answer from anybody, and all in all; what is left then is unreachable. */
  readonly silenceMs: number
  readonly runMs: number
}

/** CNNIC answers "Queried interval is too short" to questions that follow each other within about a second. */
export const REGISTRY_LIMITS: RegistryLimits = {
  questionMs: 6000,
  domainMs: 15_000,
  bootstrapMs: 5000,
  rdapGapMs: 100,
  whoisGapMs: 1200,
  limitedWaitMs: 3000,
  retryWaitMs: 600,
  silenceMs: 60_000,
  runMs: 300_000,
}
