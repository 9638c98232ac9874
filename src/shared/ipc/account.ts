import { z } from 'zod'
import { SITES, TIERS, type Account, type AccountTest } from '../domain/account.ts'
import { PROVIDERS } from '../domain/item.ts'
import { nameText, output, route, text } from './route.ts'

export const accountPolicy = z.strictObject({
  tier: z.enum(TIERS),
  graceDays: z.int().min(0).max(365),
  retentionDays: z.int().min(0).max(365),
  deductionLeadDays: z.int().min(0).max(30),
})

export const accountLimits = z.strictObject({
  concurrency: z.int().min(1).max(50),
  requestTimeoutMs: z.int().min(100).max(300_000),
  maxRequestsPerSecond: z.number().positive().max(1000).nullable(),
  quoteWithinDays: z.int().min(0).max(730),
})

/** The secret half goes in and never comes out again. */
const draft = {
  provider: z.enum(PROVIDERS),
  site: z.enum(SITES).default('china'),
  endpoint: z.string().trim().min(1).max(2000).nullable().default(null),
  accessKey: text(200).nullable().default(null),
  secretKey: text(1000).nullable().default(null),
  demoSize: z.int().min(1).max(1_000_000).nullable().default(null),
}

export const accountRoutes = {
  'account.list': route({ input: z.strictObject({}), output: output<readonly Account[]>() }),
  'account.get': route({ input: z.strictObject({ name: text(200) }), output: output<Account>() }),
  'account.add': route({
    input: z.strictObject({
      name: nameText(200),
      ...draft,
      policy: accountPolicy.partial().default({}),
      limits: accountLimits.partial().default({}),
    }),
    output: output<Account>(),
  }),
  'account.update': route({
    input: z.strictObject({
      accountId: text(100),
      patch: z
        .strictObject({
          name: nameText(200),
          site: z.enum(SITES),
          endpoint: z.string().trim().min(1).max(2000).nullable(),
          accessKey: text(200),
          secretKey: text(1000),
          policy: accountPolicy.partial(),
          limits: accountLimits.partial(),
        })
        .partial(),
    }),
    output: output<Account>(),
  }),
  /** Takes the account's items and what people said about them away; a backup is made first. */
  'account.remove': route({
    input: z.strictObject({ accountId: text(100) }),
    output: output<{ readonly items: number; readonly backupFile: string | null }>(),
  }),
  'account.test': route({ input: z.strictObject({ accountId: text(100) }), output: output<AccountTest>() }),
  /** Tries a key that is not stored yet. */
  'account.try': route({ input: z.strictObject(draft), output: output<AccountTest>() }),
}
