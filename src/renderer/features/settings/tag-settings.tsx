import { TagsInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Settings } from '../../../shared/domain/settings.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { Part } from './part.tsx'
import { useSave } from './use-save.tsx'

const LISTS = ['productLine', 'env', 'name'] as const

/** Which tag keys fill the product line, environment and name columns. */
export function TagSettings({ settings }: { readonly settings: Settings }): ReactNode {
  const { t } = useTranslator()
  const { state, save } = useSave('tags')
  return (
    <Part title={t('settings.tags.title')} text={t('settings.tags.text')} state={state}>
      {LISTS.map((list) => (
        <TagsInput
          key={list}
          label={t(`settings.tags.${list}`)}
          value={[...settings.tagKeys[list]]}
          maxTags={20}
          maxLength={128}
          acceptValueOnBlur
          onChange={(keys) => save({ tagKeys: toTagKeys(settings, list, keys) })}
        />
      ))}
    </Part>
  )
}

function toTagKeys(settings: Settings, list: (typeof LISTS)[number], keys: readonly string[]) {
  const { productLine, env, name } = settings.tagKeys
  return { productLine: [...productLine], env: [...env], name: [...name], [list]: [...keys] }
}
