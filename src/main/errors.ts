/** Writes what went wrong where developers and support can read it; never stops anything. */
export function reportError(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`duewatch: ${text}\n`)
}

export interface FatalErrorOptions {
  readonly process: Pick<NodeJS.Process, 'on'>
  /** Tells the person in words; the process ends afterwards. */
  readonly tell: (error: unknown) => Promise<unknown>
  readonly exit: (code: number) => void
  readonly report: (error: unknown) => void
}

/**
 * What nobody has caught: a promise is reported and the app goes on, an exception leaves nobody knows what behind and
 * ends the app with code 1, after the person has been told. The database survives that as it survives a power cut.
 */
export function watchUncaughtErrors({ process, tell, exit, report }: FatalErrorOptions): void {
  let isEnding = false
  process.on('unhandledRejection', report)
  process.on('uncaughtException', (error) => {
    report(error)
    if (isEnding) return
    isEnding = true
    tell(error)
      .catch(report)
      .finally(() => exit(1))
  })
}

/** A terminal that has gone must not take the app along, nor turn its farewell into the next error. */
export function survivePipeErrors(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}
