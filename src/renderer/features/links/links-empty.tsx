import { Button } from '@mantine/core'
import { IconFilterOff, IconLink } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { EmptyState } from '../../components/empty-state.tsx'
import tools from '../../components/list-tools/list-tools.module.css'
import { useTranslator } from '../../lib/translator.tsx'
import type { OpenLinksDialog } from './links-dialogs.tsx'
import type { LinksQuery } from './use-links-query.ts'

/** Says why the list is empty and leads on with one click. */
export function LinksEmpty({
  links,
  onDialog,
}: {
  readonly links: Pick<LinksQuery, 'state' | 'filters' | 'onClear'>
  readonly onDialog: (dialog: OpenLinksDialog) => void
}): ReactNode {
  const { state, filters, onClear } = links
  const { t } = useTranslator()
  const search = state.query.filter.search ?? ''
  if (filters.length > 0 || search !== '') {
    return (
      <EmptyState
        icon={<IconFilterOff />}
        title={t('links.empty.noMatch')}
        text={
          <ul className={tools.plainList}>
            {search !== '' && <li>{t('list.filter.pair', { label: t('list.search.label'), words: search })}</li>}
            {filters.map(({ key, label, words }) => (
              <li key={key}>{t('list.filter.pair', { label, words })}</li>
            ))}
          </ul>
        }
        actions={<Button onClick={onClear}>{t('list.filter.clear')}</Button>}
      />
    )
  }
  return (
    <EmptyState
      icon={<IconLink />}
      title={t('links.empty.none')}
      text={t('links.empty.noneText')}
      actions={
        <>
          <Button onClick={() => onDialog({ kind: 'add' })}>{t('links.toolbar.add')}</Button>
          <Button variant="default" onClick={() => onDialog({ kind: 'import' })}>
            {t('links.toolbar.import')}
          </Button>
        </>
      }
    />
  )
}
