/** Tells for each documented field of a JSON document whether its value has the right form. */
export interface FieldTypes {
  readonly [field: string]: (value: unknown) => boolean
}

/** The documented fields that are missing or have another form, with what they have. */
export function wrongFields(document: unknown, types: FieldTypes): string[] {
  if (typeof document !== 'object' || document === null) return ['not an object']
  const values = document as Readonly<Record<string, unknown>>
  return Object.entries(types).flatMap(([field, isRight]) => {
    if (!Object.hasOwn(values, field)) return [`${field} is missing`]
    return isRight(values[field]) ? [] : [`${field}: ${JSON.stringify(values[field])}`]
  })
}

/** The form, or null for "nobody knows". */
export function orNull(isRight: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === null || isRight(value)
}

export function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

export function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** ISO 8601 in UTC. */
export function isInstant(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)
}

export function isDay(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
}

/** A decimal number as text. */
export function isMoney(value: unknown): boolean {
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
}
