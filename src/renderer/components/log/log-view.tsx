import { Button } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { LOG_LEVELS, type LogLevel } from '../../../shared/domain/run.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { usePreference } from '../../stores/preferences.ts'
import type { RunLog } from '../../stores/run-log.ts'
import { ErrorNote } from '../error-note.tsx'
import { LogRow } from './log-row.tsx'
import { LogToolbar } from './log-toolbar.tsx'
import classes from './log-view.module.css'
import { useCopyLog } from './use-copy-log.ts'
import { useFollow } from './use-follow.ts'
import { useLogRows, type LogRows } from './use-log-rows.ts'
import { useLogSelection } from './use-log-selection.ts'

/** Height of a row that is not wrapped, as in the style sheet. */
const ROW_PX = 22
/** Rows drawn beyond either edge. */
const OVERSCAN = 16

export interface LogViewProps {
  readonly log: RunLog
  /** True while lines are still being added: the view follows them until the person scrolls up. */
  readonly isLive: boolean
  /** Names the log for those who cannot see it. */
  readonly label: string
  /** The levels to begin with, when a link has asked for some; else the ones used last. */
  readonly initialLevels?: readonly LogLevel[] | undefined
  /** False where the log stands beside something that the page's keys belong to; default true. */
  readonly hasKeys?: boolean
}

/** A run's log of any length: filtered by level and text, followed, selected and copied. */
export function LogView({ log, isLive, label, initialLevels, hasKeys = true }: LogViewProps): ReactNode {
  const id = useId()
  const [storedLevels, storeLevels] = usePreference<readonly LogLevel[]>('log.levels', LOG_LEVELS)
  const [askedLevels, setAskedLevels] = useState<readonly LogLevel[] | null>(initialLevels ?? null)
  const levels = askedLevels ?? storedLevels
  const [typed, setTyped] = useState('')
  const [isWrapped, setWrapped] = usePreference('log.isWrapped', false)
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useLogRows(log, levels, typed)

  const virtualizer = useVirtualizer({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (position) => rows.seqAt(position),
    overscan: OVERSCAN,
  })
  const follow = useFollow(scroller, isLive, rows.count, () => virtualizer.getTotalSize())
  const copy = useCopyLog(log, rows)
  const selection = useLogSelection({
    count: rows.count,
    pageSize: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 1),
    onMove(position) {
      if (position < rows.count - 1) follow.set(false)
      virtualizer.scrollToIndex(position)
    },
    onCopy: () => copySelected(),
  })
  function copySelected(): void {
    if (selection.span) copy.run(rows.seqAt(selection.span[0]), rows.seqAt(selection.span[1]), true)
  }
  function changeLevels(next: readonly LogLevel[]): void {
    setAskedLevels(null)
    storeLevels(next)
    selection.clear()
  }
  function changeTyped(next: string): void {
    setTyped(next)
    selection.clear()
  }

  // The heights of wrapped and plain rows are others.
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, isWrapped])
  const shown = virtualizer.getVirtualItems()
  const [firstShown, lastShown] = [shown[0]?.index, shown.at(-1)?.index]
  useEffect(() => {
    if (firstShown === undefined || lastShown === undefined) return
    if (rows.isFiltered) {
      for (let position = firstShown; position <= lastShown; position += 1) {
        const seq = rows.seqAt(position)
        if (log.line(seq) === null) return log.need(seq, seq)
      }
    } else log.need(rows.seqAt(firstShown), rows.seqAt(lastShown))
  })

  return (
    <div className={classes.root}>
      <LogToolbar
        rows={rows}
        levels={levels}
        onLevelsChange={changeLevels}
        typed={typed}
        onTypedChange={changeTyped}
        isFollowing={isLive ? follow.isFollowing : null}
        onFollowChange={follow.set}
        isWrapped={isWrapped}
        onWrapChange={setWrapped}
        selectedCount={selection.count}
        onCopy={(what) => {
          if (what === 'selected') copySelected()
          else copy.run(1, rows.total, what === 'matching')
        }}
        isCopying={copy.isCopying}
        hasKeys={hasKeys}
        onLeaveSearch={() => scroller.current?.focus()}
      />
      {rows.error && <ErrorNote error={rows.error} onRetry={rows.retry} />}
      <div className={classes.body}>
        <div
          ref={scroller}
          className={classes.scroller}
          data-wrapped={isWrapped || undefined}
          tabIndex={0}
          role="listbox"
          aria-label={label}
          aria-multiselectable
          aria-activedescendant={selection.cursor === null ? undefined : `${id}-${selection.cursor}`}
          onScroll={follow.onScroll}
          onKeyDown={selection.onKeyDown}
        >
          <div className={classes.sheet} role="presentation" style={{ height: virtualizer.getTotalSize() }}>
            {shown.map(({ index, start, key }) => {
              const seq = rows.seqAt(index)
              return (
                <div
                  key={key}
                  ref={isWrapped ? virtualizer.measureElement : undefined}
                  id={`${id}-${index}`}
                  data-index={index}
                  className={classes.row}
                  data-level={log.line(seq)?.level}
                  data-cursor={selection.cursor === index || undefined}
                  role="option"
                  aria-selected={selection.has(index)}
                  aria-posinset={index + 1}
                  aria-setsize={rows.count}
                  style={{ transform: `translateY(${start}px)` }}
                  onMouseDown={(event) => selection.onRowMouseDown(event, index)}
                >
                  <LogRow line={log.line(seq)} isAbsent={log.isAbsent(seq)} match={rows.match} />
                </div>
              )
            })}
          </div>
        </div>
        {rows.count === 0 && rows.scannedTo === null && (
          <Nothing
            rows={rows}
            isLive={isLive}
            onClear={() => {
              changeLevels(LOG_LEVELS)
              changeTyped('')
            }}
          />
        )}
        <NewLines isLive={isLive} follow={follow} />
      </div>
    </div>
  )
}

function Nothing({
  rows,
  isLive,
  onClear,
}: {
  readonly rows: LogRows
  readonly isLive: boolean
  readonly onClear: () => void
}): ReactNode {
  const { t } = useTranslator()
  if (!rows.isReady) return rows.error ? null : <div className={classes.nothing}>{t('sync.log.loading')}</div>
  if (!rows.isFiltered) {
    return <div className={classes.nothing}>{t(isLive ? 'sync.log.empty' : 'sync.log.emptyEnded')}</div>
  }
  return (
    <div className={classes.nothing}>
      <span>{t('sync.log.nothing')}</span>
      <Button size="compact-sm" variant="default" onClick={onClear}>
        {t('sync.log.clearFilters')}
      </Button>
    </div>
  )
}

function NewLines({
  isLive,
  follow,
}: {
  readonly isLive: boolean
  readonly follow: ReturnType<typeof useFollow>
}): ReactNode {
  const { t } = useTranslator()
  const { number } = useFormats()
  if (!isLive || follow.isFollowing || follow.newCount <= 0) return null
  return (
    <Button
      className={classes.newLines ?? ''}
      size="compact-sm"
      leftSection={<IconArrowDown aria-hidden size={14} />}
      onClick={() => follow.set(true)}
    >
      {t('sync.log.newLines', { count: follow.newCount, shown: number(follow.newCount) })}
    </Button>
  )
}
