import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { ApiError } from '../../lib/api.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { writeClipboard } from '../data-grid/clipboard.ts'
import type { CopyRequest } from '../data-grid/data-grid.tsx'
import { countIn } from '../data-grid/ranges.ts'
import { ProgressLine } from '../progress-line.tsx'
import type { ListColumn } from './list-columns.ts'
import { readTsv } from './list-copy.ts'
import classes from './list-table.module.css'
import type { ListRows } from './results.ts'

interface Progress {
  readonly done: number
  readonly total: number
}

/** Milliseconds before a copy that goes on shows how far it is. */
const SHOW_AFTER_MS = 300

/** What a copy needs to know of a list. */
export interface CopyOptions<Row, Field extends string> {
  readonly columnOf: (field: Field) => ListColumn<Row, Field, never>
  /** Reads rows that were never in sight. */
  readonly readPage: (handle: string, offset: number, limit: number) => Promise<readonly Row[]>
  /** True for columns whose times need their zone in the header. */
  readonly isInstant: (field: string) => boolean
  /** The fields that are copied for those in sight; absent: the same. */
  readonly copiedFields?: ((fields: readonly Field[]) => readonly Field[]) | undefined
}

export interface ListCopy<Field extends string> {
  readonly start: (request: CopyRequest<Field>) => void
  /** How far a large copy is, with a way to stop it; null while there is none. */
  readonly status: ReactNode
}

/** Copies selected rows or a cell and says in words how that went. */
export function useListCopy<Row, Field extends string>(
  rows: ListRows<Row> | null,
  { columnOf, readPage, isInstant, copiedFields }: CopyOptions<Row, Field>,
): ListCopy<Field> {
  const translator = useTranslator()
  const formats = useFormats()
  const { t } = translator
  const [progress, setProgress] = useState<Progress | null>(null)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  function say(message: string, isBad = false): void {
    notifications.show({ message, ...(isBad ? { color: 'red' } : {}) })
  }

  async function put(text: string, done: string): Promise<void> {
    const isThere = await writeClipboard(text)
    say(isThere ? done : t('grid.copy.notAllowed'), !isThere)
  }

  async function copyRows(request: Extract<CopyRequest<Field>, { kind: 'rows' }>): Promise<void> {
    if (!rows) return
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    const startedAt = performance.now()
    try {
      const fields = copiedFields?.(request.fields) ?? request.fields
      const text = await readTsv<Row, Field>(
        {
          page: readPage,
          rows,
          ranges: request.ranges,
          columns: fields.map(columnOf),
          isInstant,
          signal: controller.signal,
          onProgress(done, total) {
            if (performance.now() - startedAt > SHOW_AFTER_MS) setProgress({ done, total })
          },
        },
        { formats, t },
      )
      const count = countIn(request.ranges)
      await put(text, t('grid.copy.done', { count, rows: formats.number(count) }))
    } catch (error) {
      if (controller.signal.aborted) return
      say(error instanceof ApiError ? translator.error(error.body) : String(error), true)
    } finally {
      if (running.current === controller) {
        running.current = null
        setProgress(null)
      }
    }
  }

  function start(request: CopyRequest<Field>): void {
    if (request.kind === 'rows') {
      void copyRows(request)
      return
    }
    const row = rows?.row(request.position) ?? null
    if (row !== null) void put(columnOf(request.field).toCopy(row, formats, t), t('grid.copy.cellDone'))
  }

  const status = progress && (
    <div className={classes.copying} role="status">
      <span>{t('grid.copy.running')}</span>
      <ProgressLine done={progress.done} total={progress.total} label={t('grid.copy.running')} />
      <Button variant="default" onClick={() => running.current?.abort()}>
        {t('grid.copy.cancel')}
      </Button>
    </div>
  )
  return { start, status }
}
