/** One column as a person has arranged it; the order of the columns is that of the array. */
export interface GridColumnState<Field extends string> {
  readonly field: Field
  readonly isVisible: boolean
  /** CSS pixels; null takes the default. */
  readonly widthPx: number | null
  readonly pin: 'left' | 'right' | null
}

type States<Field extends string> = readonly GridColumnState<Field>[]

/** Narrowest and widest that a column can be made, in CSS pixels. */
export const MIN_WIDTH_PX = 48
export const MAX_WIDTH_PX = 1_200

function change<Field extends string>(
  states: States<Field>,
  field: Field,
  part: Partial<GridColumnState<Field>>,
): States<Field> {
  return states.map((state) => (state.field === field ? { ...state, ...part } : state))
}

/** Gives a column a width; null gives it back its default. */
export function withWidth<Field extends string>(
  states: States<Field>,
  field: Field,
  widthPx: number | null,
): States<Field> {
  const width = widthPx === null ? null : Math.round(Math.min(MAX_WIDTH_PX, Math.max(MIN_WIDTH_PX, widthPx)))
  return change(states, field, { widthPx: width })
}

export function withPin<Field extends string>(
  states: States<Field>,
  field: Field,
  pin: 'left' | 'right' | null,
): States<Field> {
  return change(states, field, { pin })
}

export function withoutColumn<Field extends string>(states: States<Field>, field: Field): States<Field> {
  return change(states, field, { isVisible: false })
}

/** Puts a column before or after another one, on the side where that one is pinned. */
export function withColumnAt<Field extends string>(
  states: States<Field>,
  field: Field,
  target: Field,
  place: 'before' | 'after',
): States<Field> {
  const moved = states.find((state) => state.field === field)
  const aim = states.find((state) => state.field === target)
  if (!moved || !aim || field === target) return states
  const others = states.filter((state) => state.field !== field)
  const index = others.indexOf(aim) + (place === 'after' ? 1 : 0)
  return others.toSpliced(index, 0, { ...moved, pin: aim.pin })
}

/** Moves a visible column one place among the visible ones of its side; at the end of it nothing happens. */
export function withColumnMoved<Field extends string>(
  states: States<Field>,
  field: Field,
  step: -1 | 1,
): States<Field> {
  const moved = states.find((state) => state.field === field)
  const side = states.filter((state) => state.isVisible && state.pin === moved?.pin)
  const target = side[side.findIndex((state) => state.field === field) + step]
  return target ? withColumnAt(states, field, target.field, step < 0 ? 'before' : 'after') : states
}
