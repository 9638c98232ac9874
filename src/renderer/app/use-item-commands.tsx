import { IconArrowRight } from '@tabler/icons-react'
import { plain } from '../../shared/plain-text.ts'
import { bandTone, BandShape } from '../components/band-mark.tsx'
import { useRequest } from '../lib/api-context.tsx'
import { useFormats } from '../lib/format.ts'
import { goTo } from '../lib/navigation.ts'
import { useTranslator } from '../lib/translator.tsx'
import type { PaletteCommand } from './use-palette-commands.tsx'

/** Items that the palette shows at once; the rest is one step away. */
const MAX_ITEMS = 8

/** Items that the text finds by name, id or anything else that the list is searched by. */
export function useItemCommands(text: string): {
  readonly commands: readonly PaletteCommand[]
  readonly isSearching: boolean
} {
  const { t } = useTranslator()
  const formats = useFormats()
  const search = text.trim()
  const query = { filter: { search, isGone: 'all' as const } }
  const found = useRequest('item.query', { query, rows: MAX_ITEMS }, { isEnabled: search !== '' })
  const settings = useRequest('settings.get', {})
  if (search === '' || !found.data || !settings.data) return { commands: [], isSearching: found.isFetching }
  const { bandDays } = settings.data
  const group = t('shell.palette.items')
  const commands = found.data.items.map((item): PaletteCommand => {
    return {
      id: `item-${item.id}`,
      group,
      label: plain(item.resourceName || item.resourceId),
      keywords: '',
      icon: <BandShape tone={bandTone(item.band, bandDays)} />,
      hint: [
        item.resourceTypeName ?? item.resourceType,
        item.isActive ? formats.daysLeft(item.daysLeft) : t('shell.palette.gone'),
      ]
        .filter(Boolean)
        .join(' · '),
      run: () => goTo('items', { item: item.id }),
    }
  })
  const { total } = found.data
  if (total > commands.length) {
    commands.push({
      id: 'items-all',
      group,
      label: t('shell.palette.allItems', { count: total, shown: formats.number(total) }),
      keywords: '',
      icon: <IconArrowRight aria-hidden size={17} stroke={1.6} />,
      run: () => goTo('items', { query: JSON.stringify(query) }),
    })
  }
  return { commands, isSearching: found.isFetching }
}
