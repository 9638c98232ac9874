import type { ListCondition } from './list-query.ts'

/** A list of checked or unchecked values, as a column's filter says it; undefined means "all are checked". */
export type ValueCondition = Extract<ListCondition, { kind: 'values' }>
type Value = string | null

/** True when rows with this value pass. */
export function isChecked(condition: ValueCondition | undefined, value: Value): boolean {
  if (!condition) return true
  return condition.values.includes(value) !== (condition.isExcluded ?? false)
}

/**
 * Checks or unchecks one value. From "all" unchecking leaves everything else, also values that come later, in; from a
 * chosen few only those stay. undefined: nothing is filtered any more.
 */
export function toggleValue(
  field: string,
  condition: ValueCondition | undefined,
  value: Value,
): ValueCondition | undefined {
  if (!condition) return { kind: 'values', field, values: [value], isExcluded: true }
  const has = condition.values.includes(value)
  const values = has ? condition.values.filter((other) => other !== value) : [...condition.values, value]
  if (condition.isExcluded && values.length === 0) return undefined
  return { ...condition, values }
}

/** Lets these values pass and no others. */
export function onlyValues(field: string, values: readonly Value[]): ValueCondition {
  return { kind: 'values', field, values }
}

/** Lets everything but this value pass, beside what is left out already. */
export function excludeValue(
  field: string,
  condition: ValueCondition | undefined,
  value: Value,
): ValueCondition | undefined {
  return isChecked(condition, value) ? toggleValue(field, condition, value) : condition
}

/** A list of chosen values that names every value there is filters nothing. */
export function simplify(condition: ValueCondition, distinct: number): ValueCondition | undefined {
  return !condition.isExcluded && condition.values.length >= distinct && distinct > 0 ? undefined : condition
}
