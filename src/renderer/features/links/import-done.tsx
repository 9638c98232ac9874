import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { LinkImportResult } from '../../../shared/domain/link-import.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { ImportProblems } from './import-problems.tsx'
import classes from './link-dialog.module.css'
import { useCarryOut } from './use-carry-out.ts'

/** What the import has done, and the next step. */
export function ImportDone({
  result,
  onClose,
}: {
  readonly result: LinkImportResult
  readonly onClose: () => void
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const api = useApi()
  const { isBusy, error, carryOut } = useCarryOut()
  const { imported, updated, skipped } = result

  async function checkThem(): Promise<void> {
    const isDone = await carryOut(async () => {
      // Those that were added last are those of this import.
      const found = await api.request('link.query', {
        query: { filter: {}, sort: [{ field: 'createdAt', direction: 'desc' }] },
      })
      const linkIds = await api.request('link.ids', { handle: found.handle, ranges: [[0, imported]] })
      await api.request('link.check', { scope: { kind: 'links', linkIds: [...linkIds] } })
    })
    if (isDone) onClose()
  }

  return (
    <>
      <p className={classes.stepHead} tabIndex={-1} data-step-focus>
        <strong>{t('links.import.done')}</strong>
      </p>
      <p className={classes.text} role="status">
        {t('links.import.result', {
          added: formats.number(imported),
          updated: formats.number(updated),
          same: formats.number(skipped),
        })}
      </p>
      <ImportProblems issues={result.issues} />
      {error && <ErrorNote error={error} onRetry={() => void checkThem()} />}
      <div className={`${classes.buttons} ${classes.sticky}`}>
        <Button variant="default" onClick={onClose}>
          {t('links.import.close')}
        </Button>
        {imported > 0 && (
          <Button loading={isBusy} onClick={() => void checkThem()}>
            {t('links.import.checkThem', { count: imported, shown: formats.number(imported) })}
          </Button>
        )}
      </div>
    </>
  )
}
