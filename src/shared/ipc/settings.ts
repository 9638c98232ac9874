import { z } from 'zod'
import { CLOSE_ACTIONS, type Settings } from '../domain/settings.ts'
import { accountLimits, accountPolicy } from './account.ts'
import { linkLimits } from './link.ts'
import { reminderSettings } from './reminder.ts'
import { currencyCode, output, route } from './route.ts'

const tagKeyList = z.array(z.string().trim().min(1).max(128)).max(20)

export const settingsRoutes = {
  'settings.get': route({ input: z.strictObject({}), output: output<Settings>() }),
  'settings.update': route({
    input: z.strictObject({
      patch: z
        .strictObject({
          language: z.enum(['zh-CN', 'en', 'system']),
          businessZone: z.string().trim().min(1).max(100),
          tagKeys: z.strictObject({ productLine: tagKeyList, env: tagKeyList, name: tagKeyList }),
          userName: z.string().trim().max(100),
          proxy: z.string().trim().min(1).max(2000),
          /** Last day of each band after "expired", ascending. */
          bandDays: z.array(z.int().min(0).max(3650)).min(1).max(8),
          defaultPolicy: accountPolicy,
          defaultLimits: accountLimits,
          quoteMaxAgeDays: z.int().min(1).max(365),
          linkLimits,
          measuresDomains: z.boolean(),
          reminders: reminderSettings,
          reportCurrency: currencyCode().nullable(),
          desktop: z.strictObject({ closeAction: z.enum(CLOSE_ACTIONS), showsNotifications: z.boolean() }),
        })
        .partial(),
    }),
    output: output<Settings>(),
  }),
}
