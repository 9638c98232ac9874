import { TextInput } from '@mantine/core'
import { useEffect, useState, type ReactNode } from 'react'

/** A text that is kept when the person leaves the field or presses Enter; Escape takes the change back. */
export function TextSetting({
  label,
  description,
  value,
  placeholder,
  error,
  isLabelHidden = false,
  maxLength,
  onSave,
}: {
  readonly label: string
  readonly description?: string
  readonly value: string
  readonly placeholder?: string
  readonly error?: string | null
  /** In tables the column's header is the label that is seen. */
  readonly isLabelHidden?: boolean
  readonly maxLength?: number
  readonly onSave: (value: string) => void
}): ReactNode {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  function save(): void {
    if (text !== value) onSave(text)
  }
  return (
    <TextInput
      {...(isLabelHidden ? { 'aria-label': label } : { label })}
      {...(maxLength === undefined ? {} : { maxLength })}
      {...(description === undefined ? {} : { description })}
      {...(placeholder === undefined ? {} : { placeholder })}
      error={error ?? null}
      value={text}
      spellCheck={false}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) save()
        if (event.key === 'Escape') setText(value)
      }}
    />
  )
}
