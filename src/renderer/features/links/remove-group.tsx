import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import type { LinkGroup } from '../../../shared/domain/link.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { takeFocus } from './focus-field.ts'
import classes from './link-dialog.module.css'
import { shortName } from './link-words.ts'
import { useCarryOut } from './use-carry-out.ts'

/** Asks once before a group goes, saying where its links go. */
export function RemoveGroup({
  group,
  onClose,
}: {
  readonly group: LinkGroup
  readonly onClose: () => void
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const api = useApi()
  const { isBusy, error, carryOut } = useCarryOut()
  const name = shortName(group.name)
  const target = t('link.defaultGroup')
  const count = group.linkCount

  async function remove(): Promise<void> {
    const isDone = await carryOut(async () => {
      const { moved } = await api.request('link.removeGroup', { groupId: group.groupId })
      notifications.show({
        message:
          moved === 0
            ? t('links.group.removedEmpty', { name })
            : t('links.group.removed', { name, target, count: moved, shown: formats.number(moved) }),
      })
    })
    if (isDone) onClose()
  }

  return (
    <div className={classes.ask} role="group" aria-label={t('links.group.removeLabel', { name })}>
      <p className={classes.text}>
        {count === 0
          ? t('links.group.removeAskEmpty', { name })
          : t('links.group.removeAsk', { name, target, count, shown: formats.number(count) })}
      </p>
      {error && <ErrorNote error={error} onRetry={() => void remove()} />}
      <div className={classes.buttons}>
        <Button variant="default" ref={takeFocus} onClick={onClose}>
          {t('links.group.cancel')}
        </Button>
        <Button color="red" loading={isBusy} onClick={() => void remove()}>
          {t('links.group.removeConfirm')}
        </Button>
      </div>
    </div>
  )
}
