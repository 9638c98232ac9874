import { Button } from '@mantine/core'
import { useCallback, useMemo, useState, type ReactNode } from 'react'
import type { ItemDifference } from '../../../shared/domain/comparison.ts'
import type { GridColumnState } from '../../components/data-grid/column-states.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { ListTable } from '../../components/list-tools/list-table.tsx'
import tools from '../../components/list-tools/list-tools.module.css'
import { useListPlaces } from '../../components/list-tools/use-list-places.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { goTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { usePreference } from '../../stores/preferences.ts'
import type { ChangesPlace } from './changes-address.ts'
import { ComparisonHead } from './comparison-head.tsx'
import { DIFFERENCE_COLUMNS, differenceColumn, noTone, STANDARD_COLUMNS } from './difference-columns.ts'
import { createDifferencePort, useDifferences, type DifferenceField, type DifferenceSort } from './difference-rows.ts'
import { DifferencesFooter } from './differences-footer.tsx'
import { KindChips } from './kind-chips.tsx'
import { LateNote } from './late-note.tsx'

const noMenu = (): ReactNode => null
const isInstant = (field: string): boolean => field === 'at' || field === 'expiresAt'

/** The differences of two pictures: what is compared, kinds with sums, and the rows. */
export function Differences({
  place,
  onPlace,
}: {
  readonly place: ChangesPlace
  readonly onPlace: (patch: Partial<ChangesPlace>) => void
}): ReactNode {
  const { t } = useTranslator()
  const api = useApi()
  const { today } = useFormats()
  const port = useMemo(() => createDifferencePort(api), [api])
  const [sort, setSort] = useState<DifferenceSort>([])
  const [attempt, setAttempt] = useState(0)
  const { from, to, kinds, accountId, search } = place
  const [fromKey, toKey, kindsKey] = [JSON.stringify(from), JSON.stringify(to), kinds.join()]
  const query = useMemo(
    () => ({ from, to, filter: { kinds, accountId, search }, sort, today }),
    // The parts of an address are made anew with every look at it; another attempt is a new question in the same words.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [fromKey, toKey, kindsKey, accountId, search, sort, today, attempt],
  )
  const { rows, isStale, error } = useDifferences(query)
  const places = useListPlaces(rows, query, query)
  const [columns, setColumns] = useColumns()
  const open = useCallback((row: ItemDifference) => {
    if (row.isKnown) goTo('items', { item: row.itemId })
  }, [])
  const comparison = rows?.comparison ?? null
  const isFiltered = kinds.length > 0 || accountId !== null || search !== ''

  return (
    <>
      {error && (
        <div className={tools.problem}>
          <ErrorNote error={error} onRetry={() => setAttempt((times) => times + 1)} />
        </div>
      )}
      {isStale && !error && <LateNote key={`${fromKey} ${toKey}`} words={t('changes.comparing')} />}
      {comparison && !error && <ComparisonHead comparison={comparison} isStale={isStale} />}
      {comparison && comparison.total > 0 && <KindChips comparison={comparison} place={place} onPlace={onPlace} />}
      <div className={tools.body}>
        <div className={tools.list}>
          <div className={tools.table}>
            {(rows !== null || !error) && (
              <ListTable<ItemDifference, DifferenceField, undefined>
                label={t('changes.tableLabel')}
                defs={DIFFERENCE_COLUMNS}
                columnOf={differenceColumn}
                given={undefined}
                tone={noTone}
                readPage={port.page}
                isInstant={isInstant}
                rows={rows}
                isStale={isStale || error !== null}
                sort={sort}
                onSortChange={(next) =>
                  setSort(next.flatMap(({ field, direction }) => (field === 'fields' ? [] : [{ field, direction }])))
                }
                columns={columns}
                onColumnsChange={setColumns}
                headerMenu={noMenu}
                selection={places.selection}
                onSelectionChange={places.setSelection}
                cursor={places.cursor}
                onCursorChange={places.setCursor}
                onOpen={open}
                onContextMenu={({ row }) => open(row)}
                empty={<NoDifferences isFiltered={isFiltered} onPlace={onPlace} />}
              />
            )}
          </div>
          <DifferencesFooter rows={rows} isStale={isStale} place={place} selection={places.selection} />
        </div>
      </div>
    </>
  )
}

type ColumnStates = readonly GridColumnState<DifferenceField>[]

/** The arrangement of the columns, kept; columns that another version has not known come last. */
function useColumns(): readonly [ColumnStates, (columns: ColumnStates) => void] {
  const [stored, setStored] = usePreference<ColumnStates>('changes.columns', STANDARD_COLUMNS)
  const columns = useMemo(() => {
    const known = stored.filter(({ field }) => STANDARD_COLUMNS.some((column) => column.field === field))
    return [...known, ...STANDARD_COLUMNS.filter((column) => !known.some(({ field }) => field === column.field))]
  }, [stored])
  return [columns, setStored]
}

function NoDifferences({
  isFiltered,
  onPlace,
}: {
  readonly isFiltered: boolean
  readonly onPlace: (patch: Partial<ChangesPlace>) => void
}): ReactNode {
  const { t } = useTranslator()
  if (!isFiltered) return <EmptyState title={t('changes.empty.title')} text={t('changes.empty.text')} />
  return (
    <EmptyState
      title={t('changes.empty.filteredTitle')}
      text={t('changes.empty.filteredText')}
      actions={
        <Button variant="default" onClick={() => onPlace({ kinds: [], accountId: null, search: '' })}>
          {t('changes.empty.clear')}
        </Button>
      }
    />
  )
}
