import { Button } from '@mantine/core'
import { memo, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { Forecast, ForecastCell, ForecastPick } from '../../../shared/domain/forecast.ts'
import { OTHER_GROUPS } from '../../../shared/domain/forecast.ts'
import { forecastTableLines, forecastTableRows, type ForecastTableRow } from '../../../shared/domain/forecast-table.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { toTsvLine } from '../../components/data-grid/tsv.ts'
import { Section } from '../../components/section.tsx'
import { useFormats } from '../../lib/format.ts'
import { useKeyHelp } from '../../lib/hotkeys.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { hrefToPayments } from './forecast-address.ts'
import classes from './forecast.module.css'
import { groupName } from './group-names.ts'
import { MoneyLines } from './money-lines.tsx'

/** Groups that are drawn before somebody asks for all of them. */
const SHOWN_GROUPS = 40

/** The figures behind the charts: groups as rows, months as columns; every figure leads to its items. */
export const CashTable = memo(function CashTable({ forecast }: { readonly forecast: Forecast }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const [isWhole, setIsWhole] = useState(false)
  const { by } = forecast.input
  const rows = useMemo(() => forecastTableRows(forecast), [forecast])
  const shown = isWhole ? rows : rows.slice(0, SHOWN_GROUPS)
  const nameOf = (row: Pick<ForecastTableRow, 'group' | 'label'>): string => groupName(t, by, row)
  const { table, current, onFocus, onKeyDown } = useCellKeys()

  const copied = (): string =>
    forecastTableLines(forecast, {
      group: t(`forecast.by.${by}`),
      currency: t('forecast.table.currency'),
      total: t('forecast.table.total'),
      cumulated: t('forecast.table.cumulated'),
      missing: t('forecast.table.missing'),
      converted: (currency) => t('forecast.money.converted', { currency }),
      nameOf,
    })
      .map(toTsvLine)
      .join('\n')

  const label = t('forecast.table.label', { by: t(`forecast.by.${by}`) })
  let place = 0
  function cellOf(cell: ForecastCell | null, key: string, pick: ForecastPick, where: string): ReactNode {
    if (cell === null || cell.count === 0) return <td key={key} />
    const id = `${pick.group === undefined ? 'all' : JSON.stringify(pick.group)} ${key}`
    const isFirst = place === 0
    place += 1
    const missing =
      cell.sums.missing > 0
        ? t('forecast.ofThemMissing', { count: cell.sums.missing, shown: formats.number(cell.sums.missing) })
        : ''
    const words = t('forecast.payments', { count: cell.count, shown: formats.number(cell.count) })
    return (
      <td key={key} data-incomplete={cell.sums.missing > 0 || undefined}>
        <a
          className={classes.cell}
          href={hrefToPayments(forecast.input, pick)}
          title={`${where}\n${words}${missing}`}
          data-cell={id}
          tabIndex={current === null ? (isFirst ? 0 : -1) : current === id ? 0 : -1}
          onFocus={() => onFocus(id)}
        >
          <MoneyLines cell={cell} />
        </a>
      </td>
    )
  }
  function linkOf(row: ForecastTableRow): ReactNode {
    const name = nameOf(row)
    // What stands together here is no one group that a list could show.
    return row.group === OTHER_GROUPS ? name : <span title={name}>{name}</span>
  }

  return (
    <Section title={t('forecast.table.title')} actions={<CopyButton value={copied} label={t('forecast.table.copy')} />}>
      <div className={classes.tableFrame} tabIndex={0} role="group" aria-label={label}>
        <table
          ref={table}
          className={classes.table}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- one tab stop, arrows inside
          role="grid"
          aria-label={label}
          onKeyDown={onKeyDown}
        >
          <thead>
            <tr>
              <th scope="col">{t(`forecast.by.${by}`)}</th>
              {forecast.months.map(({ month }) => (
                <th key={month} scope="col">
                  {formats.month(month)}
                </th>
              ))}
              <th scope="col">{t('forecast.table.total')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={`${row.group ?? ''}:${String(row.group === null)}`}>
                <th scope="row">{linkOf(row)}</th>
                {forecast.months.map(({ month }, index) =>
                  cellOf(
                    row.cells[index] ?? null,
                    month,
                    { slot: { kind: 'month', month }, group: row.group },
                    `${nameOf(row)} ${formats.month(month)}`,
                  ),
                )}
                {cellOf(row.total, 'total', { slot: { kind: 'total' }, group: row.group }, nameOf(row))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('forecast.table.total')}</th>
              {forecast.months.map((month) =>
                cellOf(month, month.month, { slot: { kind: 'month', month: month.month } }, formats.month(month.month)),
              )}
              {cellOf(forecast.total, 'total', { slot: { kind: 'total' } }, t('forecast.table.total'))}
            </tr>
            <tr data-quiet>
              <th scope="row">{t('forecast.table.cumulated')}</th>
              {forecast.months.map(({ month, cumulated }) => (
                <td key={month}>
                  <span className={classes.cell}>{cumulated.count > 0 && <MoneyLines cell={cumulated} />}</span>
                </td>
              ))}
              <td />
            </tr>
          </tfoot>
        </table>
      </div>
      {shown.length < rows.length && (
        <Button variant="default" className={classes.more ?? ''} onClick={() => setIsWhole(true)}>
          {t('forecast.table.more', {
            count: rows.length - shown.length,
            shown: formats.number(rows.length - shown.length),
          })}
        </Button>
      )}
    </Section>
  )
})

/** One figure has the keyboard; arrows move to the next one in their direction, Home and End to the row's ends. */
function useCellKeys(): {
  readonly table: { current: HTMLTableElement | null }
  readonly current: string | null
  readonly onFocus: (id: string) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
} {
  const { t } = useTranslator()
  const table = useRef<HTMLTableElement>(null)
  const [current, setCurrent] = useState<string | null>(null)
  useKeyHelp(
    [
      ['left', t('forecast.keys.move')],
      ['home', t('forecast.keys.ends')],
      ['enter', t('forecast.keys.open')],
    ],
    t('forecast.table.title'),
  )
  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const link = event.target instanceof HTMLElement ? event.target.closest('a') : null
    const next = link && linkByKey(link, event.key)
    if (next === undefined || next === null) return
    event.preventDefault()
    next.focus()
  }
  return { table, current, onFocus: setCurrent, onKeyDown }
}

/** The next figure in a key's direction; null when the key is another one or nothing is there. */
function linkByKey(link: HTMLElement, key: string): HTMLElement | null {
  const cell = link.closest('td')
  const row = cell?.parentElement
  const table = link.closest('table')
  if (!cell || !(row instanceof HTMLTableRowElement) || !table) return null
  const inRow = [...row.querySelectorAll('a')]
  const at = inRow.indexOf(link as HTMLAnchorElement)
  if (key === 'ArrowLeft') return inRow[at - 1] ?? null
  if (key === 'ArrowRight') return inRow[at + 1] ?? null
  if (key === 'Home') return inRow[0] ?? null
  if (key === 'End') return inRow.at(-1) ?? null
  const step = { ArrowUp: -1, ArrowDown: 1 }[key]
  if (step === undefined) return null
  for (let index = row.rowIndex + step; index >= 0 && index < table.rows.length; index += step) {
    const found = table.rows[index]?.cells[cell.cellIndex]?.querySelector('a')
    if (found) return found
  }
  return null
}
