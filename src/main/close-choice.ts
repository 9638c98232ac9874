import type { DesktopSettings } from '../shared/domain/settings.ts'

/** What becomes of a window whose close button was pressed: it goes and the app goes on, all ends, or nothing happens. */
export type CloseOutcome = 'leave' | 'quit' | 'stay'

/** What the person answered; `isRemembered`: the same holds from now on. */
export interface CloseAnswer {
  readonly choice: 'tray' | 'quit' | 'cancel'
  readonly isRemembered: boolean
}

export interface CloseChoiceOptions {
  readonly platform: NodeJS.Platform
  readonly hasTray: () => boolean
  /** null as long as no setting can be read. */
  readonly readSettings: () => Promise<DesktopSettings | null>
  readonly ask: () => Promise<CloseAnswer>
  readonly remember: (settings: DesktopSettings) => Promise<void>
  readonly onError: (error: unknown) => void
}

/** Finds out what closing the window means, by the customs of the platform, the settings, or by asking. */
export async function chooseClose(options: CloseChoiceOptions): Promise<CloseOutcome> {
  // There the app lives in the dock, with or without a window.
  if (options.platform === 'darwin') return 'leave'
  // Without a tray nobody would find the app again.
  if (!options.hasTray()) return 'quit'
  const settings = await options.readSettings()
  if (!settings) return 'quit'
  if (settings.closeAction !== 'ask') return toOutcome(settings.closeAction)
  const { choice, isRemembered } = await options.ask()
  if (choice === 'cancel') return 'stay'
  // A wish that cannot be kept is no reason to hold the person up: they are asked again next time.
  if (isRemembered) await options.remember({ ...settings, closeAction: choice }).catch(options.onError)
  return toOutcome(choice)
}

function toOutcome(choice: 'tray' | 'quit'): CloseOutcome {
  return choice === 'tray' ? 'leave' : 'quit'
}
