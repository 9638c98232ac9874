import { app } from 'electron'
import { chooseLanguage } from '../shared/i18n/resources.ts'
import { createTranslator, type Translator } from '../shared/i18n/translator.ts'

/** The operating system's language, BCP 47. */
export function systemLocale(): string {
  return app.getPreferredSystemLanguages()[0] ?? app.getLocale()
}

/** Texts for as long as no setting can be read. */
export function systemTranslator(): Translator {
  return createTranslator(chooseLanguage(undefined, 'system', systemLocale()))
}
