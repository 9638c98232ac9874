import type { ReactNode } from 'react'
import classes from './status-dot.module.css'

export const STATUS_TONES = ['good', 'busy', 'warning', 'bad', 'neutral'] as const
export type StatusTone = (typeof STATUS_TONES)[number]

/** Each tone has a shape of its own, so that it can be told without colour. */
const SHAPES: Readonly<Record<StatusTone, ReactNode>> = {
  good: <circle cx="5" cy="5" r="4.5" fill="currentColor" />,
  busy: <path d="M5 .5a4.5 4.5 0 1 0 4.5 4.5H5z" fill="currentColor" />,
  warning: <path d="M5 .5 9.8 9.5H.2z" fill="currentColor" />,
  bad: <path d="M1.2 1.2h7.6v7.6H1.2z" fill="currentColor" />,
  neutral: <circle cx="5" cy="5" r="3.7" fill="none" stroke="currentColor" strokeWidth="1.5" />,
}

/** A state as colour, shape and word. */
export function StatusDot({ tone, label }: { readonly tone: StatusTone; readonly label: string }): ReactNode {
  return (
    <span className={classes.root}>
      <svg className={`${classes.shape} ${classes[tone]}`} viewBox="0 0 10 10" aria-hidden>
        {SHAPES[tone]}
      </svg>
      <span className={classes.label}>{label}</span>
    </span>
  )
}
