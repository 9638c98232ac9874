import { ActionIcon, Button, Modal, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { SavedView } from '../../../shared/domain/view.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { ApiError } from '../../lib/api.ts'
import { useTranslator } from '../../lib/translator.tsx'
import tools from '../../components/list-tools/list-tools.module.css'
import classes from './items-page.module.css'
import type { Views } from './use-views.ts'

/** A view that has been taken away, and the order in which it stood. */
export interface RemovedView {
  readonly view: SavedView
  readonly order: readonly string[]
}

export interface ManageViewsProps {
  readonly views: Views
  readonly onClose: () => void
  /** What can still be brought back. */
  readonly removed: RemovedView | null
  readonly onRemoved: (removed: RemovedView) => void
  readonly onRestored: (viewId: string) => void
}

/** Own views: their names, their order, and the way to take one away, which can be undone. */
export function ManageViews({ views, onClose, removed, onRemoved, onRestored }: ManageViewsProps): ReactNode {
  const { t } = useTranslator()
  const [error, setError] = useState<ApiError | null>(null)
  const undo = useRef<HTMLButtonElement>(null)
  const [known] = useState(removed)
  useEffect(() => {
    // The button that was pressed is gone with its view; the keyboard goes on here.
    if (removed !== known) undo.current?.focus()
  }, [removed, known])
  const ids = views.saved.map(({ viewId }) => viewId)

  async function attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
      setError(null)
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      setError(failure)
    }
  }
  function move(index: number, step: -1 | 1): void {
    const [id, other] = [ids[index], ids[index + step]]
    if (id !== undefined && other !== undefined) {
      void attempt(() => views.order(ids.with(index, other).with(index + step, id)))
    }
  }
  async function remove(view: SavedView): Promise<void> {
    await views.remove(view.viewId)
    onRemoved({ view, order: ids })
  }
  async function restore({ view, order }: RemovedView): Promise<void> {
    onRestored((await views.restore(view, order)).viewId)
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('items.view.manageTitle')}
      size="md"
      closeButtonProps={{ 'aria-label': t('items.dialog.close') }}
    >
      <div className={tools.stack}>
        {error && <ErrorNote error={error} />}
        {removed && (
          <div className={classes.notice} role="status">
            <span className={tools.grow}>{t('items.view.removed', { name: removed.view.name })}</span>
            <Button ref={undo} size="compact-xs" variant="light" onClick={() => void attempt(() => restore(removed))}>
              {t('items.view.undo')}
            </Button>
          </div>
        )}
        <ol className={tools.plainList}>
          {views.saved.map((view, index) => (
            <li key={view.viewId} className={tools.sortLine}>
              <ViewName
                key={view.name}
                view={view}
                onRename={(name) => void attempt(() => views.update({ viewId: view.viewId, name }, view.state))}
              />
              <ActionIcon
                disabled={index === 0}
                aria-label={t('items.view.up', { name: view.name })}
                onClick={() => move(index, -1)}
              >
                <IconArrowUp aria-hidden size={15} />
              </ActionIcon>
              <ActionIcon
                disabled={index === views.saved.length - 1}
                aria-label={t('items.view.down', { name: view.name })}
                onClick={() => move(index, 1)}
              >
                <IconArrowDown aria-hidden size={15} />
              </ActionIcon>
              <ActionIcon
                aria-label={t('items.view.remove', { name: view.name })}
                onClick={() => void attempt(() => remove(view))}
              >
                <IconTrash aria-hidden size={15} />
              </ActionIcon>
            </li>
          ))}
        </ol>
      </div>
    </Modal>
  )
}

/** The name of a view, changed in place: enter or leaving the field keeps it, escape takes it back. */
function ViewName({
  view,
  onRename,
}: {
  readonly view: SavedView
  readonly onRename: (name: string) => void
}): ReactNode {
  const { t } = useTranslator()
  const [name, setName] = useState(view.name)
  const keep = (): void => {
    const next = name.trim()
    if (next === '') setName(view.name)
    else if (next !== view.name) onRename(next)
  }
  return (
    <TextInput
      className={tools.grow ?? ''}
      aria-label={t('items.view.rename', { name: view.name })}
      value={name}
      maxLength={100}
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') keep()
        if (event.key === 'Escape' && name !== view.name) {
          event.stopPropagation()
          setName(view.name)
        }
      }}
    />
  )
}
