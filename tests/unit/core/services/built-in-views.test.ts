import { describe, expect, it } from 'vitest'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import { createItemService } from '../../../../src/core/services/item-service.ts'
import { builtInQuery, BUILT_IN_VIEW_IDS, type BuiltInViewId } from '../../../../src/shared/domain/built-in-views.ts'
import { toCivilDay } from '../../../../src/shared/domain/civil-day.ts'
import type { Item } from '../../../../src/shared/domain/item.ts'
import { resolveQuery } from '../../../../src/shared/domain/item-sets.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/domain/settings.ts'
import { itemQuery } from '../../../../src/shared/ipc/item.ts'
import { arrangeEstate, ESTATE_NOW, estateItems } from '../../../support/item-estate.ts'

const TODAY = '2026-11-21'
const IN_30_DAYS = '2026-12-21'

const actByOn = ({ actByAt }: Item): string | null => (actByAt === null ? null : toCivilDay(actByAt, 'Asia/Shanghai'))
const isBetween = (day: string | null, from: string, to: string): boolean => day !== null && day >= from && day <= to

/** What each view is for, said over items as everybody sees them. */
const MEANING: Readonly<Record<BuiltInViewId, (item: Item, changed: readonly string[]) => boolean>> = {
  all: (item) => item.isActive,
  'due-soon': (item) => item.isActive && isBetween(actByOn(item), TODAY, IN_30_DAYS),
  overdue: (item) => item.isActive && isBetween(actByOn(item), '0001-01-01', '2026-11-20'),
  'undecided-due': (item) =>
    item.isActive && item.decision === 'undecided' && isBetween(actByOn(item), '0001-01-01', IN_30_DAYS),
  contradictions: (item) => item.contradictions.length > 0,
  'no-owner': (item) => item.isActive && !item.owner,
  'auto-this-month': (item) =>
    item.isActive && item.renewalMode === 'auto' && isBetween(actByOn(item), '2026-11-01', '2026-11-30'),
  changed: (item, changed) => changed.includes(item.id),
  'no-price': (item) => item.isActive && item.price === null,
  gone: (item) => !item.isActive,
}

async function arrange() {
  const estate = await arrangeEstate(400)
  const items = estateItems(estate.read, { now: ESTATE_NOW, settings: DEFAULT_SETTINGS })
  const fail = (error: unknown): never => {
    throw error
  }
  const { read: db, writer } = estate
  const clock = { now: () => ESTATE_NOW }
  const service = createItemService({ db, writer, events: createEventBus(fail), clock, defaultUserName: 'me' })
  return { items, service, changed: items.filter((_, index) => index % 9 === 0).map((item) => item.id) }
}

describe('a built-in view', () => {
  it('finds and counts what its name says', async () => {
    const { items, service, changed } = await arrange()
    const queries = BUILT_IN_VIEW_IDS.map((id) => itemQuery.parse(resolveQuery(builtInQuery(id), TODAY, changed)))
    const counts = await service.count({ filters: queries.map(({ filter }) => filter) })
    for (const [index, id] of BUILT_IN_VIEW_IDS.entries()) {
      const wanted = items.filter((item) => MEANING[id](item, changed)).map((item) => item.id)
      const { handle, total } = await service.query(queries[index] as (typeof queries)[number])
      expect((await service.ids(handle, [[0, total]])).toSorted(), id).toEqual(wanted.toSorted())
      expect(counts[index], id).toBe(wanted.length)
      expect(wanted.length, id).toBeGreaterThan(0)
    }
  })

  it('shows the most serious contradictions first, the nearest deadline first among equals', async () => {
    const { service } = await arrange()
    const { items } = await service.query(builtInQuery('contradictions'), { rows: 500 })
    const leading = items.map((item) => item.contradictions[0])
    expect(leading.indexOf('let-expire-auto')).toBe(0)
    expect(leading.lastIndexOf('let-expire-auto')).toBeLessThan(leading.indexOf('auto-deletes'))
    expect(leading.lastIndexOf('renewed-unasked')).toBeLessThan(leading.indexOf('no-owner-near'))
    const equal = items.filter(({ contradictions }) => contradictions.join() === 'no-owner-near')
    const deadlines = equal.map((item) => item.actByAt as number)
    expect(deadlines).toEqual(deadlines.toSorted((a, b) => a - b))
  })
})
