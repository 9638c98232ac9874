import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { writeClipboard } from '../../components/data-grid/clipboard.ts'
import type { CopyRequest } from '../../components/data-grid/data-grid.tsx'
import { countIn } from '../../components/data-grid/ranges.ts'
import { ProgressLine } from '../../components/progress-line.tsx'
import { ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { itemColumn } from './item-columns.ts'
import { readItemTsv } from './item-table-copy.ts'
import classes from './item-table.module.css'
import type { ItemColumnField, ItemRows } from './types.ts'

interface Progress {
  readonly done: number
  readonly total: number
}

/** Milliseconds before a copy that goes on shows how far it is. */
const SHOW_AFTER_MS = 300

export interface ItemCopy {
  readonly start: (request: CopyRequest<ItemColumnField>) => void
  /** How far a large copy is, with a way to stop it; null while there is none. */
  readonly status: ReactNode
}

/** Copies selected rows or a cell and says in words how that went. */
export function useItemCopy(rows: ItemRows | null): ItemCopy {
  const api = useApi()
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

  async function copyRows(request: Extract<CopyRequest<ItemColumnField>, { kind: 'rows' }>): Promise<void> {
    if (!rows) return
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    const startedAt = performance.now()
    try {
      const text = await readItemTsv(
        {
          ...request,
          api,
          rows,
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

  function start(request: CopyRequest<ItemColumnField>): void {
    if (request.kind === 'rows') {
      void copyRows(request)
      return
    }
    const item = rows?.row(request.position)
    if (item) void put(itemColumn(request.field).toCopy(item, formats, t), t('grid.copy.cellDone'))
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
