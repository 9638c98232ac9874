import type { PlannedReminder } from '../../shared/domain/reminder.ts'
import { pickForTurn, type DueReminder } from '../../shared/domain/reminder-rules.ts'
import { createExactSums, type ExactSums } from './exact-sums.ts'
import type { PlannedTurn } from './reminder-turns.ts'

/** Names that are told of a delivery. */
const NAMES = 5

/** What a tally needs of an item beside its reminder. */
export interface TalliedItem {
  readonly itemKey: number
  readonly name: string
  readonly actByAt: number
  readonly price: string | null
  readonly currency: string | null
}

/** Collects what would be sent, delivery by delivery. */
export interface ReminderTally {
  /** `position` is that of a turn. */
  add(position: number, item: TalliedItem, reminder: DueReminder): void
  toPlanned(): PlannedReminder[]
}

interface Delivery {
  items: number
  overdue: number
  urgent: number
  readonly steps: Map<number, number>
  readonly sums: ExactSums
  readonly first: TalliedItem[]
}

export function createReminderTally(turns: readonly PlannedTurn[]): ReminderTally {
  const deliveries: (Delivery | undefined)[] = turns.map(() => undefined)
  return {
    add(position, item, reminder) {
      const delivery = (deliveries[position] ??= {
        items: 0,
        overdue: 0,
        urgent: 0,
        steps: new Map(),
        sums: createExactSums(),
        first: [],
      })
      delivery.items += 1
      if (reminder.daysLeft < 0) delivery.overdue += 1
      else if (isUrgent(item, reminder)) delivery.urgent += 1
      delivery.steps.set(reminder.step, (delivery.steps.get(reminder.step) ?? 0) + 1)
      delivery.sums.add(item.price, item.currency)
      keepFirst(delivery.first, item)
    },
    toPlanned() {
      return turns.flatMap(({ at, day, turn }, position) => {
        const delivery = deliveries[position]
        return delivery ? [{ at, on: day.today, kind: turn.kind, ...toFigures(delivery) }] : []
      })
    },
  }
}

function toFigures({
  items,
  overdue,
  urgent,
  steps,
  sums,
  first,
}: Delivery): Omit<PlannedReminder, 'at' | 'on' | 'kind'> {
  return {
    items,
    overdue,
    urgent,
    steps: [...steps].toSorted(([a], [b]) => b - a).map(([step, count]) => ({ step, items: count })),
    sums: sums.toSums(),
    names: first.map(({ name }) => name),
  }
}

function isUrgent({ actByAt }: TalliedItem, { daysLeft }: DueReminder): boolean {
  return pickForTurn([{ actByAt, daysLeft }], { kind: 'urgent', act: null }).length > 0
}

function isBefore(a: TalliedItem, b: TalliedItem): boolean {
  return a.actByAt === b.actByAt ? a.itemKey < b.itemKey : a.actByAt < b.actByAt
}

/** Keeps the soonest, in order. */
function keepFirst(first: TalliedItem[], item: TalliedItem): void {
  const last = first.at(-1)
  if (first.length === NAMES && last && !isBefore(item, last)) return
  const place = first.findIndex((other) => isBefore(item, other))
  first.splice(place === -1 ? first.length : place, 0, item)
  if (first.length > NAMES) first.pop()
}
