import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { useTranslator } from '../lib/translator.tsx'
import { usePreference } from '../stores/preferences.ts'
import classes from './side-panel.module.css'

export interface SidePanelProps {
  /** Names the remembered width. */
  readonly id: string
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  readonly footer?: ReactNode
  /** Stands beside the title, before the closing button. */
  readonly actions?: ReactNode
}

const DEFAULT_WIDTH_PX = 400
const MIN_WIDTH_PX = 280
const MAX_WIDTH_PX = 900
const STEP_PX = 24

const clamp = (widthPx: number): number => Math.round(Math.min(Math.max(widthPx, MIN_WIDTH_PX), MAX_WIDTH_PX))

/**
 * Details beside a page's content: esc closes it and the focus goes back to where it came from. The focus goes into the
 * panel when it opens, unless the person is on a grid that steps through rows with the panel open.
 */
export function SidePanel({ isOpen, ...props }: SidePanelProps): ReactNode {
  return isOpen ? <OpenPanel {...props} /> : null
}

function OpenPanel({ id, title, onClose, children, footer, actions }: Omit<SidePanelProps, 'isOpen'>): ReactNode {
  const { t } = useTranslator()
  const titleId = useId()
  const root = useRef<HTMLElement>(null)
  useFocusInside(root)
  useEscapeFromNowhere(onClose)

  function onKeyDown(event: KeyboardEvent): void {
    // Menus and fields inside answer esc themselves first.
    if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return
    event.preventDefault()
    onClose()
  }

  const { widthPx, handle } = useWidth(id, t('shell.panel.resize'))
  return (
    <aside
      ref={root}
      className={classes.root}
      style={{ width: widthPx }}
      aria-labelledby={titleId}
      onKeyDown={onKeyDown}
    >
      {handle}
      <div className={classes.head}>
        <h2 className={classes.title} id={titleId} tabIndex={-1} title={title}>
          {title}
        </h2>
        {actions}
        <ActionIcon variant="subtle" color="gray" aria-label={t('shell.panel.close')} onClick={onClose}>
          <IconX aria-hidden size={16} />
        </ActionIcon>
      </div>
      <div className={classes.body} tabIndex={0} role="group" aria-labelledby={titleId}>
        {children}
      </div>
      {footer && <div className={classes.footer}>{footer}</div>}
    </aside>
  )
}

/** Takes the focus to the panel's heading and, at the end, back to where it was, unless it has gone elsewhere since. */
function useFocusInside(root: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const panel = root.current
    const before = document.activeElement instanceof HTMLElement ? document.activeElement : null
    panel?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true })
    return () => {
      const now = document.activeElement
      if (before?.isConnected && (now === null || now === document.body || panel?.contains(now))) {
        before.focus({ preventScroll: true })
      }
    }
  }, [root])
}

/** Esc closes the panel also when nothing has the focus, as after pressing a button that is then at its end. */
function useEscapeFromNowhere(onClose: () => void): void {
  const latest = useRef(onClose)
  useEffect(() => {
    latest.current = onClose
  })
  useEffect(() => {
    function onKeyDown(event: globalThis.KeyboardEvent): void {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return
      if (event.target !== document.body || document.querySelector('[aria-modal="true"]')) return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}

/** The panel's width, remembered under its name, and the handle that changes it by mouse and keyboard. */
function useWidth(id: string, label: string): { readonly widthPx: number; readonly handle: ReactNode } {
  const [storedPx, storePx] = usePreference(`panel.${id}.widthPx`, DEFAULT_WIDTH_PX)
  const [dragged, setDragged] = useState<{
    readonly fromX: number
    readonly fromPx: number
    readonly px: number
  } | null>(null)
  const widthPx = dragged?.px ?? clamp(storedPx)

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    setDragged({ fromX: event.clientX, fromPx: widthPx, px: widthPx })
  }
  function onPointerMove(event: PointerEvent<HTMLElement>): void {
    if (dragged) setDragged({ ...dragged, px: clamp(dragged.fromPx + dragged.fromX - event.clientX) })
  }
  function onPointerUp(): void {
    if (dragged) storePx(dragged.px)
    setDragged(null)
  }
  function onKeyDown(event: KeyboardEvent): void {
    const wanted = {
      ArrowLeft: widthPx + STEP_PX,
      ArrowRight: widthPx - STEP_PX,
      Home: MIN_WIDTH_PX,
      End: MAX_WIDTH_PX,
      Enter: DEFAULT_WIDTH_PX,
    }[event.key]
    if (wanted === undefined) return
    event.preventDefault()
    storePx(clamp(wanted))
  }

  const handle = (
    <div
      className={classes.handle}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuemin={MIN_WIDTH_PX}
      aria-valuemax={MAX_WIDTH_PX}
      aria-valuenow={widthPx}
      tabIndex={0}
      data-dragging={dragged ? true : undefined}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => setDragged(null)}
      onDoubleClick={() => storePx(DEFAULT_WIDTH_PX)}
      onKeyDown={onKeyDown}
    />
  )
  return { widthPx, handle }
}
