import type { ReactNode } from 'react'
import classes from './part-switch.module.css'

/** Leads between the parts of a page that have addresses of their own. */
export function PartSwitch<Name extends string>({
  label,
  parts,
  part,
}: {
  readonly label: string
  readonly parts: readonly { readonly name: Name; readonly label: string; readonly href: string }[]
  readonly part: Name
}): ReactNode {
  return (
    <nav className={classes.root} aria-label={label}>
      {parts.map(({ name, label: words, href }) => (
        <a key={name} className={classes.link} href={href} aria-current={name === part ? 'page' : undefined}>
          {words}
        </a>
      ))}
    </nav>
  )
}
