import { Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { LINK_FILE_FORMATS, type LinkFileFormat, type LinkImportResult } from '../../../shared/domain/link-import.ts'
import { toGroupName } from '../../../shared/i18n/link-words.ts'
import { plain } from '../../../shared/plain-text.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { UNKNOWN, useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { FileToImport } from './import-file.ts'
import { ImportProblems } from './import-problems.tsx'
import classes from './link-dialog.module.css'
import { shortName } from './link-words.ts'
import type { ImportSteps } from './use-import.ts'

const AUTO = 'auto'
/** Rows of a preview that are drawn. */
const MAX_PREVIEW = 100

/** What an import would do: figures, groups, the first links, and the rows that cannot be taken. */
export function ImportPlan({
  plan,
  file,
  steps,
}: {
  readonly plan: LinkImportResult
  readonly file: FileToImport
  readonly steps: ImportSteps
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const groups = useRequest('link.groups', {})
  const { options, isBusy } = steps.state
  const format = t(`links.import.formats.${plan.format}`)
  return (
    <>
      <p className={classes.stepHead} tabIndex={-1} data-step-focus>
        {t('links.import.found', { name: plain(file.name), format, encoding: plain(plan.encoding) })}
      </p>
      <div className={classes.options}>
        <Select
          label={t('links.import.format')}
          data={[
            {
              value: AUTO,
              label: options.format === null ? t('links.import.formatAuto', { format }) : t('links.import.formatFind'),
            },
            ...LINK_FILE_FORMATS.map((value) => ({ value, label: t(`links.import.formats.${value}`) })),
          ]}
          value={options.format ?? AUTO}
          allowDeselect={false}
          onChange={(value) =>
            void steps.change({ format: value === AUTO || value === null ? null : (value as LinkFileFormat) })
          }
        />
        <Select
          label={t('links.import.group')}
          data={(groups.data ?? []).map(({ groupId, name }) => ({
            value: groupId,
            label: plain(toGroupName(translator, name)),
          }))}
          value={options.groupId}
          allowDeselect={false}
          onChange={(value) => value !== null && void steps.change({ groupId: value })}
        />
      </div>
      <div className={isBusy ? classes.stale : undefined} aria-busy={isBusy}>
        <div className={classes.form}>
          <Counts plan={plan} />
          {plan.newGroups.length > 0 && (
            <p className={classes.text}>
              {t('links.import.newGroups', {
                names: plan.newGroups.map((name) => shortName(name)).join(t('links.form.namesSeparator')),
              })}
            </p>
          )}
          {plan.imported + plan.updated === 0 && <p className={classes.text}>{t('links.import.nothing')}</p>}
          <ImportProblems issues={plan.issues} />
          <Preview plan={plan} />
        </div>
      </div>
    </>
  )
}

/** Rows that name something wrong; duplicates are counted as what is there already. */
function badRows({ issues }: LinkImportResult): number {
  return issues.filter(({ problem }) => !problem.startsWith('duplicate-')).length
}

function Counts({ plan }: { readonly plan: LinkImportResult }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const bad = badRows(plan)
  const figures = [
    { key: 'added', value: plan.imported },
    { key: 'updated', value: plan.updated },
    { key: 'same', value: plan.skipped },
    { key: 'bad', value: bad },
  ]
  return (
    <dl className={classes.counts} aria-label={t('links.import.counts')}>
      {figures.map(({ key, value }) => (
        <div key={key}>
          <dt>{t(`links.import.${key}`)}</dt>
          <dd data-tone={key === 'bad' && value > 0 ? 'warning' : undefined}>{formats.number(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Preview({ plan }: { readonly plan: LinkImportResult }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const rows = plan.preview.slice(0, MAX_PREVIEW)
  if (rows.length === 0) return null
  const isWhole = rows.length < MAX_PREVIEW || rows.length >= plan.imported + plan.updated + plan.skipped
  const title = isWhole
    ? t('links.import.preview')
    : t('links.import.previewOf', { shown: formats.number(rows.length) })
  const text = (value: string | null): ReactNode =>
    value === null || value === '' ? UNKNOWN : <span title={plain(value)}>{plain(value)}</span>
  return (
    <section className={classes.part} aria-label={title}>
      <h3>{title}</h3>
      <div className={classes.scroll} tabIndex={0} role="group" aria-label={title}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col" className={classes.number}>
                {t('links.import.row')}
              </th>
              <th scope="col">{t('links.import.actionColumn')}</th>
              <th scope="col">{t('link.field.name')}</th>
              <th scope="col">{t('link.field.url')}</th>
              <th scope="col">{t('link.field.backlinkSite')}</th>
              <th scope="col">{t('link.field.group')}</th>
              <th scope="col">{t('links.import.whitelist')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((link) => (
              <tr key={link.row}>
                <td className={classes.number}>{formats.number(link.row)}</td>
                <td>{t(`links.import.action.${link.action}`)}</td>
                <td>{text(link.name)}</td>
                <td>{text(link.url)}</td>
                <td>{text(link.backlinkSite)}</td>
                <td>{text(link.group)}</td>
                <td>{text(link.whitelist)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
