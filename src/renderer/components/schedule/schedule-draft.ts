import type { Schedule, ScheduleRule } from '../../../shared/domain/schedule.ts'

/** What a person can choose: the kinds of rules, and none. */
export const DRAFT_KINDS = ['manual', 'workdays', 'daily', 'hourly', 'cron'] as const
export type DraftKind = (typeof DRAFT_KINDS)[number]

/** A rule as it is typed; what belongs to the other kinds stays, so that trying one out costs nothing. */
export interface RuleDraft {
  readonly kind: DraftKind
  readonly time: string
  readonly minute: string
  readonly expression: string
}

/** What we propose where nothing has been chosen. */
export const DEFAULT_RULE = { kind: 'workdays', time: '09:00' } as const satisfies ScheduleRule

const BLANK: RuleDraft = { kind: 'manual', time: DEFAULT_RULE.time, minute: '0', expression: '0 9 * * 1-5' }

/** The draft of a rule; null runs by hand only. */
export function draftOfRule(rule: ScheduleRule | null): RuleDraft {
  if (rule === null) return BLANK
  switch (rule.kind) {
    case 'hourly':
      return { ...BLANK, kind: 'hourly', minute: String(rule.minute) }
    case 'cron':
      return { ...BLANK, kind: 'cron', expression: rule.expression }
    default:
      return { ...BLANK, kind: rule.kind, time: rule.time }
  }
}

/** `9`, `930`, `9:5` and `９：３０` as `HH:MM`; null when it is no time of day. */
export function readTime(text: string): string | null {
  const plain = text.normalize('NFKC').trim()
  const match = /^(\d{1,2})(?:[:.](\d{1,2}))?$/.exec(plain) ?? /^(\d{1,2})(\d{2})$/.exec(plain)
  if (!match) return null
  const [hours, minutes] = [Number(match[1]), Number(match[2] ?? 0)]
  return hours > 23 || minutes > 59 ? null : `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}

/** A minute of the hour; null when it is none. */
function readMinute(text: string): number | null {
  const plain = text.normalize('NFKC').trim()
  return /^\d{1,2}$/.test(plain) && Number(plain) <= 59 ? Number(plain) : null
}

/** The field that cannot be understood yet; whether an expression can be read is for the core to say. */
export function wrongField({ kind, time, minute, expression }: RuleDraft): 'time' | 'minute' | 'expression' | null {
  switch (kind) {
    case 'manual':
      return null
    case 'hourly':
      return readMinute(minute) === null ? 'minute' : null
    case 'cron':
      return expression.trim() === '' ? 'expression' : null
    default:
      return readTime(time) === null ? 'time' : null
  }
}

/** The rule that a draft stands for; null for by hand only, and for a draft with a wrong field. */
export function toRule(draft: RuleDraft): ScheduleRule | null {
  if (draft.kind === 'manual' || wrongField(draft) !== null) return null
  if (draft.kind === 'hourly') return { kind: 'hourly', minute: readMinute(draft.minute) ?? 0 }
  // Full-width signs come from a Chinese keyboard and mean the same.
  if (draft.kind === 'cron') {
    return { kind: 'cron', expression: draft.expression.normalize('NFKC').trim().replaceAll(/\s+/g, ' ') }
  }
  return { kind: draft.kind, time: readTime(draft.time) ?? DEFAULT_RULE.time }
}

/** True when a schedule will start something by itself. */
export function isAutomatic({ rule, isEnabled }: Pick<Schedule, 'rule' | 'isEnabled'>): boolean {
  return rule !== null && isEnabled
}
