import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron'
import type { Translator } from '../shared/i18n/translator.ts'
import type { CloseAnswer } from './close-choice.ts'

/** The answers in the order of their buttons. */
const CHOICES = ['tray', 'quit', 'cancel'] as const

/** Asks what closing the window is to mean. */
export async function askWhatClosingMeans(
  parent: BrowserWindow | null,
  { t }: Translator,
  signal: AbortSignal,
): Promise<CloseAnswer> {
  const options: MessageBoxOptions = {
    type: 'question',
    message: t('tray.close.question'),
    detail: t('tray.close.detail'),
    buttons: [t('tray.close.keep'), t('tray.close.quit'), t('tray.close.cancel')],
    defaultId: CHOICES.indexOf('tray'),
    cancelId: CHOICES.indexOf('cancel'),
    checkboxLabel: t('tray.close.remember'),
    checkboxChecked: false,
    noLink: true,
    signal,
  }
  const { response, checkboxChecked } = await (parent
    ? dialog.showMessageBox(parent, options)
    : dialog.showMessageBox(options))
  return { choice: CHOICES[response] ?? 'cancel', isRemembered: checkboxChecked }
}
