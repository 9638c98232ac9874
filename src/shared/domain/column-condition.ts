/**
 * A condition on one column of a list, as the column's filter menu makes it; several on one column are joined by AND.
 * `Counted` are the fields whose values are counted, `Searched` those that can be looked through for a text.
 */
export type ConditionOn<Counted extends string, Field extends string, Searched extends string = Field> =
  /** One of the values of the column's facet; null is "blank". Flags are `true` and `false`. */
  | {
      readonly kind: 'values'
      readonly field: Counted
      readonly values: readonly (string | null)[]
      /** True: everything but these. */
      readonly isExcluded?: boolean | undefined
    }
  /**
   * Both ends included, null is open; blank never matches. Civil days (`YYYY-MM-DD`) for `instant` and `day` columns,
   * decimal strings for `number` and `amount` columns; amounts are compared as numbers whatever their currency.
   */
  | { readonly kind: 'range'; readonly field: Field; readonly min: string | null; readonly max: string | null }
  | { readonly kind: 'blank'; readonly field: Field; readonly isBlank: boolean }
  /** Text that occurs in the column as it is shown in JSON, without regard to case. */
  | { readonly kind: 'contains'; readonly field: Searched; readonly text: string }

/** What the values of a column are, which decides how they are filtered, aligned and compared. */
export type FieldKind = 'text' | 'code' | 'flag' | 'number' | 'amount' | 'instant' | 'day'

/** One value of a field with the number of rows that have it; flags are `true` and `false`. */
export interface FacetValue {
  /** null is "blank". */
  readonly value: string | null
  /** A readable name where the value is a vendor's code (types, regions); else null. */
  readonly label: string | null
  readonly count: number
}

/** The values of a field, most frequent first, at most as many as asked for; `distinct` counts them all. */
export interface Facet {
  readonly values: readonly FacetValue[]
  readonly distinct: number
}
