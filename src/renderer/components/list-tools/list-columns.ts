import { toCivilDay, type CivilDay } from '../../../shared/domain/civil-day.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import { UNKNOWN, type Formats } from '../../lib/format.ts'
import type { GridColumnState } from '../data-grid/column-states.ts'
import type { GridCell } from '../data-grid/types.ts'

type Translate = Translator['t']

/** One column of a list: how it is called, how wide and where it stands at first, and what its cells say. */
export interface ListColumn<Row, Field extends string, Given = undefined> {
  readonly field: Field
  /** Key of the header's text. */
  readonly headerKey: string
  readonly widthPx: number
  readonly align: 'start' | 'end'
  readonly isVisible: boolean
  readonly pin: 'left' | 'right' | null
  /** What the cell shows. */
  toCell(row: Row, formats: Formats, t: Translate, given?: Given): string | GridCell
  /** What hovering adds: the exact instant, the raw code, or why nothing is known; null when there is nothing to add. */
  toTitle(row: Row, formats: Formats, t: Translate): string | null
  /** What a copy carries: whole days, plain digits, no marks; empty where nothing is known. */
  toCopy(row: Row, formats: Formats, t: Translate): string
}

/** A cell of which nothing is known. */
export const QUIET_UNKNOWN: GridCell = { text: UNKNOWN, isQuiet: true }

const wordsOf = new WeakMap<Translate, Map<string, string>>()

/** A text without parameters, looked up once per language: a scrolling table asks by the thousand. */
export function word(t: Translate, key: string): string {
  let words = wordsOf.get(t)
  if (!words) wordsOf.set(t, (words = new Map()))
  let text = words.get(key)
  if (text === undefined) words.set(key, (text = t(key)))
  return text
}

const MAX_REMEMBERED = 5_000

/** Remembers what a format has written, per set of formats. */
export function remembered<Value extends string | number>(
  write: (value: Value, formats: Formats) => string,
): (value: Value, formats: Formats) => string {
  const texts = new WeakMap<Formats, Map<Value, string>>()
  return (value, formats) => {
    let known = texts.get(formats)
    if (!known) texts.set(formats, (known = new Map()))
    let text = known.get(value)
    if (text === undefined) {
      if (known.size >= MAX_REMEMBERED) known.clear()
      known.set(value, (text = write(value, formats)))
    }
    return text
  }
}

const dayText = remembered<CivilDay>((day, formats) => formats.day(day))
const instantText = remembered<number>((at, formats) => formats.instant(at))
const civilDayOf = remembered<number>((at, formats) => toCivilDay(at, formats.zone))
const numericTime = (at: number, formats: Formats): string => `${civilDayOf(at, formats)} ${formats.clock(at)}`

/** Where a column stands before anybody has arranged it. */
export interface Placement {
  readonly widthPx?: number
  readonly isVisible?: boolean
  readonly pin?: 'left' | 'right'
  readonly align?: 'start' | 'end'
  /** Why a cell may be empty: a key under the list's own reasons. */
  readonly reason?: string
}

