import { AppError, isAppError } from '../shared/domain/app-error.ts'
import type { ErrorBody } from '../shared/ipc/envelope.ts'
import type { Translator } from '../shared/i18n/translator.ts'

/** What the person can do when the data folder does not open. */
export type StartAction = 'retry' | 'restore' | 'openFolder' | 'quit'

export interface StartQuestion {
  readonly message: string
  readonly detail: string
  readonly actions: readonly { readonly action: StartAction; readonly label: string }[]
}

export interface CoreOpenerOptions<Core> {
  readonly open: () => Promise<Core>
  readonly ask: (question: StartQuestion) => Promise<StartAction>
  readonly restore: (backupFile: string) => void
  readonly openFolder: () => void
  /** Gets every failed attempt, for logs. */
  readonly onFailure: (error: unknown, sentence: string) => void
  readonly translator: () => Translator
}

/**
 * Opens the core; where it does not open, says why in words and offers the way out until it opens or the person gives
 * up. Null means that the app should end.
 */
export async function openCore<Core>(options: CoreOpenerOptions<Core>): Promise<Core | null> {
  let failure: unknown = null
  for (;;) {
    try {
      if (failure === null) return await options.open()
    } catch (error) {
      failure = error
    }
    const body = toBody(failure)
    const backup = body.code === 'DB_DAMAGED' ? String(body.params['backup'] ?? '') : ''
    const question = toQuestion(body, backup, options.translator())
    options.onFailure(failure, question.detail)
    const action = await options.ask(question)
    if (action === 'quit') return null
    if (action === 'openFolder') {
      options.openFolder()
      continue
    }
    failure = action === 'restore' ? tryRestore(options, backup) : null
  }
}

/** What went wrong with the restore, or null. */
function tryRestore({ restore }: { readonly restore: (file: string) => void }, backup: string): unknown {
  try {
    restore(backup)
    return null
  } catch (error) {
    return error
  }
}

function toQuestion(body: ErrorBody, backup: string, { t, error }: Translator): StartQuestion {
  const actions: StartAction[] = [
    ...(backup ? (['restore'] as const) : []),
    // A file that was mended or moved away meanwhile is tried again from here.
    'retry',
    'openFolder',
    'quit',
  ]
  const sentence = error(body)
  return {
    message: t('host.start.failed'),
    detail: backup ? `${sentence}\n\n${t('host.start.restoreDetail', { file: backup })}` : sentence,
    actions: actions.map((action) => ({ action, label: t(`host.start.${action}`) })),
  }
}

function toBody(error: unknown): ErrorBody {
  const failure = isAppError(error) ? error : new AppError('INTERNAL', {}, { cause: error, raw: String(error) })
  return { code: failure.code, params: failure.params, raw: failure.raw }
}
