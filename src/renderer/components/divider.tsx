import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import classes from './divider.module.css'

const STEP_PX = 24

export interface DividerProps {
  /** `vertical` stands between two panes side by side. */
  readonly orientation: 'vertical' | 'horizontal'
  readonly label: string
  /** Size of the pane before it, in pixels. */
  readonly sizePx: number
  readonly minPx: number
  readonly maxPx: number
  readonly defaultPx: number
  readonly onChange: (sizePx: number) => void
}

/** Moves the border between two panes by mouse and keyboard; a double click or enter takes it back. */
export function Divider(props: DividerProps): ReactNode {
  const { orientation, label, sizePx, minPx, maxPx, defaultPx, onChange } = props
  const [drag, setDrag] = useState<{ readonly from: number; readonly sizePx: number } | null>(null)
  const isVertical = orientation === 'vertical'
  const clamp = (px: number): number => Math.round(Math.min(Math.max(px, minPx), maxPx))
  const place = (event: PointerEvent): number => (isVertical ? event.clientX : event.clientY)

  function onKeyDown(event: KeyboardEvent): void {
    const [less, more] = isVertical ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
    let wantedPx: number
    if (event.key === less) wantedPx = sizePx - STEP_PX
    else if (event.key === more) wantedPx = sizePx + STEP_PX
    else if (event.key === 'Home') wantedPx = minPx
    else if (event.key === 'End') wantedPx = maxPx
    else if (event.key === 'Enter') wantedPx = defaultPx
    else return
    event.preventDefault()
    onChange(clamp(wantedPx))
  }

  return (
    <div
      className={classes.root}
      role="separator"
      aria-orientation={orientation}
      aria-label={label}
      aria-valuemin={minPx}
      aria-valuemax={maxPx}
      aria-valuenow={clamp(sizePx)}
      tabIndex={0}
      data-dragging={drag ? true : undefined}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setDrag({ from: place(event), sizePx })
      }}
      onPointerMove={(event) => {
        if (drag) onChange(clamp(drag.sizePx + place(event) - drag.from))
      }}
      onPointerUp={() => setDrag(null)}
      onPointerCancel={() => setDrag(null)}
      onDoubleClick={() => onChange(clamp(defaultPx))}
      onKeyDown={onKeyDown}
    />
  )
}