/** The makers of columns for one kind of rows; `headers` and `reasons` are the places of their texts. */
// oxlint-disable-next-line typescript/explicit-module-boundary-types -- the makers' own types say it all
export function createColumnMakers<Row, Field extends string, Given = undefined>({
  headers,
  reasons,
}: {
  readonly headers: string
  readonly reasons: string
}) {
  type Column = ListColumn<Row, Field, Given>

  function place(field: Field, { widthPx = 120, isVisible = false, pin, align = 'start' }: Placement) {
    return { field, headerKey: `${headers}.${field}`, widthPx, align, isVisible, pin: pin ?? null } as const
  }

  function reasonOf(t: Translate, { reason = 'notSaid' }: Placement): string {
    return word(t, `${reasons}.${reason}`)
  }

  function textColumn(
    field: Field,
    read: (row: Row) => string | null,
    placement: Placement = {},
    title?: (row: Row, t: Translate) => string | null,
  ): Column {
    return {
      ...place(field, placement),
      toCell: (row) => read(row) || QUIET_UNKNOWN,
      toTitle: (row, _formats, t) => title?.(row, t) ?? (read(row) ? null : reasonOf(t, placement)),
      toCopy: (row) => read(row) ?? '',
    }
  }

  /** Values of a closed list, shown in words under a key. */
  function wordColumn(
    field: Field,
    group: string,
    read: (row: Row) => string | null,
    placement: Placement = {},
    extras: {
      readonly raw?: (row: Row) => string | number | null
      readonly quiet?: readonly string[]
    } = {},
  ): Column {
    const text = (row: Row, t: Translate): string => {
      const value = read(row)
      if (value === null) return ''
      const said = word(t, `${group}.${value}`)
      const raw = extras.raw?.(row) ?? null
      return value === 'unknown' && raw !== null ? `${said} (${raw})` : said
    }
    return {
      ...place(field, placement),
      toCell(row, _formats, t) {
        const value = read(row)
        if (value === null) return QUIET_UNKNOWN
        return extras.quiet?.includes(value) ? { text: text(row, t), isQuiet: true } : text(row, t)
      },
      toTitle(row, _formats, t) {
        if (read(row) === null) return reasonOf(t, placement)
        const raw = extras.raw?.(row) ?? null
        return raw === null ? null : t('grid.rawCode', { code: String(raw) })
      },
      toCopy: (row, _formats, t) => text(row, t),
    }
  }

  function flagColumn(field: Field, read: (row: Row) => boolean | null, placement: Placement = {}): Column {
    const text = (row: Row, t: Translate): string => {
      const value = read(row)
      return value === null ? '' : word(t, value ? 'grid.yes' : 'grid.no')
    }
    return {
      ...place(field, { widthPx: 90, ...placement }),
      toCell: (row, _formats, t) => text(row, t) || QUIET_UNKNOWN,
      toTitle: (row, _formats, t) => (read(row) === null ? reasonOf(t, placement) : null),
      toCopy: (row, _formats, t) => text(row, t),
    }
  }

  /** An instant of which the day counts: `11-24 周一`, exact on hover. */
  function dayOfInstantColumn(
    field: Field,
    read: (row: Row) => number | null,
    placement: Placement = {},
    note?: (row: Row, t: Translate) => string | null,
  ): Column {
    return {
      ...place(field, { widthPx: 136, ...placement }),
      toCell(row, formats) {
        const at = read(row)
        return at === null ? QUIET_UNKNOWN : dayText(civilDayOf(at, formats), formats)
      },
      toTitle(row, formats, t) {
        const at = read(row)
        if (at === null) return reasonOf(t, placement)
        const said = note?.(row, t)
        return said ? `${formats.instantTitle(at)}\n${said}` : formats.instantTitle(at)
      },
      toCopy(row, formats) {
        const at = read(row)
        return at === null ? '' : numericTime(at, formats)
      },
    }
  }

  /** An instant of which the time counts too: `11-24 09:02`, exact on hover. */
  function instantColumn(field: Field, read: (row: Row) => number | null, placement: Placement = {}): Column {
    return {
      ...dayOfInstantColumn(field, read, { widthPx: 124, ...placement }),
      toCell(row, formats) {
        const at = read(row)
        return at === null ? QUIET_UNKNOWN : instantText(at, formats)
      },
    }
  }

  function dayColumn(field: Field, read: (row: Row) => CivilDay | null, placement: Placement = {}): Column {
    return {
      ...place(field, { widthPx: 136, ...placement }),
      toCell(row, formats) {
        const day = read(row)
        return day === null ? QUIET_UNKNOWN : dayText(day, formats)
      },
      toTitle(row, formats, t) {
        const day = read(row)
        return day === null ? reasonOf(t, placement) : formats.dayTitle(day)
      },
      toCopy: (row) => read(row) ?? '',
    }
  }

  return { place, textColumn, wordColumn, flagColumn, dayOfInstantColumn, instantColumn, dayColumn }
}

/** How columns stand before anybody has arranged them. */
export function standardColumns<Field extends string>(
  columns: readonly ListColumn<never, Field, never>[],
): readonly GridColumnState<Field>[] {
  return columns.map(({ field, isVisible, pin }) => ({ field, isVisible, widthPx: null, pin }))
}
