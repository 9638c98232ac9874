import { createInstance } from 'i18next'
import type { ErrorBody } from '../ipc/envelope.ts'
import type { LogLine } from '../domain/run.ts'
import { MAX_ERROR_TEXT } from '../domain/run.ts'
import { resources, type Language } from './resources.ts'

export type TextParams = Readonly<Record<string, string | number>>

/** Makes the sentences that people read, in one language. */
export interface Translator {
  readonly language: Language
  /** The text of a key such as `cli.sync.title`; an unknown key is a programming error and throws. */
  t(key: string, params?: TextParams): string
  /** The sentence for a failure, with the provider's own code and words in brackets; at most 500 characters. */
  error(error: ErrorBody): string
  /** One line of a run's log. */
  logLine(line: Pick<LogLine, 'code' | 'params'>): string
}

/** Creates a translator; cheap enough to be made per command or window. */
export function createTranslator(language: Language): Translator {
  const i18n = createInstance()
  void i18n.init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: resources[language] } },
    interpolation: { escapeValue: false },
    // Errors carry what is known; a place that stays empty must not show its name to people.
    missingInterpolationHandler: () => '',
    parseMissingKeyHandler(key) {
      throw new Error(`no text for ${key} in ${language}`)
    },
    initAsync: false,
  })
  // A page draws thousands of texts: which one is meant is looked up once for each form of a key.
  const templates = new Map<string, string>()
  const plurals = new Intl.PluralRules(language)
  const formOf = ({ count, context = '' }: TextParams): string => {
    if (typeof count !== 'number') return `${context}`
    return `${context} ${count === 0 ? 'zero' : plurals.select(count)}`
  }
  const t = (key: string, params: TextParams = {}): string => {
    const form = `${key} ${formOf(params)}`
    let template = templates.get(form)
    if (template === undefined) {
      template = i18n.t(key, { ...params, skipInterpolation: true })
      templates.set(form, template)
    }
    return template.includes('{{') ? i18n.services.interpolator.interpolate(template, params, language, {}) : template
  }
  /** The router names what is wrong with an input by a code. */
  const toProblem = (params: TextParams): TextParams => {
    const key = `domain.problem.${params['problem']}`
    return i18n.exists(key) ? { problem: t(key, params) } : {}
  }
  const toReason = (code: string, params: TextParams): TextParams => {
    const key = `schedules.refusal.${params['reason']}`
    return code === 'SCHEDULE_RULE' && i18n.exists(key) ? { reason: t(key, params) } : {}
  }
  const error = ({ code, params, raw }: ErrorBody): string => {
    // Without a good backup the way out is another one.
    const context = code === 'DB_DAMAGED' && !params['backup'] ? { context: 'noBackup' } : {}
    const sentence = t(`error.${code}`, { ...params, ...toProblem(params), ...toReason(code, params), ...context })
    return cut(raw ? t('error.withRaw', { sentence, raw }) : sentence, MAX_ERROR_TEXT)
  }
  return {
    language,
    t,
    error,
    logLine({ code, params }) {
      // A failed run's last line is the sentence of its error.
      if (code === 'sync.failed' || code === 'links.failed') {
        const { errorCode, raw, ...rest } = params
        if (i18n.exists(`error.${errorCode}`)) {
          return error({ code: errorCode as ErrorBody['code'], params: rest, raw: raw ? String(raw) : null })
        }
      }
      const key = `log.${code}`
      // A log may have been written by another version of the app: show what there is.
      return i18n.exists(key) ? i18n.t(key, params) : `${code} ${JSON.stringify(params)}`
    },
  }
}

/** Cuts by code points, so that no character is split. */
function cut(text: string, max: number): string {
  const points = [...text]
  return points.length <= max ? text : `${points.slice(0, max - 1).join('')}…`
}
