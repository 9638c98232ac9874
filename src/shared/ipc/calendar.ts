import { z } from 'zod'
import { CALENDAR_BASES, type CalendarMonth } from '../domain/calendar.ts'
import { output, route, text } from './route.ts'

export const calendarRoutes = {
  /** Counts and sums by civil day of the business zone; the items of a day are found by `item.query` with a range. */
  'calendar.get': route({
    input: z.strictObject({
      month: z
        .string()
        // The weeks around the month are shown too, and no day is before 0001-01-01 or after 9999-12-31.
        .regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'not a month such as 2026-12')
        .refine((month) => month >= '0001-01' && month <= '9999-11', 'not a month such as 2026-12'),
      basis: z.enum(CALENDAR_BASES).default('actBy'),
      accountIds: z.array(text(100)).max(1000).optional(),
    }),
    output: output<CalendarMonth>(),
  }),
}
