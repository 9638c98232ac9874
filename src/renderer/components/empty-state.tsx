import type { ReactNode } from 'react'
import classes from './empty-state.module.css'

/** Says why there is nothing and offers the next step. */
export function EmptyState({
  icon,
  title,
  text,
  actions,
}: {
  readonly icon?: ReactNode
  readonly title: string
  readonly text?: ReactNode
  readonly actions?: ReactNode
}): ReactNode {
  return (
    <div className={classes.root}>
      {icon && (
        <div className={classes.icon} aria-hidden>
          {icon}
        </div>
      )}
      <h2 className={classes.title}>{title}</h2>
      {text && <div className={classes.text}>{text}</div>}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  )
}
