import { TextInput } from '@mantine/core'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './settings.module.css'

/** Reads a time of day as people type it (`9:00`, `0900`, `９：００`); null when it is none. Gives `HH:MM`. */
export function parseTimeOfDay(text: string): string | null {
  const match = /^(\d{1,2})(?:[:.时点]?([0-5]\d)|[时点])?分?$/.exec(text.normalize('NFKC').replaceAll(/\s/g, ''))
  if (!match) return null
  const [hours, minutes] = [Number(match[1]), Number(match[2] ?? 0)]
  return hours > 23 ? null : `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}

/** A time of day that is kept when the person leaves the field or presses Enter; Escape takes the change back. */
export function TimeSetting({
  label,
  hint,
  value,
  error,
  onSave,
}: {
  readonly label: string
  readonly hint?: string | null
  readonly value: string
  /** What is wrong with a time that can be read. */
  readonly error?: ((value: string) => string | null) | undefined
  readonly onSave: (value: string) => void
}): ReactNode {
  const { t } = useTranslator()
  const [text, setText] = useState(value)
  const [wrong, setWrong] = useState<string | null>(null)
  function reset(): void {
    setText(value)
    setWrong(null)
  }
  useEffect(reset, [value])
  function save(): void {
    const time = parseTimeOfDay(text)
    const problem = time === null ? t('reminders.settings.timeWrong') : (error?.(time) ?? null)
    setWrong(problem)
    if (time === null || problem !== null) return
    setText(time)
    if (time !== value) onSave(time)
  }
  return (
    <TextInput
      classNames={{ wrapper: classes.time ?? '' }}
      label={label}
      description={hint ?? null}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      error={wrong}
      value={text}
      placeholder="09:00"
      maxLength={12}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) save()
        if (event.key === 'Escape') reset()
      }}
    />
  )
}
