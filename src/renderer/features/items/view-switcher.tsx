import { Button, Menu } from '@mantine/core'
import { IconBookmark, IconChevronDown, IconDeviceFloppy, IconPlus, IconSettings } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { ApiError } from '../../lib/api.ts'
import { useFormats } from '../../lib/format.ts'
import { useHotkey } from '../../lib/hotkeys.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { BUILT_IN_VIEW_IDS, isBuiltInView } from './built-in-views.ts'
import type { ItemsState } from './items-state.ts'
import tools from '../../components/list-tools/list-tools.module.css'
import classes from './items-page.module.css'
import { ManageViews, type RemovedView } from './manage-views.tsx'
import { NameDialog } from './name-dialog.tsx'
import { useViewCounts } from './use-view-counts.ts'
import { isModified, type Views } from './use-views.ts'

export interface ViewSwitcherProps {
  readonly state: ItemsState
  readonly views: Views
  readonly onChoose: (viewId: string) => void
  /** Remembers which view the present arrangement is. */
  readonly onViewId: (viewId: string | null) => void
  readonly onError: (error: ApiError) => void
}

/** Names the view that is shown, says when it has been changed, and leads to the others. */
export function ViewSwitcher({ state, views, onChoose, onViewId, onError }: ViewSwitcherProps): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const [isOpen, setIsOpen] = useState(false)
  const [dialog, setDialog] = useState<'save' | 'manage' | null>(null)
  const [removed, setRemoved] = useState<(RemovedView & { readonly wasChosen: boolean }) | null>(null)
  const counts = useViewCounts(views.saved, isOpen)
  useHotkey('v', () => setIsOpen(true), t('items.view.hotkey'))

  const { viewId } = state
  const own = views.saved.find((view) => view.viewId === viewId)
  const name = own?.name ?? (isBuiltInView(viewId) ? t(`items.view.builtIn.${viewId}`) : t('items.view.unsaved'))
  const isChanged = (views.isLoaded || isBuiltInView(viewId)) && isModified(state, views.saved)
  const viewState = { query: state.query, columns: state.columns }

  const radio = (id: string, label: string, count = counts.get(id)): ReactNode => (
    <Menu.RadioItem
      key={id}
      value={id}
      checked={id === viewId}
      closeMenuOnClick
      rightSection={count === undefined ? null : <span className={tools.dim}>{formats.number(count)}</span>}
      onClick={() => onChoose(id)}
    >
      {label}
    </Menu.RadioItem>
  )

  return (
    <div className={classes.view}>
      <Menu
        opened={isOpen}
        onChange={setIsOpen}
        position="bottom-start"
        width={260}
        hideDetached={false}
        withinPortal={false}
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <Button
            variant="default"
            className={classes.viewButton ?? ''}
            leftSection={<IconBookmark aria-hidden size={15} />}
            rightSection={<IconChevronDown aria-hidden size={14} />}
            aria-label={t(isChanged ? 'items.view.labelChanged' : 'items.view.label', { name })}
          >
            <span className={classes.viewName}>{name}</span>
            {isChanged && viewId !== null && <span className={classes.changed}>{t('items.view.changed')}</span>}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes.viewMenu ?? ''}>
          <Menu.Label>{t('items.view.standard')}</Menu.Label>
          {BUILT_IN_VIEW_IDS.map((id) => radio(id, t(`items.view.builtIn.${id}`)))}
          {views.saved.length > 0 && <Menu.Label>{t('items.view.own')}</Menu.Label>}
          {views.saved.map((view) => radio(view.viewId, view.name))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlus aria-hidden size={15} />} onClick={() => setDialog('save')}>
            {t('items.view.saveAs')}
          </Menu.Item>
          {(views.saved.length > 0 || removed) && (
            <Menu.Item leftSection={<IconSettings aria-hidden size={15} />} onClick={() => setDialog('manage')}>
              {t('items.view.manage')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isChanged && own && (
        <Button
          variant="subtle"
          leftSection={<IconDeviceFloppy aria-hidden size={15} />}
          onClick={() => void views.update(own, viewState).catch((error: unknown) => onError(error as ApiError))}
        >
          {t('items.view.update')}
        </Button>
      )}
      {isChanged && !own && (
        <Button variant="subtle" onClick={() => setDialog('save')}>
          {t('items.view.saveAs')}
        </Button>
      )}
      {isChanged && viewId !== null && (own || isBuiltInView(viewId)) && (
        <Button variant="subtle" color="gray" onClick={() => onChoose(viewId)}>
          {t('items.view.revert')}
        </Button>
      )}
      {dialog === 'save' && (
        <NameDialog
          title={t('items.view.saveTitle')}
          label={t('items.view.name')}
          action={t('items.view.save')}
          onClose={() => setDialog(null)}
          onSave={async (given) => {
            const view = await views.save(given, viewState)
            onViewId(view.viewId)
          }}
        />
      )}
      {dialog === 'manage' && (
        <ManageViews
          views={views}
          onClose={() => setDialog(null)}
          removed={removed}
          onRemoved={(gone) => {
            const wasChosen = gone.view.viewId === viewId
            setRemoved({ ...gone, wasChosen })
            if (wasChosen) onViewId(null)
          }}
          onRestored={(restoredId) => {
            setRemoved(null)
            // The list is as it was when the view went, unless another view has been chosen since.
            if (removed?.wasChosen && viewId === null) onViewId(restoredId)
          }}
        />
      )}
    </div>
  )
}
