/**
 * The only way to write SQL: every interpolated value becomes a bound parameter, so no text of a person or a provider
 * can become part of a statement. Dynamic parts are fragments made by the same means.
 */
export type BoundValue = string | number | bigint | null | Uint8Array

/** What may be interpolated; booleans are bound as 1 and 0. */
export type SqlValue = BoundValue | boolean | SqlFragment

const MADE_HERE = Symbol('sql')

/** A piece of SQL with its values in order; a whole query is simply a piece that stands alone. */
export interface SqlFragment {
  readonly [MADE_HERE]: true
  readonly text: string
  readonly values: readonly BoundValue[]
}
export type SqlQuery = SqlFragment

/** Makes a query: sql`SELECT … WHERE name = ${name}`. */
export function sql(strings: TemplateStringsArray, ...values: readonly SqlValue[]): SqlQuery {
  // Most queries hold plain values only; this loop allocates nothing beyond the text and the list.
  let text = strings[0] as string
  const bound: BoundValue[] = []
  for (let index = 0; index < values.length; index += 1) {
    text += append(values[index], bound) + (strings[index + 1] as string)
  }
  return { [MADE_HERE]: true, text, values: bound }
}

/** Makes a part of a query; the same as `sql`, named for the reader. */
export const sqlFragment = sql

/** Nothing: for parts that are left out. */
export const sqlNothing: SqlFragment = sql``

/** Joins parts or values: sqlJoin([1, 2, 3]) is `?, ?, ?`. An empty list is refused, because `IN ()` matches nothing. */
export function sqlJoin(parts: readonly SqlValue[], separator: SqlFragment = sql`, `): SqlFragment {
  if (parts.length === 0) throw new Error('sqlJoin needs at least one part')
  if (separator.values.length > 0) throw new Error('a separator cannot hold values')
  const bound: BoundValue[] = []
  const text = parts.map((part) => append(part, bound)).join(separator.text)
  return { [MADE_HERE]: true, text, values: bound }
}

const IDENTIFIER = /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/

/** A table or column name, `column` or `table.column`; anything but lower case, digits and underscores is refused. */
export function sqlId(name: string): SqlFragment {
  if (!IDENTIFIER.test(name)) throw new Error(`not an identifier: ${JSON.stringify(name)}`)
  const quoted = name
    .split('.')
    .map((part) => `"${part}"`)
    .join('.')
  return { [MADE_HERE]: true, text: quoted, values: [] }
}

function append(value: unknown, bound: BoundValue[]): string {
  if (isFragment(value)) {
    for (const inner of value.values) bound.push(inner)
    return value.text
  }
  bound.push(toBound(value))
  return '?'
}

function isFragment(value: unknown): value is SqlFragment {
  return typeof value === 'object' && value !== null && MADE_HERE in value
}

function toBound(value: unknown): BoundValue {
  if (value === null || typeof value === 'string' || typeof value === 'bigint') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number') {
    if (Number.isNaN(value)) throw new TypeError('NaN cannot be bound: SQLite would store NULL')
    return value
  }
  if (value instanceof Uint8Array) return value
  throw new TypeError(`${value === undefined ? 'undefined' : typeof value} cannot be bound; use null for "no value"`)
}
