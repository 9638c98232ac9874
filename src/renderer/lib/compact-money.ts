import { useMemo } from 'react'
import { useTranslator } from './translator.tsx'

/** From here on amounts are shortened: below it they are short enough. */
const SHORTENED_FROM = 10_000
/** From here on cents say nothing where there is little room. */
const WHOLE_FROM = 100

/**
 * Writes amounts where there is little room: `12.3万 CNY`, `12.3K CNY`, `2,346 CNY`. Never where people read a figure off;
 * the exact one stands beside or on hover.
 */
export function useCompactMoney(): (amount: string | number, currency: string | null) => string {
  const { language } = useTranslator()
  return useMemo(() => {
    const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 })
    const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
    const small = new Intl.NumberFormat(language, { maximumFractionDigits: 2 })
    return (amount, currency) => {
      const value = Number(amount)
      const size = Math.abs(value)
      const format = size >= SHORTENED_FROM ? short : size >= WHOLE_FROM ? whole : small
      return `${format.format(value)} ${currency ?? ''}`.trimEnd()
    }
  }, [language])
}
