import { isAppError } from '../../../shared/domain/app-error.ts'
import type { RunStage } from '../../../shared/domain/run.ts'
import type { ConnectorContext } from '../connector.ts'

/** Writes the log of a sync and counts its warnings. */
export interface Reporter {
  info(stage: RunStage, code: string, params?: Readonly<Record<string, string | number>>): void
  warn(stage: RunStage, code: string, params?: Readonly<Record<string, string | number>>): void
  readonly warnings: number
}

/** Names and words of a provider may have any length; a log line shows this much of each. */
const MAX_SHOWN = 500

export function createReporter(context: ConnectorContext): Reporter {
  let warnings = 0
  return {
    info: (stage, code, params) => context.log('info', stage, code, toShort(params)),
    warn(stage, code, params) {
      warnings += 1
      context.log('warn', stage, code, toShort(params))
    },
    get warnings() {
      return warnings
    },
  }
}

function toShort(params: Readonly<Record<string, string | number>> = {}): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.slice(0, MAX_SHOWN) : value,
    ]),
  )
}

/** The cause of a failure for a log line: its code, and the provider's words when there are some. */
export function toCauseParams(error: unknown): { cause: string; raw: string } {
  return isAppError(error) ? { cause: error.code, raw: error.raw ?? '' } : { cause: 'INTERNAL', raw: '' }
}
