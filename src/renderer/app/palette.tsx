import { Modal } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState, type ChangeEvent, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslator } from '../lib/translator.tsx'
import { closeOverlay, useOverlays } from './overlays.ts'
import classes from './palette.module.css'
import { DIALOG_MOTION } from './theme.ts'
import { useItemCommands } from './use-item-commands.tsx'
import { usePaletteCommands, type PaletteCommand } from './use-palette-commands.tsx'

/** Pages, actions and items by typing: everything by keyboard, in one place. */
export function Palette(): ReactNode {
  const { t } = useTranslator()
  const isOpen = useOverlays(({ open }) => open === 'palette')
  const openings = useOverlays((state) => state.openings)
  const before = useRef<HTMLElement | null>(null)
  useEffect(() => {
    if (isOpen) before.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
  }, [isOpen])

  function close(): void {
    closeOverlay()
    before.current?.focus({ preventScroll: true })
  }
  return (
    <Modal.Root
      opened={isOpen}
      onClose={close}
      // The focus is given back before a command runs, so that the command may take it elsewhere.
      returnFocus={false}
      yOffset={72}
      size={600}
      // See app/theme.ts.
      lockScroll={false}
      transitionProps={DIALOG_MOTION}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t('shell.palette.label')}>
        <PaletteBody key={openings} onClose={close} />
      </Modal.Content>
    </Modal.Root>
  )
}

function PaletteBody({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslator()
  const listId = useId()
  const [text, setText] = useState('')
  const [activeId, setActiveId] = useState<string | null>(null)
  const commands = matching(usePaletteCommands(), text)
  const items = useItemCommands(text)
  const options = [...commands, ...items.commands]
  // What stood under the cursor may be gone after the next letter: then the first one is meant.
  const active = options.find(({ id }) => id === activeId) ?? options[0] ?? null

  function run(command: PaletteCommand): void {
    onClose()
    command.run()
  }
  function move(step: number): void {
    const index = active ? options.indexOf(active) : -1
    setActiveId(options.at((index + step) % options.length)?.id ?? null)
  }
  function onKeyDown(event: KeyboardEvent): void {
    // Enter and arrows choose among an input method's own proposals first.
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else if (event.key === 'Enter' && active) run(active)
    else return
    event.preventDefault()
  }
  function onChange(event: ChangeEvent<HTMLInputElement>): void {
    setText(event.currentTarget.value)
    setActiveId(null)
  }

  return (
    <div className={classes.root}>
      <div className={classes.search}>
        <IconSearch aria-hidden size={18} />
        <input
          className={classes.input}
          type="text"
          role="combobox"
          aria-expanded={options.length > 0}
          aria-autocomplete="list"
          aria-controls={options.length > 0 ? listId : undefined}
          aria-activedescendant={active ? toDomId(listId, active) : undefined}
          aria-label={t('shell.palette.label')}
          placeholder={t('shell.palette.placeholder')}
          value={text}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          onChange={onChange}
          onKeyDown={onKeyDown}
        />
      </div>
      {options.length > 0 && (
        <PaletteList id={listId} options={options} active={active} onPoint={setActiveId} onRun={run} />
      )}
      <div role="status">
        {options.length === 0 && (
          <div className={classes.nothing}>
            {items.isSearching ? t('shell.palette.searching') : t('shell.palette.nothing', { text: text.trim() })}
          </div>
        )}
      </div>
      <div className={classes.foot}>{t('shell.palette.hint')}</div>
    </div>
  )
}

const toDomId = (listId: string, { id }: PaletteCommand): string => `${listId}-${id}`

interface PaletteListProps {
  readonly id: string
  readonly options: readonly PaletteCommand[]
  readonly active: PaletteCommand | null
  readonly onPoint: (commandId: string) => void
  readonly onRun: (command: PaletteCommand) => void
}

/** The proposals by group; the field above keeps the focus and says which one is meant. */
function PaletteList({ id, options, active, onPoint, onRun }: PaletteListProps): ReactNode {
  const { t } = useTranslator()
  const activeDomId = active ? toDomId(id, active) : null
  useEffect(() => {
    if (activeDomId !== null)
      document.querySelector(`#${CSS.escape(activeDomId)}`)?.scrollIntoView({ block: 'nearest' })
  }, [activeDomId])
  return (
    <div className={classes.list} id={id} role="listbox" aria-label={t('shell.palette.label')}>
      {toGroups(options).map(([group, members]) => (
        <div key={group} role="group" aria-label={group}>
          <div className={classes.heading} aria-hidden>
            {group}
          </div>
          {members.map((command) => (
            <div
              key={command.id}
              id={toDomId(id, command)}
              className={classes.option}
              role="option"
              aria-selected={command === active}
              onMouseMove={() => onPoint(command.id)}
              // The field keeps the focus.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onRun(command)}
            >
              {command.icon}
              <span className={classes.label}>{command.label}</span>
              {command.hint && <span className={classes.hint}>{command.hint}</span>}
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}

/** Commands in which every typed word occurs, without regard to case. */
function matching(commands: readonly PaletteCommand[], text: string): readonly PaletteCommand[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return commands.filter(({ label, keywords }) => {
    const hay = `${label} ${keywords}`.toLowerCase()
    return words.every((word) => hay.includes(word))
  })
}

function toGroups(commands: readonly PaletteCommand[]): readonly (readonly [string, readonly PaletteCommand[]])[] {
  const groups = new Map<string, PaletteCommand[]>()
  for (const command of commands) groups.set(command.group, [...(groups.get(command.group) ?? []), command])
  return [...groups]
}
