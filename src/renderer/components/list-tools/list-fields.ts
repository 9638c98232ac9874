import type { FieldKind } from '../../../shared/domain/column-condition.ts'
import type { RouteName } from '../../../shared/ipc/contract.ts'
import type { ListQuery } from './list-query.ts'

/** One value of a field with the number of rows that have it. */
export interface CountedValue {
  /** null is "blank". */
  readonly value: string | null
  /** A readable name where the value is a code; else null. */
  readonly label: string | null
  readonly count: number
}

/** The values of a field, at most as many as asked for; `distinct` counts them all. */
export interface CountedValues {
  readonly values: readonly CountedValue[]
  readonly distinct: number
}

/** A range of numbers that people ask for often, in words. */
export interface QuickNumbers {
  readonly key: string
  readonly words: string
  readonly min: string | null
  readonly max: string | null
}

/** What the tools above a table need to know of its fields, in the language of the reader. */
export interface ListFields {
  /** Fields that an order can be made of. */
  readonly sortable: readonly string[]
  /** The name of a field, as its column's header says it. */
  label(field: string): string
  kindOf(field: string): FieldKind
  /** True for fields whose values are counted. */
  hasValues(field: string): boolean
  /** True for fields that can be searched for a text. */
  hasText(field: string): boolean
  /** True for fields that some row may have no value in. */
  canBeBlank(field: string): boolean
  /** True when the values of a field are shown in words of ours, which the core cannot search. */
  hasWords(field: string): boolean
  /** A stored value of a field as people read it; `label` is the readable name of a code. */
  valueLabel(field: string, value: string | null, label: string | null): string
  /** The order of two values that are not blank; undefined leaves it to the alphabet. */
  compareValues?(field: string, a: string, b: string): number | undefined
  /** True for days that lie behind by their nature. */
  looksBack(field: string): boolean
  /** Common ranges of a field of numbers. */
  quickNumbers?(field: string): readonly QuickNumbers[]
  /** A number of a field with its unit; undefined when it has none. */
  numberWords?(field: string, value: number): string | undefined
}

/** Counts the values of fields among what a filter finds, the field's own value list left out. */
export interface ValuesPort<Query extends ListQuery> {
  /** The route that is asked, so that whatever makes its answers old makes these old. */
  readonly route: RouteName
  /** undefined: the field is not counted. */
  read(question: {
    readonly filter: Query['filter']
    readonly field: string
    readonly limit: number
    /** Narrows the values; empty: all of them. */
    readonly search: string
  }): Promise<CountedValues | undefined>
}
