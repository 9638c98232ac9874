import type { ReactNode } from 'react'
import type { LogLevel } from '../../../shared/domain/run.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './level-mark.module.css'

const SHAPES: Readonly<Record<LogLevel, ReactNode>> = {
  debug: <path d="M1.5 5h7" stroke="currentColor" strokeWidth="1.6" fill="none" />,
  info: <circle cx="5" cy="5" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  warn: <path d="M5 .5 9.8 9.5H.2z" fill="currentColor" />,
  error: <path d="M1.2 1.2h7.6v7.6H1.2z" fill="currentColor" />,
}

/** The level of a log line as colour, shape and word. */
export function LevelMark({ level }: { readonly level: LogLevel }): ReactNode {
  const { t } = useTranslator()
  return (
    <span className={`${classes.root} ${classes[level]}`}>
      <svg className={classes.shape} viewBox="0 0 10 10" aria-hidden>
        {SHAPES[level]}
      </svg>
      {t(`sync.log.level.${level}`)}
    </span>
  )
}
