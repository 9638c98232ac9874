import type { ReactNode } from 'react'
import classes from './page-header.module.css'

/** The id of a page's heading, which gets the focus when the person comes to the page. */
export const PAGE_TITLE_ID = 'page-title'

/** The top of a page: title, freshness, search and actions, with room for more below. */
export function PageHeader({
  title,
  freshness,
  actions,
  search,
  children,
}: {
  readonly title: string
  readonly freshness?: ReactNode
  /** The page's one primary action comes last. */
  readonly actions?: ReactNode
  readonly search?: ReactNode
  readonly children?: ReactNode
}): ReactNode {
  return (
    <header className={classes.root}>
      <div className={classes.words}>
        <h1 className={classes.title} id={PAGE_TITLE_ID} tabIndex={-1}>
          {title}
        </h1>
        {freshness && <div className={classes.freshness}>{freshness}</div>}
      </div>
      {search && <div className={classes.search}>{search}</div>}
      {actions && <div className={classes.actions}>{actions}</div>}
      {children && <div className={classes.below}>{children}</div>}
    </header>
  )
}
