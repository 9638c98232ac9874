import type { RawCode } from './item.ts'

/** A vendor's numeric code as a number, also when it came as digits in text; null when it is absent or no such code. */
export function toCodeNumber(raw: RawCode | undefined): number | null {
  if (typeof raw === 'number') return Number.isSafeInteger(raw) && raw >= 0 ? raw : null
  if (typeof raw !== 'string') return null
  const text = raw.trim()
  return /^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : null
}
