/** What every checker of the bench is given, as JSON in a file. */
export interface BenchJob {
  readonly urls: readonly string[]
  readonly concurrency: number
  readonly timeoutMs: number
  /** How long each link took last time; only for those who can make use of it. */
  readonly latencies: readonly (number | null)[] | null
}

/** What our own programs say on standard output. */
export interface BenchAnswer {
  /** From the first request to the last verdict, without the start of the program. */
  readonly checkMs: number
  /** In the order of the links; null where nothing was said. */
  readonly alive: readonly (boolean | null)[]
}
