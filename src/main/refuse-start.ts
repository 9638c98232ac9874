import { app, dialog } from 'electron'
import type { ErrorBody } from '../shared/ipc/envelope.ts'
import { systemTranslator } from './system-language.ts'

/** Says in words why the app cannot even begin (wrong arguments, a folder that cannot be made) and ends with code 1. */
export function refuseStart(problem: ErrorBody): void {
  // Whatever ends the question, the start has failed.
  app.on('before-quit', (event) => {
    event.preventDefault()
    app.exit(1)
  })
  void app.whenReady().then(async () => {
    const { t, error } = systemTranslator()
    const detail = error(problem)
    process.stderr.write(`${detail}\n`)
    await dialog.showMessageBox({
      type: 'error',
      message: t('host.start.failed'),
      detail,
      buttons: [t('host.start.quit')],
    })
    app.exit(1)
  })
}
