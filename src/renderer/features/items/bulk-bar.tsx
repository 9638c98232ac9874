import { Button, Menu } from '@mantine/core'
import {
  IconBookmark,
  IconClockPause,
  IconDots,
  IconExternalLink,
  IconEyeCheck,
  IconGavel,
  IconNote,
  IconTag,
  IconUser,
} from '@tabler/icons-react'
import { useEffect, useRef, type ComponentType, type ReactNode } from 'react'
import { focusRows } from '../../components/data-grid/focus-rows.ts'
import { countIn } from '../../components/data-grid/ranges.ts'
import type { Ranges } from '../../components/data-grid/types.ts'
import { SumText } from '../../components/sum-text.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useHotkey } from '../../lib/hotkeys.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { BULK_KINDS, type BulkKind } from './bulk-draft.ts'
import classes from './bulk.module.css'
import type { ItemRows } from './types.ts'
import { useOpenOutside } from './use-open-outside.ts'

const ICONS: Readonly<Record<BulkKind, ComponentType<{ size: number; 'aria-hidden': true }>>> = {
  decision: IconGavel,
  owner: IconUser,
  tags: IconTag,
  note: IconNote,
  snooze: IconClockPause,
  acknowledge: IconEyeCheck,
}

/** The second keys of the pairs that begin with `e`. */
const LETTERS: Readonly<Record<BulkKind, string>> = {
  decision: 'd',
  owner: 'o',
  tags: 't',
  note: 'n',
  snooze: 's',
  acknowledge: 'a',
}

export interface BulkBarProps {
  readonly rows: ItemRows | null
  readonly selection: Ranges
  readonly onEdit: (kind: BulkKind) => void
  readonly onOnlySelected: () => void
  readonly onCopyIds: () => void
  readonly onClear: () => void
  readonly onPaste: () => void
  readonly onEdits: () => void
}

/** What is selected and what can be done with it; without a selection it says how to select. */
export function BulkBar(props: BulkBarProps): ReactNode {
  const { rows, selection, onEdit } = props
  const { t } = useTranslator()
  const formats = useFormats()
  const count = rows === null ? 0 : countIn(selection)
  const isOn = count > 0
  useKeyboardToRows(isOn)
  const first = count === 1 ? rows?.row(selection[0]?.[0] ?? 0) : null
  const renewalUrl = first?.renewalUrl ?? null
  return (
    <div className={classes.bar} role="group" aria-label={t('items.bulk.label')} data-on={isOn || undefined}>
      {isOn ? (
        <span className={classes.count} role="status">
          {t('list.footer.selected', { count, selected: formats.number(count) })}
        </span>
      ) : (
        <span className={classes.hint}>{t('items.bulk.hint')}</span>
      )}
      <div className={classes.actions}>
        {isOn && BULK_KINDS.map((kind) => <EditButton key={kind} kind={kind} onEdit={onEdit} />)}
        {renewalUrl !== null && <RenewalButton url={renewalUrl} />}
        <MoreMenu {...props} isOn={isOn} />
      </div>
      {isOn && <SelectedSums handle={rows?.handle ?? ''} selection={selection} />}
    </div>
  )
}

/** The buttons leave with the selection, such as after an edit that takes its rows out of the list. */
function useKeyboardToRows(isOn: boolean): void {
  const wasOn = useRef(isOn)
  useEffect(() => {
    if (wasOn.current && !isOn && document.activeElement === document.body) focusRows()
    wasOn.current = isOn
  }, [isOn])
}

function EditButton({
  kind,
  onEdit,
}: {
  readonly kind: BulkKind
  readonly onEdit: (kind: BulkKind) => void
}): ReactNode {
  const { t } = useTranslator()
  const label = t(`items.bulk.kind.${kind}`)
  const KindIcon = ICONS[kind]
  useHotkey(`e ${LETTERS[kind]}`, () => onEdit(kind), label, { group: t('items.bulk.keys') })
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      leftSection={<KindIcon aria-hidden size={15} />}
      aria-haspopup="dialog"
      title={label}
      onClick={() => onEdit(kind)}
    >
      <span className={classes.actionLabel}>{label}</span>
    </Button>
  )
}

function RenewalButton({ url }: { readonly url: string }): ReactNode {
  const { t } = useTranslator()
  const openOutside = useOpenOutside()
  useHotkey('e r', () => openOutside(url), t('items.bulk.renewalPage'), { group: t('items.bulk.keys') })
  return (
    <Button
      component="a"
      size="compact-sm"
      variant="subtle"
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      title={t('items.bulk.renewalPageHint')}
      onClick={(event) => openOutside(url, event)}
      leftSection={<IconExternalLink aria-hidden size={15} />}
    >
      <span className={classes.actionLabel}>{t('items.bulk.renewalPage')}</span>
    </Button>
  )
}

function MoreMenu(props: BulkBarProps & { readonly isOn: boolean }): ReactNode {
  const { t } = useTranslator()
  return (
    <Menu position="top-end" width={240} withInitialFocusPlaceholder={false} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconDots aria-hidden size={15} />}>
          {t('items.bulk.more')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {props.isOn && (
          <>
            <Menu.Item leftSection={<IconBookmark aria-hidden size={15} />} onClick={props.onOnlySelected}>
              {t('items.bulk.onlySelected')}
            </Menu.Item>
            <Menu.Item onClick={props.onCopyIds}>{t('items.bulk.copyIds')}</Menu.Item>
            <Menu.Item onClick={props.onClear}>{t('items.bulk.clearSelection')}</Menu.Item>
            <Menu.Divider />
          </>
        )}
        <Menu.Item onClick={props.onPaste}>{t('items.paste.open')}</Menu.Item>
        <Menu.Item onClick={props.onEdits}>{t('items.edits.open')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function SelectedSums({ handle, selection }: { readonly handle: string; readonly selection: Ranges }): ReactNode {
  const formats = useFormats()
  const { data, isPlaceholderData } = useRequest('item.sums', {
    handle,
    ranges: selection.map(([from, to]) => [from, to]),
  })
  if (!data) return null
  return (
    <span className={classes.sums} data-stale={isPlaceholderData || undefined} title={formats.sums(data)}>
      <SumText sums={data} />
    </span>
  )
}
