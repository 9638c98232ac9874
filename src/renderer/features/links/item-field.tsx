import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState, type ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import { plain } from '../../../shared/plain-text.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './link-dialog.module.css'
import { shortName } from './link-words.ts'

/** Items that are offered at once. */
const MAX_ITEMS = 20
/** Time without a keystroke after which is searched. */
const PAUSE_MS = 200

/** Finds the item that a link belongs to, among all that are known. */
export function ItemField({
  itemId,
  onChange,
}: {
  readonly itemId: string | null
  readonly onChange: (itemId: string | null) => void
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const [search, setSearch] = useState('')
  const [wanted] = useDebouncedValue(search.trim(), PAUSE_MS)
  const current = useRequest('item.get', { id: itemId ?? '' }, { isEnabled: itemId !== null })
  const chosen = itemId !== null && current.data?.id === itemId ? current.data : null
  const labelOf = (item: Item): string => shortName(item.resourceName || item.resourceId, 60)
  // The input shows the name of what is chosen; that is no search.
  const isSearching = wanted !== '' && (chosen === null || wanted !== labelOf(chosen))
  const found = useRequest(
    'item.query',
    { query: { filter: { search: wanted, isGone: 'all' } }, rows: MAX_ITEMS },
    { isEnabled: isSearching },
  )
  const items = isSearching ? (found.data?.items ?? []) : []
  const offered = chosen && !items.some(({ id }) => id === chosen.id) ? [chosen, ...items] : items
  const byId = new Map(offered.map((item) => [item.id, item]))
  const isPending = search.trim() !== wanted || (isSearching && found.isFetching)

  return (
    <Select
      label={t('links.form.item')}
      description={t('links.form.itemHint')}
      placeholder={t('links.form.itemType')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('links.form.itemClear') }}
      data={offered.map((item) => ({ value: item.id, label: labelOf(item) }))}
      value={itemId}
      onChange={onChange}
      searchValue={search}
      onSearchChange={setSearch}
      // The core has searched already, in more than the name.
      filter={({ options }) => options}
      nothingFoundMessage={
        search.trim() === ''
          ? t('links.form.itemType')
          : t(isPending ? 'links.form.itemSearching' : 'links.form.itemNothing')
      }
      renderOption={({ option }) => {
        const item = byId.get(option.value)
        return (
          <span className={classes.option}>
            <span>{option.label}</span>
            {item && (
              <span className={classes.dim}>
                {plain(item.resourceId)}
                {item.expiresOn !== null && ` · ${t('links.form.itemEnds', { day: formats.day(item.expiresOn) })}`}
              </span>
            )}
          </span>
        )
      }}
    />
  )
}
