import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

/** A rectangle on the desktop in device-independent pixels. */
export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const whole = z.number().int().min(-100_000).max(100_000)
const stateSchema = z.object({
  bounds: z.object({ x: whole, y: whole, width: whole.min(1), height: whole.min(1) }),
  isMaximized: z.boolean(),
  theme: z.enum(['light', 'dark', 'system']).catch('system'),
})

/** How the window was left: restored at the next start before anything else is known. */
export type WindowState = z.infer<typeof stateSchema>

/** Below this the page no longer fits. */
export const MIN_WIDTH = 960
export const MIN_HEIGHT = 640

const DEFAULT_WIDTH = 1280
const DEFAULT_HEIGHT = 800

/** So much of the window's upper edge must lie on a screen that a hand can take and move it. */
const GRIP_WIDTH = 120
const GRIP_HEIGHT = 24

/** The state kept in the file, or null when there is none that can be used. */
export function readWindowState(file: string): WindowState | null {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // Missing or damaged: the window starts as for the first time.
    return null
  }
}

/** Keeps the state; a file that cannot be written costs only the place of the window. */
export function writeWindowState(file: string, state: WindowState): void {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, JSON.stringify(state), { mode: 0o600 })
    renameSync(temporary, file)
  } catch {
    rmSync(temporary, { force: true })
  }
}

/**
 * Where the window opens: at its former place when that can still be reached on one of the screens, else centred (no
 * place given) in the former size, cut to the first screen.
 */
export function placeWindow(
  former: Bounds | null,
  workAreas: readonly Bounds[],
): { readonly width: number; readonly height: number; readonly x?: number; readonly y?: number } {
  const width = Math.max(former?.width ?? DEFAULT_WIDTH, MIN_WIDTH)
  const height = Math.max(former?.height ?? DEFAULT_HEIGHT, MIN_HEIGHT)
  if (former && workAreas.some((area) => canBeGrasped({ ...former, width, height }, area))) {
    return { x: former.x, y: former.y, width, height }
  }
  const [first] = workAreas
  if (!first) return { width, height }
  return { width: fit(width, first.width, MIN_WIDTH), height: fit(height, first.height, MIN_HEIGHT) }
}

function canBeGrasped(window: Bounds, area: Bounds): boolean {
  const left = Math.max(window.x, area.x)
  const right = Math.min(window.x + window.width, area.x + area.width)
  return right - left >= GRIP_WIDTH && window.y >= area.y && window.y + GRIP_HEIGHT <= area.y + area.height
}

function fit(size: number, available: number, min: number): number {
  return Math.max(Math.min(size, available), min)
}
