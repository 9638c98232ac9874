import type { BandTone } from '../band-mark.tsx'
import type { VerdictTone } from '../verdict-mark.tsx'

/** A sign of the table: a shape in a colour. */
export type GridMark = BandTone | VerdictTone

/** Half-open ranges of positions, ascending and apart. */
export type Ranges = readonly (readonly [from: number, to: number])[]

/** What stands in one cell when it is more than a text. */
export interface GridCell {
  readonly text: string
  /** A shape in a colour before the text; the text says the same in words. */
  readonly mark?: GridMark
  /** Written in a quieter colour: values that are not known, or not so by a person's will. */
  readonly isQuiet?: boolean
  /** Small quiet chips instead of the text; the text is what a screen reader and the copy say. */
  readonly chips?: readonly string[]
  /** A row of shapes instead of the text, oldest first; the text is what a screen reader and the copy say. */
  readonly strip?: readonly GridMark[]
}

/** One column as it is drawn now: visible, in order, with its width. */
export interface GridColumn<Field extends string> {
  readonly field: Field
  readonly label: string
  readonly widthPx: number
  readonly align: 'start' | 'end'
  readonly pin: 'left' | 'right' | null
}

/** A group of rows with its header: positions `start` to `start + count - 1`. */
export interface GridGroup {
  /** `''` stands for blank. */
  readonly key: string
  readonly label: string
  /** What stands beside the label: count and sums in words. */
  readonly summary: string
  readonly start: number
  readonly count: number
  readonly isCollapsed: boolean
}

/** Order of the rows; the first field counts first. */
export type GridSort<Field extends string> = readonly {
  readonly field: Field
  readonly direction: 'asc' | 'desc'
}[]

/** Where the rows come from: a window of them is at hand, the others are read as they come into sight. */
export interface GridSource<Row> {
  readonly total: number
  /** The row at a position when it is at hand, else null. */
  row(position: number): Row | null
  /** Says which positions are in sight, so that they are read. */
  watch(inSight: Ranges): void
  /** Calls back when rows have come in. */
  subscribe(listener: () => void): () => void
}
