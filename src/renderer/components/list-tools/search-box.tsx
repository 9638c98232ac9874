import { CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useHotkey } from '../../lib/hotkeys.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { useComposedText } from './composed-text.ts'

/** Searches the list while the person types; `/` leads here, escape clears and then leaves. */
export function SearchBox({
  search,
  placeholder,
  hotkeyLabel,
  onSearch,
}: {
  readonly search: string
  /** What is searched, in words. */
  readonly placeholder: string
  /** What the key `/` does, for the list of keys. */
  readonly hotkeyLabel: string
  readonly onSearch: (search: string) => void
}): ReactNode {
  const { t } = useTranslator()
  const input = useRef<HTMLInputElement>(null)
  const field = useComposedText(search, onSearch)
  useHotkey(
    '/',
    () => {
      input.current?.focus()
      input.current?.select()
    },
    hotkeyLabel,
  )

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
    event.preventDefault()
    event.stopPropagation()
    if (field.value === '') input.current?.blur()
    else onSearch('')
  }

  return (
    <TextInput
      ref={input}
      size="xs"
      type="search"
      aria-label={t('list.search.label')}
      placeholder={placeholder}
      leftSection={<IconSearch aria-hidden size={15} />}
      rightSection={
        field.value === '' ? null : (
          <CloseButton
            size="xs"
            aria-label={t('list.search.clear')}
            onClick={() => {
              onSearch('')
              input.current?.focus()
            }}
          />
        )
      }
      autoComplete="off"
      spellCheck={false}
      maxLength={500}
      onKeyDown={onKeyDown}
      {...field}
    />
  )
}
