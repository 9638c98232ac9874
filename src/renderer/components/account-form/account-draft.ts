import {
  DEFAULT_LIMITS,
  DEFAULT_POLICY,
  type Account,
  type AccountLimits,
  type AccountPolicy,
} from '../../../shared/domain/account.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import { DEFAULT_RULE, draftOfRule, wrongField, type RuleDraft } from '../schedule/schedule-draft.ts'

/** What the form holds: texts as they were typed. */
export interface AccountDraft {
  readonly provider: Account['provider']
  readonly site: Account['site']
  readonly name: string
  readonly accessKey: string
  readonly secretKey: string
  readonly endpoint: string
  readonly demoSize: number
  readonly policy: AccountPolicy
  readonly limits: AccountLimits
  /** When it is synced by itself; only a new account has it here, later it has an editor of its own. */
  readonly schedule: RuleDraft
}

/** Items of a demo account that nobody has chosen a size for. */
const DEMO_SIZE = 600

/** What we would choose: generated data need no schedule, everything else does. */
export function proposedSchedule(provider: Account['provider']): RuleDraft {
  return draftOfRule(provider === 'demo' ? null : DEFAULT_RULE)
}

/** The form for a new account, with the defaults of the settings. */
export function newDraft(settings: Settings | null, provider: Account['provider'] = 'huawei'): AccountDraft {
  return {
    provider,
    site: 'china',
    name: '',
    accessKey: '',
    secretKey: '',
    endpoint: '',
    demoSize: DEMO_SIZE,
    policy: settings?.defaultPolicy ?? DEFAULT_POLICY,
    limits: settings?.defaultLimits ?? DEFAULT_LIMITS,
    schedule: proposedSchedule(provider),
  }
}

/** The form for an account that exists; its secret key is not known here. */
export function draftOf(account: Account): AccountDraft {
  return {
    provider: account.provider,
    site: account.site,
    name: account.name,
    accessKey: account.accessKey ?? '',
    secretKey: '',
    endpoint: account.endpoint ?? '',
    demoSize: account.demoSize ?? DEMO_SIZE,
    policy: account.policy,
    limits: account.limits,
    schedule: draftOfRule(null),
  }
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}

export function toTry(draft: AccountDraft): RouteInput<'account.try'> {
  return {
    provider: draft.provider,
    site: draft.site,
    endpoint: orNull(draft.endpoint),
    accessKey: orNull(draft.accessKey),
    secretKey: orNull(draft.secretKey),
    demoSize: draft.provider === 'demo' ? draft.demoSize : null,
  }
}

/** A tier brings its own days, so they are only sent for the tier whose days are typed. */
function toPolicy(policy: AccountPolicy): Partial<AccountPolicy> {
  const { graceDays, retentionDays, ...rest } = policy
  return policy.tier === 'custom' ? { ...rest, graceDays, retentionDays } : rest
}

export function toAdd(draft: AccountDraft): RouteInput<'account.add'> {
  const isDemo = draft.provider === 'demo'
  return {
    ...toTry(draft),
    name: draft.name,
    ...(isDemo ? {} : { policy: toPolicy(draft.policy), limits: draft.limits }),
  }
}

/** What has to be sent to turn an account into the draft; the secret only when one was typed. */
export function toPatch(draft: AccountDraft): RouteInput<'account.update'>['patch'] {
  const isDemo = draft.provider === 'demo'
  return {
    name: draft.name,
    policy: toPolicy(draft.policy),
    ...(isDemo
      ? {}
      : {
          limits: draft.limits,
          site: draft.site,
          endpoint: orNull(draft.endpoint),
          ...(orNull(draft.accessKey) === null ? {} : { accessKey: draft.accessKey.trim() }),
          ...(orNull(draft.secretKey) === null ? {} : { secretKey: draft.secretKey.trim() }),
        }),
  }
}

/** `time`: of the schedule. */
export type RequiredField = 'name' | 'accessKey' | 'secretKey' | 'time'

/** Fields that still have to be filled in, in the order in which they stand in the form. */
export function missingFields(draft: AccountDraft, isNew: boolean): readonly RequiredField[] {
  const needsKey = draft.provider !== 'demo'
  return [
    ...(draft.name.trim() === '' ? (['name'] as const) : []),
    ...(needsKey && draft.accessKey.trim() === '' ? (['accessKey'] as const) : []),
    ...(needsKey && isNew && draft.secretKey.trim() === '' ? (['secretKey'] as const) : []),
    ...(isNew && wrongField(draft.schedule) === 'time' ? (['time'] as const) : []),
  ]
}
