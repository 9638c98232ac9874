import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { FieldKind } from '../../../shared/domain/column-condition.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { useComposedText } from './composed-text.ts'
import classes from './filter-menu.module.css'
import type { ListFields } from './list-fields.ts'
import type { ListCondition } from './list-query.ts'
import { quickRangesFor, resolveDay } from './relative-days.ts'

type Range = Extract<ListCondition, { kind: 'range' }>

export interface FilterRangeProps {
  readonly field: string
  readonly fields: ListFields
  readonly condition: Range | undefined
  readonly onCondition: (condition: Range | undefined) => void
}

const NUMBER = /^-?\d{1,6}$/
const AMOUNT = /^\d{1,20}(?:\.\d{1,10})?$/
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** From and to, both included and either of them open; days may be relative to today. */
export function FilterRange({ field, fields, condition, onCondition }: FilterRangeProps): ReactNode {
  const { t } = useTranslator()
  const { today } = useFormats()
  const kind = fields.kindOf(field)
  const isDay = kind === 'instant' || kind === 'day'
  const show = (end: string | null | undefined): string => (end == null ? '' : isDay ? resolveDay(end, today) : end)
  const [texts, setTexts] = useState({ min: show(condition?.min), max: show(condition?.max) })
  const [known, setKnown] = useState(condition)
  if (known !== condition) {
    setKnown(condition)
    setTexts({ min: show(condition?.min), max: show(condition?.max) })
  }
  const problem = problemOf(texts, kind)
  const quick = isDay
    ? quickRangesFor(fields.looksBack(field)).map((range) => ({ ...range, words: t(`list.quick.${range.key}`) }))
    : (fields.quickNumbers?.(field) ?? [])

  function put(min: string | null, max: string | null): void {
    const next: Range | undefined = min === null && max === null ? undefined : { kind: 'range', field, min, max }
    setKnown(next)
    onCondition(next)
  }
  function putQuick(min: string | null, max: string | null): void {
    setTexts({ min: show(min), max: show(max) })
    put(min, max)
  }
  function type(end: 'min' | 'max', text: string): void {
    const next = { ...texts, [end]: text }
    setTexts(next)
    if (problemOf(next, kind)) return
    // The end that was not touched keeps its relative meaning.
    const keep = (other: 'min' | 'max'): string | null =>
      next[other] === show(condition?.[other]) ? (condition?.[other] ?? null) : next[other].trim() || null
    put(end === 'min' ? text.trim() || null : keep('min'), end === 'max' ? text.trim() || null : keep('max'))
  }

  const input = (end: 'min' | 'max', label: string): ReactNode => (
    <TextInput
      size="xs"
      className={classes.end ?? ''}
      label={label}
      type={isDay ? 'date' : 'text'}
      inputMode={isDay ? undefined : 'decimal'}
      min="1970-01-01"
      max="9999-12-31"
      value={texts[end]}
      error={problem !== null}
      onChange={(event) => type(end, event.currentTarget.value)}
    />
  )
  return (
    <div className={classes.range}>
      {quick.length > 0 && (
        <div className={classes.quick} role="group" aria-label={t('list.menu.quick')}>
          {quick.map(({ key, min, max, words }) => {
            const isOn = condition?.min === min && condition.max === max
            return (
              <Button
                key={key}
                size="compact-xs"
                variant={isOn ? 'filled' : 'default'}
                aria-pressed={isOn}
                onClick={() => (isOn ? putQuick(null, null) : putQuick(min, max))}
              >
                {words}
              </Button>
            )
          })}
        </div>
      )}
      <div className={classes.ends}>
        {input('min', t(isDay ? 'list.menu.fromDay' : 'list.menu.from'))}
        {input('max', t(isDay ? 'list.menu.toDay' : 'list.menu.to'))}
      </div>
      {problem && (
        <p className={classes.problem} role="alert">
          {t(`list.menu.problem.${problem}`)}
        </p>
      )}
    </div>
  )
}

/** What keeps two ends from being a range; null when nothing does. */
function problemOf(
  { min, max }: { readonly min: string; readonly max: string },
  kind: FieldKind,
): 'number' | 'day' | 'order' | null {
  const isDay = kind === 'instant' || kind === 'day'
  const form = isDay ? DAY : kind === 'amount' ? AMOUNT : NUMBER
  const ends = [min.trim(), max.trim()].filter((end) => end !== '')
  if (!ends.every((end) => form.test(end))) return isDay ? 'day' : 'number'
  if (ends.length < 2) return null
  const isReversed = isDay ? min > max : Number(min) > Number(max)
  return isReversed ? 'order' : null
}

/** Text that must occur in the column. */
export function FilterText({
  text,
  onText,
  isFirst,
}: {
  readonly text: string
  readonly onText: (text: string) => void
  /** True when nothing else in the menu wants the focus. */
  readonly isFirst: boolean
}): ReactNode {
  const { t } = useTranslator()
  const input = useComposedText(text, onText)
  return (
    <TextInput
      size="xs"
      label={t('list.menu.contains')}
      maxLength={500}
      {...(isFirst ? { 'data-autofocus': true } : {})}
      {...input}
    />
  )
}

/** Any value, only blank ones, or none of them. */
export function FilterBlank({
  isBlank,
  onBlank,
}: {
  readonly isBlank: boolean | null
  readonly onBlank: (isBlank: boolean | null) => void
}): ReactNode {
  const { t } = useTranslator()
  return (
    <SegmentedControl
      size="xs"
      fullWidth
      aria-label={t('list.menu.blank')}
      value={isBlank === null ? 'any' : isBlank ? 'blank' : 'filled'}
      onChange={(value) => onBlank(value === 'any' ? null : value === 'blank')}
      data={[
        { value: 'any', label: t('list.menu.anyValue') },
        { value: 'blank', label: t('list.menu.isBlank') },
        { value: 'filled', label: t('list.menu.isFilled') },
      ]}
    />
  )
}
