import { Menu } from '@mantine/core'
import {
  IconArrowAutofitWidth,
  IconArrowDown,
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  IconEyeOff,
  IconPin,
  IconPinnedOff,
  IconX,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './data-grid.module.css'

/** What can be done with a column. */
export type ColumnCommand =
  | 'sortAscending'
  | 'sortDescending'
  | 'sortNone'
  | 'pinLeft'
  | 'pinRight'
  | 'unpin'
  | 'moveLeft'
  | 'moveRight'
  | 'fit'
  | 'fitAll'
  | 'resetWidth'
  | 'hide'

const ICON_SIZE = 15

/** The menu of a column at a place of the window. */
export function HeaderMenu({
  at,
  label,
  pin,
  direction,
  isLast,
  onCommand,
  onClose,
}: {
  readonly at: { readonly x: number; readonly y: number }
  readonly label: string
  readonly pin: 'left' | 'right' | null
  readonly direction: 'asc' | 'desc' | null
  /** The only visible column cannot be hidden. */
  readonly isLast: boolean
  readonly onCommand: (command: ColumnCommand) => void
  readonly onClose: () => void
}): ReactNode {
  const { t } = useTranslator()
  const item = (command: ColumnCommand, icon: ReactNode, isDisabled = false): ReactNode => (
    <Menu.Item key={command} leftSection={icon} disabled={isDisabled} onClick={() => onCommand(command)}>
      {t(`grid.menu.${command}`)}
    </Menu.Item>
  )
  return (
    <Menu opened onClose={onClose} position="bottom-start" withinPortal shadow="md" returnFocus={false} trapFocus>
      <Menu.Target>
        <span className={classes.menuPlace} style={{ left: at.x, top: at.y }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('grid.menu.label', { column: label })}>
        <Menu.Label>{label}</Menu.Label>
        {item('sortAscending', <IconArrowUp size={ICON_SIZE} />, direction === 'asc')}
        {item('sortDescending', <IconArrowDown size={ICON_SIZE} />, direction === 'desc')}
        {direction === null ? null : item('sortNone', <IconX size={ICON_SIZE} />)}
        <Menu.Divider />
        {pin === 'left' ? null : item('pinLeft', <IconPin size={ICON_SIZE} />)}
        {pin === 'right' ? null : item('pinRight', <IconPin size={ICON_SIZE} />)}
        {pin === null ? null : item('unpin', <IconPinnedOff size={ICON_SIZE} />)}
        {item('moveLeft', <IconArrowLeft size={ICON_SIZE} />)}
        {item('moveRight', <IconArrowRight size={ICON_SIZE} />)}
        <Menu.Divider />
        {item('fit', <IconArrowAutofitWidth size={ICON_SIZE} />)}
        {item('fitAll', <IconArrowAutofitWidth size={ICON_SIZE} />)}
        {item('resetWidth', <IconX size={ICON_SIZE} />)}
        <Menu.Divider />
        {item('hide', <IconEyeOff size={ICON_SIZE} />, isLast)}
      </Menu.Dropdown>
    </Menu>
  )
}
