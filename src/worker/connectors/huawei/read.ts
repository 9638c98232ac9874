/** A JSON object whose fields nobody has promised. */
export type Fields = Readonly<Record<string, unknown>>

/** The value as an object; null for anything else. */
export function toFields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}

/** The value as a list; anything else is an empty one. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text that says something; numbers count, blank ones do not. */
export function toTextOrNull(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
  return text === '' ? null : text
}

/** A whole number of 0 and up, also when it came as text. */
export function toCountOrNull(value: unknown): number | null {
  const number = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null
}

/** A table's entry for a name that came from outside; `constructor` and the like, which every object has, are none. */
export function valueOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}
