import { memo, type ReactNode } from 'react'
import type { StoredLogLine } from '../../../shared/domain/run.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { LevelMark } from './level-mark.tsx'
import { logSentence } from './log-sentence.ts'
import classes from './log-view.module.css'
import type { TextMatch } from './text-match.ts'

/** What stands in one row: time, level, step and sentence, the found text marked. */
export const LogRow = memo(function LogRow({
  line,
  isAbsent,
  match,
}: {
  /** null: on its way, or lost for good. */
  readonly line: StoredLogLine | null
  readonly isAbsent: boolean
  readonly match: TextMatch | null
}): ReactNode {
  const translator = useTranslator()
  const formats = useFormats()
  if (!line) {
    return <span className={classes.missing}>{translator.t(isAbsent ? 'sync.log.absent' : 'sync.log.loading')}</span>
  }
  const text = logSentence(translator, line)
  return (
    <>
      <time className={classes.time} dateTime={new Date(line.at).toISOString()} title={formats.instantTitle(line.at)}>
        {formats.clock(line.at)}
      </time>
      <span className={classes.level}>
        <LevelMark level={line.level} />
      </span>
      <span className={classes.stage}>{translator.t(`domain.stage.${line.stage}`)}</span>
      <span className={classes.text} title={text}>
        {match
          ? // Pieces have no identity but their place.
            match.split(text).map((piece, index) =>
              index % 2 === 1 ? (
                <mark key={index} className={classes.found}>
                  {piece}
                </mark>
              ) : (
                piece
              ),
            )
          : text}
      </span>
    </>
  )
})
