import { toCivilDay } from '../../../shared/domain/civil-day.ts'
import type { StoredLogLine } from '../../../shared/domain/run.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import type { Formats } from '../../lib/format.ts'
import type { RunLog } from '../../stores/run-log.ts'
import { logSentence } from './log-sentence.ts'

/** Writes lines as they are copied: instant to the second, level, step and sentence, apart by tabs. */
export function createLogWriter(translator: Translator, formats: Formats): (line: StoredLogLine) => string {
  const words = new Map<string, string>()
  function word(key: string): string {
    const known = words.get(key) ?? translator.t(key)
    words.set(key, known)
    return known
  }
  return (line) =>
    [
      `${toCivilDay(line.at, formats.zone)} ${formats.clock(line.at)}`,
      word(`sync.log.level.${line.level}`),
      word(`domain.stage.${line.stage}`),
      logSentence(translator, line),
    ].join('\t')
}

/** Reads the lines of a span, both ends included, that pass a test; also those that are not in memory. */
export async function collectLines(
  log: RunLog,
  fromSeq: number,
  toSeq: number,
  accepts: (line: StoredLogLine) => boolean,
): Promise<readonly StoredLogLine[]> {
  const found: StoredLogLine[] = []
  let after = fromSeq - 1
  while (after < toSeq) {
    const { lines, nextAfterSeq } = await log.part(after, null)
    for (const line of lines) if (line.seq <= toSeq && accepts(line)) found.push(line)
    if (nextAfterSeq <= after) break
    after = nextAfterSeq
  }
  return found
}
