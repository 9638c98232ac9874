import { cli as cliEn } from './en/cli.ts'
import { domain as domainEn } from './en/domain.ts'
import { errors as errorsEn } from './en/errors.ts'
import { logConnector as logConnectorEn } from './en/log-connector.ts'
import { logCore as logCoreEn } from './en/log-core.ts'
import { logDemo as logDemoEn } from './en/log-demo.ts'
import { cli as cliZh } from './zh-CN/cli.ts'
import { domain as domainZh } from './zh-CN/domain.ts'
import { errors as errorsZh } from './zh-CN/errors.ts'
import { logConnector as logConnectorZh } from './zh-CN/log-connector.ts'
import { logCore as logCoreZh } from './zh-CN/log-core.ts'
import { logDemo as logDemoZh } from './zh-CN/log-demo.ts'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** All texts that a person sees, by language. Both languages have the same keys and placeholders (tested). */
export const resources = {
  'zh-CN': {
    cli: cliZh,
    domain: domainZh,
    error: errorsZh,
    log: { ...logConnectorZh, ...logCoreZh, ...logDemoZh },
  },
  en: {
    cli: cliEn,
    domain: domainEn,
    error: errorsEn,
    log: { ...logConnectorEn, ...logCoreEn, ...logDemoEn },
  },
} as const

/** Chooses a language from an explicit wish, the setting and the system's locale; Chinese when nothing speaks for English. */
export function chooseLanguage(wish: string | undefined, setting: string, systemLocale: string): Language {
  const found = [wish, setting].find((value) => value === 'zh-CN' || value === 'en')
  if (found) return found
  return systemLocale.toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}
