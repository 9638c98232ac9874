import type { CurrencySums } from '../domain/money.ts'

const minorDigits = new Map<string, number>()

/** Decimals in which a currency is usually written; 2 for codes that nobody knows. */
function digitsOf(currency: string): number {
  let digits = minorDigits.get(currency)
  if (digits === undefined) {
    try {
      digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
    } catch {
      digits = 2
    }
    minorDigits.set(currency, digits)
  }
  return digits
}

/** `1,234.50`; every digit of the amount is kept, and as many follow as the currency usually has. */
export function amountText(amount: string, currency: string | null): string {
  const [whole = '', fraction = ''] = amount.split('.')
  const decimals = fraction.padEnd(currency === null ? 0 : digitsOf(currency), '0')
  return `${whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')}${decimals === '' ? '' : `.${decimals}`}`
}

/** `1,234.50 CNY`. */
export function moneyText(amount: string, currency: string): string {
  return `${amountText(amount, currency)} ${currency}`
}

/** `1,234.50 CNY + 20.00 USD`; currencies are never added up. Empty without any sum. */
export function sumsText({ sums }: Pick<CurrencySums, 'sums'>): string {
  return sums.map((sum) => moneyText(sum.amount, sum.currency)).join(' + ')
}
