import { Button, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './items-page.module.css'

/** Items with exactly this tag; both parts are compared as they are written. */
export function FilterTag({
  tags,
  onTags,
}: {
  readonly tags: readonly { readonly key: string; readonly value: string }[]
  readonly onTags: (tags: readonly { readonly key: string; readonly value: string }[]) => void
}): ReactNode {
  const { t } = useTranslator()
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  return (
    <form
      className={classes.tagForm}
      onSubmit={(event) => {
        event.preventDefault()
        if (key.trim() === '') return
        const tag = { key: key.trim(), value: value.trim() }
        onTags([...tags.filter((other) => other.key !== tag.key || other.value !== tag.value), tag])
        setKey('')
        setValue('')
      }}
    >
      <div className={classes.ends}>
        <TextInput
          size="xs"
          className={classes.end ?? ''}
          label={t('items.menu.tagKey')}
          value={key}
          maxLength={200}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          className={classes.end ?? ''}
          label={t('items.menu.tagValue')}
          value={value}
          maxLength={500}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      </div>
      <Button type="submit" size="compact-xs" variant="default" disabled={key.trim() === '' || tags.length >= 20}>
        {t('items.menu.addTag')}
      </Button>
    </form>
  )
}
