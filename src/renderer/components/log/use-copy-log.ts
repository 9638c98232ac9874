import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { RunLog } from '../../stores/run-log.ts'
import { collectLines, createLogWriter } from './log-text.ts'
import type { LogRows } from './use-log-rows.ts'

/** Copies lines of a log as text, also those that are not in memory, and says how many. */
export function useCopyLog(
  log: RunLog,
  rows: LogRows,
): {
  readonly isCopying: boolean
  /** Lines from one number to another; `isFiltered`: only those that are shown. */
  readonly run: (fromSeq: number, toSeq: number, isFiltered: boolean) => void
} {
  const translator = useTranslator()
  const formats = useFormats()
  const [isCopying, setCopying] = useState(false)

  async function copy(fromSeq: number, toSeq: number, isFiltered: boolean): Promise<void> {
    setCopying(true)
    try {
      const lines = await collectLines(log, fromSeq, toSeq, isFiltered ? rows.accepts : () => true)
      const text = lines.map(createLogWriter(translator, formats)).join('\n')
      await navigator.clipboard.writeText(`${text}\n`)
      const { length: count } = lines
      notifications.show({ message: translator.t('sync.log.copied', { count, shown: formats.number(count) }) })
    } catch {
      notifications.show({ color: 'red', message: translator.t('sync.log.copyFailed') })
    } finally {
      setCopying(false)
    }
  }
  return { isCopying, run: (fromSeq, toSeq, isFiltered) => void copy(fromSeq, toSeq, isFiltered) }
}
