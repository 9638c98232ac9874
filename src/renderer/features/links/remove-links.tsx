import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import { ErrorNote } from '../../components/error-note.tsx'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { LinkDialogProps } from './link-dialog-props.ts'
import classes from './link-dialog.module.css'
import { LinkModal } from './link-modal.tsx'
import { shortName } from './link-words.ts'
import { useCarryOut } from './use-carry-out.ts'

export interface RemoveLinksProps extends LinkDialogProps {
  /** After they are gone; the dialog closes by itself. */
  readonly onRemoved?: () => void
}

/** Names that are listed one by one. */
const MAX_NAMES = 5
const MAX_NAME = 80

/** Asks once before links are removed, naming them. */
export function RemoveLinks(props: RemoveLinksProps): ReactNode {
  const { linkIds, names, isOpen, onClose } = props
  const { t } = useTranslator()
  const formats = useFormats()
  const count = linkIds.length
  return (
    <LinkModal
      title={
        count === 1
          ? t('links.remove.title', { name: shortName(names[0] ?? '') })
          : t('links.remove.titleMany', { count, shown: formats.number(count) })
      }
      isOpen={isOpen}
      onClose={onClose}
    >
      <RemoveForm {...props} />
    </LinkModal>
  )
}

function RemoveForm({ linkIds, names, onClose, onRemoved }: RemoveLinksProps): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const api = useApi()
  const { isBusy, error, carryOut } = useCarryOut()
  const count = linkIds.length
  const listed = names.slice(0, MAX_NAMES)
  const more = count - listed.length

  async function remove(): Promise<void> {
    const isDone = await carryOut(async () => {
      const { removed } = await api.request('link.remove', { linkIds: [...linkIds] })
      notifications.show({
        message:
          count === 1
            ? t('links.remove.done', { name: shortName(names[0] ?? '') })
            : t('links.remove.doneMany', { count: removed, shown: formats.number(removed) }),
      })
    })
    if (!isDone) return
    onClose()
    onRemoved?.()
  }

  return (
    <div className={classes.form}>
      {count > 1 && (
        <ul
          className={classes.names}
          tabIndex={0}
          aria-label={t('links.remove.titleMany', { count, shown: formats.number(count) })}
        >
          {listed.map((name, index) => (
            // Names need not be unique.
            <li key={index}>{shortName(name, MAX_NAME)}</li>
          ))}
          {more > 0 && <li>{t('links.remove.more', { count: more, shown: formats.number(more) })}</li>}
        </ul>
      )}
      <p className={classes.text}>{t(count === 1 ? 'links.remove.text' : 'links.remove.textMany')}</p>
      {error && <ErrorNote error={error} onRetry={() => void remove()} />}
      <div className={classes.buttons}>
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('links.remove.cancel')}
        </Button>
        <Button color="red" loading={isBusy} onClick={() => void remove()}>
          {count === 1
            ? t('links.remove.confirm')
            : t('links.remove.confirmMany', { count, shown: formats.number(count) })}
        </Button>
      </div>
    </div>
  )
}
