import { ActionIcon, Button } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'
import { toCivilDay } from '../../../shared/domain/civil-day.ts'
import { UNKNOWN, useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './link-details.module.css'

/** Milliseconds for which a button shows that it has copied. */
const SAY_COPIED_MS = 1_500

/** A small button that copies one value. */
export function CopyValue({ value, label }: { readonly value: string; readonly label: string }): ReactNode {
  const { t } = useTranslator()
  const [isCopied, setIsCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setIsCopied(false), SAY_COPIED_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const words = t(isCopied ? 'links.details.copied' : 'links.details.copy', { label })
  return (
    <ActionIcon
      className={classes.copy ?? ''}
      size="xs"
      aria-label={words}
      title={words}
      onClick={() =>
        void navigator.clipboard.writeText(value).then(
          () => setIsCopied(true),
          () => setIsCopied(false),
        )
      }
    >
      {isCopied ? <IconCheck aria-hidden size={13} /> : <IconCopy aria-hidden size={13} />}
    </ActionIcon>
  )
}

export interface DetailProps {
  readonly label: string
  /** null is shown as "—" with `reason` on hover. */
  readonly value: ReactNode
  /** Text that a copy button beside the value copies. */
  readonly copy?: string | null
  /** Why nothing is known. */
  readonly reason?: string
  readonly title?: string | undefined
  /** A second, quieter line. */
  readonly note?: ReactNode
}

/** One fact with its name. */
export function Detail({ label, value, copy, reason, title, note }: DetailProps): ReactNode {
  const { t } = useTranslator()
  const isKnown = value !== null && value !== ''
  return (
    <div className={classes.row}>
      <dt>{label}</dt>
      <dd>
        <span
          className={isKnown ? undefined : classes.dim}
          title={isKnown ? title : (reason ?? t('links.details.unknown'))}
        >
          {isKnown ? value : UNKNOWN}
        </span>
        {isKnown && copy && <CopyValue value={copy} label={label} />}
        {note && <span className={classes.noteLine}>{note}</span>}
      </dd>
    </div>
  )
}

/** An instant to the second in the business zone, which is named on hover. */
export function InstantDetail({
  label,
  at,
  reason,
  note,
}: {
  readonly label: string
  readonly at: number | null
  readonly reason?: string
  readonly note?: ReactNode
}): ReactNode {
  const formats = useFormats()
  return (
    <Detail
      label={label}
      value={at === null ? null : `${formats.day(toCivilDay(at, formats.zone))} ${formats.clock(at)}`}
      title={formats.instantTitle(at)}
      {...(reason === undefined ? {} : { reason })}
      note={note}
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

/** An action that belongs to one part of the details. */
export function SmallButton({
  children,
  onClick,
  isBusy = false,
  isExpanded,
}: {
  readonly children: ReactNode
  readonly onClick: () => void
  readonly isBusy?: boolean
  readonly isExpanded?: boolean
}): ReactNode {
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={isBusy}
      onClick={onClick}
      {...(isExpanded === undefined ? {} : { 'aria-expanded': isExpanded })}
    >
      {children}
    </Button>
  )
}
