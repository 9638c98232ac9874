import type { ReactNode } from 'react'
import { useFormats } from '../../lib/format.ts'
import classes from './list-tools.module.css'

/** Chips that filter with one click, in a row. */
export function QuickChips({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className={classes.quickChips} role="group" aria-label={label}>
      {children}
    </div>
  )
}

/** What a chip finds: in a small window in the short form, which is never read out. */
export function QuickWords({ words, short }: { readonly words: string; readonly short: string }): ReactNode {
  if (words === short) return <span>{words}</span>
  return (
    <>
      <span className={classes.quickWords} data-short>
        {words}
      </span>
      <span className={classes.quickShort} aria-hidden>
        {short}
      </span>
    </>
  )
}

/** One filter with the number of rows it finds; several may be on at once. */
export function QuickChip({
  isOn,
  count,
  title,
  onToggle,
  children,
}: {
  readonly isOn: boolean
  /** undefined while it is on its way. */
  readonly count: number | undefined
  readonly title?: string | undefined
  readonly onToggle: () => void
  readonly children: ReactNode
}): ReactNode {
  const formats = useFormats()
  return (
    <button
      type="button"
      className={classes.quickChip}
      aria-pressed={isOn}
      title={title}
      data-empty={count === 0 || undefined}
      onClick={onToggle}
    >
      {children}
      <span className={classes.quickCount}>{count === undefined ? '' : formats.number(count)}</span>
    </button>
  )
}
