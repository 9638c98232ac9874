import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { LinkGroup } from '../../../shared/domain/link.ts'
import { DEFAULT_GROUP_ID } from '../../../shared/domain/link.ts'
import { toGroupName } from '../../../shared/i18n/link-words.ts'
import { plain } from '../../../shared/plain-text.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { ScheduleDialog } from '../../components/schedule/schedule-editor.tsx'
import { ScheduleLine } from '../../components/schedule/schedule-line.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { GroupForm } from './group-form.tsx'
import classes from './link-dialog.module.css'
import { LinkModal } from './link-modal.tsx'
import { shortName } from './link-words.ts'
import { RemoveGroup } from './remove-group.tsx'

export interface GroupsDialogProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** What is open in the list: a new group, or one that is changed or asked about. */
type Open = { readonly kind: 'add' } | { readonly kind: 'edit' | 'remove'; readonly groupId: string } | null

/** The groups of links and their rules. */
export function GroupsDialog({ isOpen, onClose }: GroupsDialogProps): ReactNode {
  const { t } = useTranslator()
  const [open, setOpen] = useState<Open>(null)
  const [scheduleId, setScheduleId] = useState<string | null>(null)
  const schedules = useRequest('schedule.list', {}, { isEnabled: isOpen }).data?.schedules
  function close(): void {
    setOpen(null)
    onClose()
  }
  return (
    <>
      <LinkModal
        title={t('links.group.title')}
        isOpen={isOpen}
        onClose={close}
        size="lg"
        closesOnEscape={open === null && scheduleId === null}
      >
        <Groups open={open} onOpen={setOpen} onSchedule={setScheduleId} onClose={close} />
      </LinkModal>
      <ScheduleDialog
        schedule={schedules?.find((one) => one.scheduleId === scheduleId) ?? null}
        onClose={() => setScheduleId(null)}
      />
    </>
  )
}

function Groups({
  open,
  onOpen,
  onSchedule,
  onClose,
}: {
  readonly open: Open
  readonly onOpen: (open: Open) => void
  readonly onSchedule: (scheduleId: string) => void
  readonly onClose: () => void
}): ReactNode {
  const { t } = useTranslator()
  const groups = useRequest('link.groups', {})
  const root = useRef<HTMLDivElement>(null)
  /** The button that opened a part and takes the focus back when that closes. */
  const opener = useRef<string | null>(null)
  useEffect(() => {
    if (open !== null || opener.current === null) return
    const button =
      root.current?.querySelector<HTMLElement>(`[data-opener="${opener.current}"]`) ??
      root.current?.querySelector<HTMLElement>('[data-opener="add"]')
    button?.focus()
  }, [open])
  function show(next: NonNullable<Open>): void {
    opener.current = next.kind === 'add' ? 'add' : `${next.kind} ${next.groupId}`
    onOpen(next)
  }
  const close = (): void => onOpen(null)
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || open === null || event.nativeEvent.isComposing) return
    // What is open in the dialog closes, the dialog stays.
    event.stopPropagation()
    close()
  }

  return (
    <div ref={root} className={classes.form} onKeyDown={onKeyDown}>
      <p className={classes.dim}>{t('links.group.explain')}</p>
      {groups.error && <ErrorNote error={groups.error} onRetry={() => void groups.refetch()} />}
      {!groups.data && !groups.error && <p className={classes.dim}>{t('links.group.reading')}</p>}
      {groups.data && (
        <ul className={classes.groups} aria-label={t('links.group.title')}>
          {groups.data.map((group) => {
            const kind = open !== null && open.kind !== 'add' && open.groupId === group.groupId ? open.kind : null
            return (
              <li key={group.groupId}>
                {kind === 'edit' ? (
                  <GroupForm group={group} onClose={close} />
                ) : (
                  <GroupLine group={group} isAsking={kind === 'remove'} onOpen={show} onSchedule={onSchedule} />
                )}
                {kind === 'remove' && <RemoveGroup group={group} onClose={close} />}
              </li>
            )
          })}
        </ul>
      )}
      {open?.kind === 'add' && (
        <section className={classes.part} aria-label={t('links.group.addTitle')}>
          <h3>{t('links.group.addTitle')}</h3>
          <GroupForm group={null} onClose={close} />
        </section>
      )}
      <div className={classes.buttons}>
        {open?.kind !== 'add' && (
          <Button
            variant="default"
            data-opener="add"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => show({ kind: 'add' })}
          >
            {t('links.group.add')}
          </Button>
        )}
        <span className={classes.spring} />
        <Button variant="default" onClick={onClose}>
          {t('links.group.close')}
        </Button>
      </div>
    </div>
  )
}

/** One group with its rules in words. */
function GroupLine({
  group,
  isAsking,
  onOpen,
  onSchedule,
}: {
  readonly group: LinkGroup
  readonly isAsking: boolean
  readonly onSchedule: (scheduleId: string) => void
  readonly onOpen: (open: { readonly kind: 'edit' | 'remove'; readonly groupId: string }) => void
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const name = shortName(plain(toGroupName(translator, group.name)), 100)
  const rules = [
    t(`link.policy.${group.policy}`),
    ...(group.allowsPrivate ? [t('links.group.allowsPrivate')] : []),
    ...(group.includesSubdomains ? [t('links.group.includesSubdomains')] : []),
  ]
  return (
    <>
      <div className={classes.groupHead}>
        <div className={classes.groupWords}>
          <div className={classes.groupName}>{name}</div>
          <p className={classes.dim}>
            {[
              t('links.group.count', { count: group.linkCount, shown: formats.number(group.linkCount) }),
              ...rules,
            ].join(' · ')}
          </p>
        </div>
        <div className={classes.groupActions}>
          <Button
            size="compact-xs"
            variant="default"
            data-opener={`edit ${group.groupId}`}
            aria-label={t('links.group.editLabel', { name })}
            onClick={() => onOpen({ kind: 'edit', groupId: group.groupId })}
          >
            {t('links.group.edit')}
          </Button>
          {group.groupId !== DEFAULT_GROUP_ID && (
            <Button
              size="compact-xs"
              variant="default"
              data-opener={`remove ${group.groupId}`}
              aria-label={t('links.group.removeLabel', { name })}
              aria-expanded={isAsking}
              onClick={() => onOpen({ kind: 'remove', groupId: group.groupId })}
            >
              {t('links.group.remove')}
            </Button>
          )}
        </div>
      </div>
      <ScheduleLine target={{ kind: 'link-group', groupId: group.groupId }} onEdit={onSchedule} />
    </>
  )
}
