import { ActionIcon, Menu, TextInput, Tooltip } from '@mantine/core'
import { IconArrowDownToArc, IconCopy, IconSearch, IconTextWrap, IconX } from '@tabler/icons-react'
import { useRef, useState, type ReactNode } from 'react'
import { LOG_LEVELS, type LogLevel } from '../../../shared/domain/run.ts'
import { useFormats } from '../../lib/format.ts'
import { useHotkey } from '../../lib/hotkeys.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { LevelMark } from './level-mark.tsx'
import classes from './log-view.module.css'
import type { LogRows } from './use-log-rows.ts'

export interface LogToolbarProps {
  readonly rows: LogRows
  readonly levels: readonly LogLevel[]
  readonly onLevelsChange: (levels: readonly LogLevel[]) => void
  readonly typed: string
  readonly onTypedChange: (typed: string) => void
  /** null: the run has ended, there is nothing to follow. */
  readonly isFollowing: boolean | null
  readonly onFollowChange: (isFollowing: boolean) => void
  readonly isWrapped: boolean
  readonly onWrapChange: (isWrapped: boolean) => void
  readonly selectedCount: number
  readonly onCopy: (what: 'selected' | 'matching' | 'all') => void
  readonly isCopying: boolean
  /** False where the log stands beside something that the page's keys belong to. */
  readonly hasKeys: boolean
  /** Leaves the search field for the lines. */
  readonly onLeaveSearch: () => void
}

/** Filters and switches of a log, and how much of it is shown. */
export function LogToolbar(props: LogToolbarProps): ReactNode {
  const { levels, onLevelsChange, isFollowing, onFollowChange, isWrapped, onWrapChange, hasKeys } = props
  const { t } = useTranslator()
  useHotkey('f', () => onFollowChange(!isFollowing), t('sync.log.followKey'), {
    isEnabled: hasKeys && isFollowing !== null,
  })
  useHotkey('w', () => onWrapChange(!isWrapped), t('sync.log.wrapKey'), { isEnabled: hasKeys })
  return (
    <div className={classes.toolbar}>
      <SearchField {...props} />
      <div className={classes.levels} role="group" aria-label={t('sync.log.levels')}>
        {LOG_LEVELS.map((level) => {
          const isOn = levels.includes(level)
          return (
            <button
              key={level}
              type="button"
              className={classes.levelToggle}
              aria-pressed={isOn}
              onClick={() =>
                onLevelsChange(LOG_LEVELS.filter((other) => (other === level ? !isOn : levels.includes(other))))
              }
            >
              <LevelMark level={level} />
            </button>
          )
        })}
      </div>
      <span className={classes.count} role="status">
        <Counts {...props} />
      </span>
      <span className={classes.tools}>
        {isFollowing !== null && (
          <Tooltip label={t('sync.log.follow')}>
            <ActionIcon
              variant={isFollowing ? 'light' : 'subtle'}
              color={isFollowing ? 'accent' : 'gray'}
              aria-label={t('sync.log.follow')}
              aria-pressed={isFollowing}
              onClick={() => onFollowChange(!isFollowing)}
            >
              <IconArrowDownToArc aria-hidden size={16} />
            </ActionIcon>
          </Tooltip>
        )}
        <Tooltip label={t('sync.log.wrap')}>
          <ActionIcon
            variant={isWrapped ? 'light' : 'subtle'}
            color={isWrapped ? 'accent' : 'gray'}
            aria-label={t('sync.log.wrap')}
            aria-pressed={isWrapped}
            onClick={() => onWrapChange(!isWrapped)}
          >
            <IconTextWrap aria-hidden size={16} />
          </ActionIcon>
        </Tooltip>
        <CopyMenu {...props} />
      </span>
    </div>
  )
}

function SearchField({ typed, onTypedChange, onLeaveSearch, hasKeys }: LogToolbarProps): ReactNode {
  const { t } = useTranslator()
  const input = useRef<HTMLInputElement>(null)
  // While an input method composes, its letters are no search yet.
  const [composed, setComposed] = useState<string | null>(null)
  useHotkey('/', () => input.current?.focus(), t('sync.log.searchKey'), { isEnabled: hasKeys })
  return (
    <TextInput
      ref={input}
      className={classes.search ?? ''}
      size="xs"
      type="text"
      role="searchbox"
      aria-label={t('sync.log.search')}
      placeholder={t(hasKeys ? 'sync.log.searchHint' : 'sync.log.search')}
      leftSection={<IconSearch aria-hidden size={14} />}
      rightSection={
        typed !== '' && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t('sync.log.clear')}
            onClick={() => {
              onTypedChange('')
              input.current?.focus()
            }}
          >
            <IconX aria-hidden size={14} />
          </ActionIcon>
        )
      }
      value={composed ?? typed}
      onChange={({ currentTarget: { value }, nativeEvent }) => {
        if ((nativeEvent as InputEvent).isComposing) setComposed(value)
        else onTypedChange(value)
      }}
      onCompositionEnd={({ currentTarget: { value } }) => {
        setComposed(null)
        onTypedChange(value)
      }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Escape' && typed !== '') {
          event.preventDefault()
          onTypedChange('')
        } else if (event.key === 'Escape' || event.key === 'ArrowDown' || event.key === 'Enter') {
          event.preventDefault()
          onLeaveSearch()
        }
      }}
    />
  )
}

function Counts({ rows, selectedCount }: LogToolbarProps): ReactNode {
  const { t } = useTranslator()
  const { number } = useFormats()
  if (rows.scannedTo !== null) {
    return t('sync.log.searching', { scanned: number(rows.scannedTo), total: number(rows.total) })
  }
  if (selectedCount > 1) return t('sync.log.selected', { count: selectedCount, shown: number(selectedCount) })
  return rows.isFiltered
    ? t('sync.log.matching', { count: number(rows.count), total: number(rows.total) })
    : t('sync.log.count', { count: rows.total, shown: number(rows.total) })
}

function CopyMenu({ rows, selectedCount, onCopy, isCopying }: LogToolbarProps): ReactNode {
  const { t } = useTranslator()
  const { number } = useFormats()
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={isCopying ? t('sync.log.copying') : t('sync.log.copy')}
          disabled={rows.total === 0 || isCopying}
        >
          <IconCopy aria-hidden size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {selectedCount > 0 && (
          <Menu.Item onClick={() => onCopy('selected')}>
            {t('sync.log.copySelected', { count: selectedCount, shown: number(selectedCount) })}
          </Menu.Item>
        )}
        {rows.isFiltered && (
          <Menu.Item disabled={rows.count === 0} onClick={() => onCopy('matching')}>
            {t('sync.log.copyMatching', { count: rows.count, shown: number(rows.count) })}
          </Menu.Item>
        )}
        <Menu.Item onClick={() => onCopy('all')}>{t('sync.log.copyAll')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
