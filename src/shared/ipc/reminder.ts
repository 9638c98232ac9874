import { z } from 'zod'
import {
  DUE_LISTS,
  MAX_LADDER_DAYS,
  MAX_LADDER_STEPS,
  type ReminderPreview,
  type ReminderState,
} from '../domain/reminder.ts'
import { output, route } from './route.ts'
import { timeOfDay } from './schedule.ts'

/** Days before act-by, falling. */
const ladder = z
  .array(z.int().min(0).max(MAX_LADDER_DAYS))
  .max(MAX_LADDER_STEPS)
  .refine((days) => days.every((day, index) => index === 0 || day < (days[index - 1] as number)), 'not falling')

export const reminderSettings = z.strictObject({
  isOn: z.boolean(),
  ladders: z.strictObject({ cloud: ladder, imported: ladder, manual: ladder, certificate: ladder, domain: ladder }),
  repeatsOverdue: z.boolean(),
  digestTime: timeOfDay,
  sendsUrgent: z.boolean(),
  quietHours: z
    .strictObject({ from: timeOfDay, to: timeOfDay })
    .refine(({ from, to }) => from !== to, 'from and to are the same')
    .nullable(),
  workingDaysOnly: z.boolean(),
})

export const reminderRoutes = {
  'reminder.state': route({ input: z.strictObject({}), output: output<ReminderState>() }),
  /** The items behind one of the counts of `reminder.state`, soonest act-by first. */
  'reminder.due': route({
    input: z.strictObject({ list: z.enum(DUE_LISTS) }),
    output: output<{ readonly itemIds: readonly string[] }>(),
  }),
  /** A dry run over so many days ahead and back; nothing is sent. Other settings may be tried before they are stored. */
  'reminder.preview': route({
    input: z.strictObject({
      days: z.int().min(1).max(366).default(90),
      settings: reminderSettings.nullable().default(null),
    }),
    output: output<ReminderPreview>(),
  }),
}
