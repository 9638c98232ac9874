import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { countIn } from '../../components/data-grid/ranges.ts'
import type { Ranges } from '../../components/data-grid/types.ts'
import tools from '../../components/list-tools/list-tools.module.css'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { LinkRows } from './links-rows.ts'

export interface LinksFooterProps {
  readonly rows: LinkRows | null
  readonly isStale: boolean
  readonly selection: Ranges
  /** Links that there are without any filter; null while that is not known. */
  readonly total: number | null
  /** The menu of what can be done with the selected links. */
  readonly isMenuOpen: boolean
  readonly onMenu: (at: { readonly x: number; readonly y: number }) => void
}

/** How many links are shown and selected, what can be done with those, and for which moment that holds. */
export function LinksFooter(props: LinksFooterProps): ReactNode {
  const { rows, isStale, selection, total, isMenuOpen, onMenu } = props
  const { t } = useTranslator()
  const formats = useFormats()
  const selected = countIn(selection)
  const found = rows?.total ?? 0
  return (
    <footer className={tools.footer} aria-label={t('links.footer.label')} data-stale={isStale || undefined}>
      <span role="status">
        {rows === null
          ? t('list.footer.reading')
          : total !== null && found !== total
            ? t('links.footer.shownOf', { shown: formats.number(found), count: total, total: formats.number(total) })
            : t('links.footer.shown', { count: found, shown: formats.number(found) })}
      </span>
      {selected > 0 && (
        <span className={tools.footerSelection}>
          <span role="status">
            {t('list.footer.selected', { count: selected, selected: formats.number(selected) })}
          </span>
        </span>
      )}
      {selected > 1 && (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-haspopup="menu"
          aria-expanded={isMenuOpen}
          onClick={(event) => {
            const { left, top } = event.currentTarget.getBoundingClientRect()
            onMenu({ x: left, y: top })
          }}
        >
          {t('links.toolbar.selected', { count: selected, shown: formats.number(selected) })}
        </Button>
      )}
      {rows !== null && (
        <span className={tools.footerEnd} title={formats.instantTitle(rows.asOf)}>
          {t('list.footer.asOf', { time: formats.time(rows.asOf) })}
        </span>
      )}
    </footer>
  )
}
