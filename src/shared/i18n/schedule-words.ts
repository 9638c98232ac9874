import type { ScheduleRule } from '../domain/schedule.ts'
import type { Translator } from './translator.ts'

/** A rule in words, such as `工作日 09:00`; null runs by hand only. */
export function ruleWords({ t }: Pick<Translator, 't'>, rule: ScheduleRule | null): string {
  if (rule === null) return t('schedules.rule.manual')
  switch (rule.kind) {
    case 'hourly':
      return rule.minute === 0
        ? t('schedules.rule.hourlyFull')
        : t('schedules.rule.hourly', { minute: String(rule.minute).padStart(2, '0') })
    case 'daily':
    case 'workdays':
      return t(`schedules.rule.${rule.kind}`, { time: rule.time })
    case 'cron':
      return t('schedules.rule.cron', { expression: rule.expression })
  }
}
