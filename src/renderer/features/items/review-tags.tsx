import { ActionIcon, Autocomplete } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import { MAX_CUSTOM_TAGS, MAX_TAG_LENGTH, type ReviewPatch } from '../../../shared/domain/review.ts'
import { plain } from '../../../shared/plain-text.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import { IN_PANEL, ReviewField } from './review-field.tsx'
import classes from './review-form.module.css'
import type { ReviewSave } from './use-review-save.ts'

/** Tags of other items that are offered. */
const OFFERED = 200

const fold = (tag: string): string => tag.normalize('NFKC').toLowerCase()

/** What was typed as tags: separated by commas or line breaks, without what is there already. */
export function readTags(typed: string, present: readonly string[]): readonly string[] {
  const known = new Set(present.map(fold))
  return typed
    .split(/[,，、;；\n]/)
    .map((tag) => plain(tag.trim()).slice(0, MAX_TAG_LENGTH).trim())
    .filter((tag) => tag !== '' && !known.has(fold(tag)) && known.add(fold(tag)))
}

/** Tags that people gave: take one off, or add a known or a new one. */
export function TagsField({ item, saves }: { readonly item: Item; readonly saves: ReviewSave }): ReactNode {
  const { t } = useTranslator()
  const [id, labelId] = [useId(), useId()]
  const [typed, setTyped] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [pending, setPending] = useState<readonly string[] | null>(null)
  // Older cores and tests that fake one may not know tags of people yet.
  const tags = pending ?? item.customTags
  const facets = useRequest('item.facets', {
    query: { filter: { isGone: 'all' }, sort: [], groupBy: null },
    fields: ['customTags'],
    limit: OFFERED,
  })
  const present = new Set(tags.map(fold))
  const offered = (facets.data?.customTags?.values ?? [])
    .map(({ value }) => value)
    .filter((value): value is string => value !== null && !present.has(fold(value)))
  const isFull = tags.length >= MAX_CUSTOM_TAGS

  async function put(next: readonly string[], patch: ReviewPatch, onFailed: () => void): Promise<void> {
    setPending(next)
    const isSaved = await saves.save('customTags', patch)
    setPending(null)
    if (!isSaved) onFailed()
  }
  function add(text: string): void {
    const added = readTags(text, tags).slice(0, MAX_CUSTOM_TAGS - tags.length)
    setTyped('')
    if (added.length > 0) void put([...tags, ...added], { tagsAdded: added }, () => setTyped(text))
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape' && (typed !== '' || isOpen)) {
      event.preventDefault()
      setTyped('')
    }
    const isChoosing = isOpen && event.currentTarget.hasAttribute('aria-activedescendant')
    if (event.key === 'Enter' && !isChoosing) add(typed)
  }

  return (
    <ReviewField label={t('review.form.tags')} labelId={labelId} htmlFor={id} state={saves.stateOf('customTags')}>
      {tags.length > 0 && (
        <ul className={classes.tags} aria-labelledby={labelId}>
          {tags.map((tag) => (
            <li key={tag}>
              <span>{tag}</span>
              <ActionIcon
                size="xs"
                aria-label={t('review.form.removeTag', { tag })}
                title={t('review.form.removeTag', { tag })}
                onClick={() =>
                  void put(
                    tags.filter((other) => other !== tag),
                    { tagsRemoved: [tag] },
                    () => undefined,
                  )
                }
              >
                <IconX aria-hidden size={12} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <Autocomplete
        id={id}
        aria-label={t('review.form.tags')}
        data={offered}
        limit={50}
        maxDropdownHeight={220}
        comboboxProps={IN_PANEL}
        disabled={isFull}
        placeholder={isFull ? t('review.form.tagsFull', { limit: MAX_CUSTOM_TAGS }) : t('review.form.addTag')}
        value={typed}
        onChange={setTyped}
        onOptionSubmit={(tag) => {
          add(tag)
          // The box writes the option into itself after this.
          queueMicrotask(() => setTyped(''))
        }}
        onDropdownOpen={() => setOpen(true)}
        onDropdownClose={() => setOpen(false)}
        onBlur={() => add(typed)}
        onKeyDown={onKeyDown}
      />
    </ReviewField>
  )
}
