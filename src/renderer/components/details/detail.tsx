import type { ReactNode } from 'react'
import { toCivilDay } from '../../../shared/domain/civil-day.ts'
import { UNKNOWN, useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { CopyValue } from './copy-value.tsx'
import classes from './details.module.css'

export interface DetailProps {
  readonly label: string
  /** A sign before the name; it must say nothing that the words do not say. */
  readonly sign?: ReactNode
  /** null is shown as "—" with `reason` on hover. */
  readonly value: ReactNode
  /** Text that a copy button beside the value copies. */
  readonly copy?: string | null
  /** Why nothing is known. */
  readonly reason?: string | undefined
  readonly title?: string | undefined
  /** Stands beside a value that is known. */
  readonly aside?: ReactNode
  /** A second, quieter line. */
  readonly note?: ReactNode
}

/** One fact with its name. */
export function Detail({ label, sign, value, copy, reason, title, aside, note }: DetailProps): ReactNode {
  const { t } = useTranslator()
  const isKnown = value !== null && value !== ''
  return (
    <div className={classes.row}>
      <dt>
        {sign}
        {label}
      </dt>
      <dd>
        <span
          className={isKnown ? undefined : classes.unknown}
          title={isKnown ? title : (reason ?? t('list.detail.unknown'))}
        >
          {isKnown ? value : UNKNOWN}
        </span>
        {isKnown && copy && <CopyValue value={copy} label={label} />}
        {isKnown && aside}
        {note && <span className={classes.noteLine}>{note}</span>}
      </dd>
    </div>
  )
}

/** An instant to the second in the business zone, which is named on hover. */
export function InstantDetail({
  at,
  ...rest
}: Pick<DetailProps, 'label' | 'sign' | 'reason' | 'aside' | 'note'> & { readonly at: number | null }): ReactNode {
  const formats = useFormats()
  return (
    <Detail
      {...rest}
      value={at === null ? null : `${formats.day(toCivilDay(at, formats.zone))} ${formats.clock(at)}`}
      title={formats.instantTitle(at)}
    />
  )
}

/** A part of the details under its heading. */
export function DetailGroup({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className={classes.group} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  )
}
