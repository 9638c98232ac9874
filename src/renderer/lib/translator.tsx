import { createContext, use, useMemo, type ReactNode } from 'react'
import type { Language } from '../../shared/i18n/resources.ts'
import { createTranslator, type Translator } from '../../shared/i18n/translator.ts'

const TranslatorContext = createContext<Translator | null>(null)

/** Gives the texts of one language to the page. */
export function TranslatorProvider({
  language,
  children,
}: {
  readonly language: Language
  readonly children: ReactNode
}): ReactNode {
  const translator = useMemo(() => createTranslator(language), [language])
  return <TranslatorContext value={translator}>{children}</TranslatorContext>
}

/** The texts in the person's language. */
export function useTranslator(): Translator {
  const translator = use(TranslatorContext)
  if (!translator) throw new Error('no TranslatorProvider above')
  return translator
}
