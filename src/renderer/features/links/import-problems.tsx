import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ImportIssue } from '../../../shared/domain/link-import.ts'
import type { LinkField } from '../../../shared/domain/link-query.ts'
import { plain } from '../../../shared/plain-text.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { UNKNOWN, useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { issuesToCsv } from './import-file.ts'
import classes from './link-dialog.module.css'

/** Problems that are drawn; the copy has all of them. */
const MAX_LISTED = 200

/** What a column of a file holds, as the list calls it; a file may use its own words. */
const FIELDS: Readonly<Record<string, LinkField>> = {
  name: 'name',
  url: 'url',
  backlink: 'backlinkSite',
  group: 'group',
  whitelist: 'whitelisted',
}

/** The rows that are left out, each with what is wrong, to be mended where they came from. */
export function ImportProblems({ issues }: { readonly issues: readonly ImportIssue[] }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const host = useRequest('host.info', {})
  if (issues.length === 0) return null
  const count = issues.length
  const title = t('links.import.problems', { count, shown: formats.number(count) })
  const more = count - MAX_LISTED

  function wordsOf({ problem, other }: ImportIssue): string {
    const words = t(`link.importProblem.${problem}`)
    if (other === null) return words
    const key = problem === 'duplicate-in-file' ? 'links.import.repeatsRow' : 'links.import.repeats'
    return t(key, { problem: words, other: plain(other) })
  }
  function columnWords(column: string | null): string {
    if (column === null) return t('links.import.wholeRow')
    const field = FIELDS[column]
    return field === undefined ? plain(column) : t(`link.field.${field}`)
  }
  const toCsv = (): string =>
    issuesToCsv(
      [t('links.import.row'), t('links.import.column'), t('links.import.value'), t('links.import.problem')],
      issues,
      wordsOf,
    )
  function save(): void {
    // The mark at its beginning tells spreadsheets that the file is UTF-8.
    const url = URL.createObjectURL(new Blob(['\uFEFF', toCsv()], { type: 'text/csv;charset=utf-8' }))
    const anchor = Object.assign(document.createElement('a'), { href: url, download: t('links.import.problemsFile') })
    anchor.click()
    URL.revokeObjectURL(url)
  }

  return (
    <section className={classes.part} aria-label={title}>
      <h3>{title}</h3>
      <p className={classes.dim}>{t('links.import.problemsExplain')}</p>
      <div className={classes.scroll} tabIndex={0} role="group" aria-label={title}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col" className={classes.number}>
                {t('links.import.row')}
              </th>
              <th scope="col">{t('links.import.column')}</th>
              <th scope="col">{t('links.import.problem')}</th>
              <th scope="col">{t('links.import.value')}</th>
            </tr>
          </thead>
          <tbody>
            {issues.slice(0, MAX_LISTED).map((issue, index) => (
              // One row may have several problems.
              <tr key={index}>
                <td className={classes.number}>{formats.number(issue.row)}</td>
                <td>{columnWords(issue.column)}</td>
                <td className={classes.wrap}>{wordsOf(issue)}</td>
                <td title={plain(issue.value)}>{issue.value === '' ? UNKNOWN : plain(issue.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more > 0 && (
        <p className={classes.dim}>{t('links.import.moreProblems', { count: more, shown: formats.number(more) })}</p>
      )}
      <div className={classes.quick}>
        <CopyButton value={toCsv} label={t('links.import.copyProblems')} />
        {/* The app's own window saves no files by itself. */}
        {host.data?.kind === 'browser' && (
          <Button variant="subtle" leftSection={<IconDownload aria-hidden size={16} />} onClick={save}>
            {t('links.import.saveProblems')}
          </Button>
        )}
      </div>
    </section>
  )
}
