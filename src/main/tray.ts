import { app, Menu, nativeImage, nativeTheme, Tray, type NativeImage } from 'electron'
import type { EventBus } from '../core/ipc/event-bus.ts'
import type { Router } from '../shared/ipc/contract.ts'
import type { Translator } from '../shared/i18n/translator.ts'
import { followTrayAnswers, type TrayAnswers } from './tray-answers.ts'
import { drawOverlayIcon, drawTrayIcon, type IconBitmap, type TrayState } from './tray-icon.ts'
import { createTrayModel, type TrayActions, type TrayModel } from './tray-model.ts'

/** A mark on the window's button in the task bar, with the words for those who cannot see it. */
export interface Overlay {
  readonly image: NativeImage
  readonly description: string
}

export interface AppTrayOptions {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly core: { readonly router: Router; readonly events: EventBus }
  readonly clock: { now(): number }
  readonly actions: TrayActions
  readonly translator: () => Translator
  /** Windows shows the count on the window's button. */
  readonly setOverlay: (overlay: Overlay | null) => void
  readonly onError: (error: unknown) => void
  /** Takes it away. */
  readonly signal: AbortSignal
}

/** The app's icon in the tray, with the count of what is due and a menu. */
export interface AppTray {
  /** Draws it anew, in another language. */
  refresh(): void
}

/** Edges in pixels of the icon at the scale factors that screens have; the bar is that high on all three systems. */
const SCALES = [1, 1.25, 1.5, 2, 3] as const
const SIZES: Partial<Record<NodeJS.Platform, number>> = { darwin: 18, win32: 16 }
const SIZE_LINUX = 22

/** Puts the icon into the tray; throws where Electron cannot. */
export function createAppTray(options: AppTrayOptions): AppTray {
  const { platform, actions, signal } = options
  const tray = new Tray(drawImage(options, 'calm', 0))
  let shown: { readonly model: TrayModel; readonly menu: string; readonly icon: string } | null = null
  let answers: TrayAnswers | null = null

  function draw(): void {
    if (!answers || tray.isDestroyed()) return
    const { system, ...known } = answers
    const model = createTrayModel({
      ...known,
      activeRuns: system?.activeRunIds.length ?? 0,
      problems: { isCircuitOpen: system?.isWorkerCircuitOpen ?? false, canWrite: system?.canWrite ?? true },
      now: options.clock.now(),
      translator: options.translator(),
      actions,
    })
    const { state, count, tooltip, menu } = model
    const icon = `${state} ${count} ${isDarkPanel(options)}`
    if (icon !== shown?.icon) {
      tray.setImage(drawImage(options, state, count))
      showCount(options, count, tooltip)
      if (platform === 'darwin') tray.setTitle(count > 0 ? String(count) : '', { fontType: 'monospacedDigit' })
    }
    if (tooltip !== shown?.model.tooltip) tray.setToolTip(tooltip)
    // A menu that is open closes when it is replaced.
    const words = JSON.stringify(menu)
    if (words !== shown?.menu) tray.setContextMenu(Menu.buildFromTemplate(menu))
    shown = { model, menu: words, icon }
  }

  // A click on macOS opens the menu, as everywhere in its menu bar.
  if (platform !== 'darwin') tray.on('click', actions.open)
  const refresh = followTrayAnswers({
    core: options.core,
    clock: options.clock,
    onAnswers: (news) => {
      answers = news
      draw()
    },
    onError: options.onError,
    signal,
  })
  nativeTheme.on('updated', draw)
  signal.addEventListener('abort', () => {
    nativeTheme.off('updated', draw)
    if (platform !== 'win32') app.setBadgeCount(0)
    if (!tray.isDestroyed()) tray.destroy()
  })
  return { refresh }
}

function drawImage(options: AppTrayOptions, state: TrayState, count: number): NativeImage {
  const { platform } = options
  const sizePx = SIZES[platform] ?? SIZE_LINUX
  const isTemplate = platform === 'darwin'
  const image = nativeImage.createEmpty()
  for (const scaleFactor of SCALES) {
    // On macOS the figure stands beside the icon.
    const bitmap = drawTrayIcon({
      state,
      count: isTemplate ? 0 : count,
      sizePx: Math.round(sizePx * scaleFactor),
      isDarkPanel: isDarkPanel(options),
      isTemplate,
    })
    image.addRepresentation({ scaleFactor, ...toRepresentation(bitmap) })
  }
  if (isTemplate) image.setTemplateImage(true)
  return image
}

function toRepresentation({ width, height, bgra }: IconBitmap): { width: number; height: number; buffer: Buffer } {
  return { width, height, buffer: Buffer.from(bgra.buffer, bgra.byteOffset, bgra.byteLength) }
}

/** The bars of macOS colour the icon themselves; GNOME's is dark in both of its themes. */
function isDarkPanel({ platform, env }: AppTrayOptions): boolean {
  if (platform === 'linux')
    return /GNOME|Unity/i.test(env['XDG_CURRENT_DESKTOP'] ?? '') || nativeTheme.shouldUseDarkColors
  // Windows has a theme of its own for its bar; Electron 33 does not know it everywhere.
  return nativeTheme.shouldUseDarkColorsForSystemIntegratedUI ?? nativeTheme.shouldUseDarkColors
}

/** The count on the app's own button: dock, launcher or task bar. */
function showCount({ platform, setOverlay }: AppTrayOptions, count: number, description: string): void {
  if (platform !== 'win32') return void app.setBadgeCount(count)
  const bitmap = drawOverlayIcon(count)
  if (!bitmap) return setOverlay(null)
  const { width, height, buffer } = toRepresentation(bitmap)
  setOverlay({ image: nativeImage.createFromBitmap(buffer, { width, height }), description })
}
