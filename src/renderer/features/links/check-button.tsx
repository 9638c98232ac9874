import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconChevronDown, IconListCheck, IconPlayerPlay } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { countIn } from '../../components/data-grid/ranges.ts'
import type { Ranges } from '../../components/data-grid/types.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './links-page.module.css'
import type { CheckRun } from './use-check-run.ts'

export interface CheckButtonProps {
  readonly check: Pick<CheckRun, 'live' | 'isStarting' | 'start'>
  /** Links that there are at all. */
  readonly total: number
  /** Links that the filter finds; null when nothing is filtered. */
  readonly found: number | null
  readonly selection: Ranges
  /** Reads the ids of a part of the list; null: of all that the filter finds. */
  readonly readIds: (ranges: Ranges | null) => Promise<readonly string[]>
}

/** Checks all links, or by its menu those that are selected, found or resting. */
export function CheckButton({ check, total, found, selection, readIds }: CheckButtonProps): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { live, isStarting, start } = check
  const isBusy = live !== null || isStarting
  const selected = countIn(selection)
  const icon = { 'aria-hidden': true, size: 15 } as const

  function startOn(ranges: Ranges | null): void {
    void readIds(ranges).then((linkIds) => {
      if (linkIds.length > 0) start({ scope: { kind: 'links', linkIds: [...linkIds] } })
    })
  }
  const all = (input: RouteInput<'link.check'>) => (): void => start({ scope: { kind: 'all' }, ...input })
  const words = (key: string, count: number): string =>
    t(`links.toolbar.${key}`, { count, shown: formats.number(count) })

  return (
    <Button.Group>
      <Button
        leftSection={<IconPlayerPlay {...icon} />}
        disabled={total === 0 || isBusy}
        onClick={all({})}
        className={classes.checkAll ?? ''}
      >
        {t(live ? 'links.toolbar.checking' : isStarting ? 'links.toolbar.starting' : 'links.toolbar.checkAll')}
      </Button>
      <Menu
        position="bottom-end"
        width={300}
        withinPortal={false}
        withInitialFocusPlaceholder={false}
        hideDetached={false}
        transitionProps={{ duration: 0 }}
      >
        <Menu.Target>
          <ActionIcon
            variant="filled"
            color="accent"
            className={classes.checkMore ?? ''}
            aria-label={t('links.toolbar.more')}
            title={t('links.toolbar.more')}
            disabled={total === 0 || isBusy}
          >
            <IconChevronDown {...icon} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconListCheck {...icon} />}
            disabled={selected === 0}
            onClick={() => startOn(selection)}
          >
            {selected === 0 ? t('links.toolbar.checkSelectedNone') : words('checkSelected', selected)}
          </Menu.Item>
          <Menu.Item disabled={found === null || found === 0} onClick={() => startOn(null)}>
            {found === null ? t('links.toolbar.checkFoundNone') : words('checkFound', found)}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={all({ includesResting: true })}>{t('links.toolbar.checkResting')}</Menu.Item>
          <Menu.Item onClick={all({ isStrict: true })}>
            {t('links.toolbar.strictOnce')}
            <span className={classes.menuNote}>{t('links.toolbar.strictOnceText')}</span>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  )
}
