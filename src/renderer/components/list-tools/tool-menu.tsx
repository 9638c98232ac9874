import { Button, Popover } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useRef, useState, type ReactNode } from 'react'
import { useHotkey } from '../../lib/hotkeys.ts'
import classes from './list-tools.module.css'

export interface ToolMenuProps {
  readonly label: string
  readonly icon: ReactNode
  /** What is set now, beside the label; null when nothing is. */
  readonly state?: string | null
  readonly hotkey?: string
  readonly widthPx?: number
  readonly children: (close: () => void) => ReactNode
}

/** A button above the table that opens a small dialog; the focus comes back when that closes. */
export function ToolMenu({ label, icon, state = null, hotkey, widthPx = 300, children }: ToolMenuProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  useHotkey(hotkey ?? '', () => setIsOpen(true), label, { isEnabled: hotkey !== undefined })

  function close(): void {
    setIsOpen(false)
    button.current?.focus()
  }
  return (
    <Popover
      opened={isOpen}
      onChange={setIsOpen}
      onDismiss={close}
      position="bottom-start"
      offset={4}
      shadow="md"
      width={widthPx}
      trapFocus
      withRoles={false}
      hideDetached={false}
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <Button
          ref={button}
          size="xs"
          variant={state === null ? 'subtle' : 'light'}
          {...(state === null ? { color: 'gray' } : {})}
          className={classes.tool ?? ''}
          leftSection={icon}
          rightSection={<IconChevronDown aria-hidden size={13} />}
          aria-haspopup="dialog"
          aria-expanded={isOpen}
          title={label}
          onClick={() => setIsOpen(!isOpen)}
        >
          <span className={classes.toolLabel}>{label}</span>
          {state !== null && <span className={classes.toolState}> {state}</span>}
        </Button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={label} className={classes.toolMenu ?? ''}>
        {isOpen && children(close)}
      </Popover.Dropdown>
    </Popover>
  )
}
