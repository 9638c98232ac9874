import { useMemo } from 'react'
import { CALENDAR_BASES, type CalendarBasis } from '../../../shared/domain/calendar.ts'
import { isCivilDay, type CivilDay } from '../../../shared/domain/civil-day.ts'
import type { ItemQuery } from '../../../shared/domain/item-query.ts'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { goTo, usePlace } from '../../lib/navigation.ts'
import { monthOf, readMonth } from './months.ts'

/** What the calendar shows, as its address says it. */
export interface CalendarPlace {
  /** `YYYY-MM`. */
  readonly month: string
  readonly basis: CalendarBasis
  /** None means all. */
  readonly accountIds: readonly string[]
  /** The day whose items stand beside; null: none. */
  readonly openOn: CivilDay | null
}

export function readPlace(params: URLSearchParams, today: CivilDay): CalendarPlace {
  const day = params.get('day')
  return {
    month: readMonth(params.get('month')) ?? monthOf(today),
    basis: CALENDAR_BASES.find((name) => name === params.get('basis')) ?? 'actBy',
    accountIds: params.get('accounts')?.split(',').filter(Boolean) ?? [],
    openOn: day !== null && isCivilDay(day) ? day : null,
  }
}

export function useCalendarPlace(today: CivilDay): CalendarPlace {
  const { page, params } = usePlace()
  return useMemo(() => readPlace(page === 'calendar' ? params : new URLSearchParams(), today), [page, params, today])
}

/** Turns to another place; going back leaves the page, or closes the day that was opened. */
export function goToCalendar(place: CalendarPlace, isReplacing = true): void {
  const { month, basis, accountIds, openOn } = place
  const params = {
    month,
    basis,
    ...(accountIds.length > 0 ? { accounts: accountIds.join(',') } : {}),
    ...(openOn !== null ? { day: openOn } : {}),
  }
  goTo('calendar', params, isReplacing)
}

/** The items of some days, both included; null is open. */
export function queryOf(
  { basis, accountIds }: Pick<CalendarPlace, 'basis' | 'accountIds'>,
  min: CivilDay | null,
  max: CivilDay | null,
): ItemQuery {
  const field = basis === 'expiry' ? 'expireTime' : 'actBy'
  return {
    filter: {
      ...(accountIds.length > 0 ? { accountIds } : {}),
      columns: [
        { kind: 'range', field, min, max },
        ...(basis === 'deduction' ? [{ kind: 'values', field: 'renewalMode', values: ['auto'] } as const] : []),
      ],
    },
    sort: [{ field, direction: 'asc' }],
  }
}

/** The query as the core's contract takes it. */
export function toInput(query: ItemQuery): NonNullable<RouteInput<'item.query'>['query']> {
  return query as NonNullable<RouteInput<'item.query'>['query']>
}
