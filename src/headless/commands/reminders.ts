import type { Command } from 'commander'
import { toCivilDay } from '../../shared/domain/civil-day.ts'
import type { CurrencySums } from '../../shared/domain/money.ts'
import { OVERDUE_STEP, type PlannedReminder } from '../../shared/domain/reminder.ts'
import { sumsText } from '../../shared/i18n/amount-text.ts'
import type { Translator } from '../../shared/i18n/translator.ts'
import { formatDay, formatInstant } from '../output/format.ts'
import { iso, toListJson } from '../output/json.ts'
import { formatTable } from '../output/table.ts'
import type { Session } from '../session.ts'
import { parseWhole, type CommandHost } from './host.ts'

const DEFAULT_DAYS = 90
const MAX_DAYS = 366

/** reminders preview. */
export function addReminderCommands(program: Command, host: CommandHost): void {
  const { t } = host
  const reminders = program.command('reminders').description(t.t('reminders.cli.about'))
  reminders
    .command('preview')
    .description(t.t('reminders.cli.preview'))
    .option('--days <n>', t.t('reminders.cli.days'), String(DEFAULT_DAYS))
    .option('--past', t.t('reminders.cli.past'))
    .action(({ days, past }: { days: string; past?: boolean }) =>
      host.run((session) => preview(session, parseWhole('--days', days, 1, MAX_DAYS), past === true)),
    )
}

async function preview(session: Session, days: number, showsPast: boolean): Promise<number> {
  const { t } = session.t
  const { reminders } = await session.request('settings.get', {})
  const { next, past, zone } = await session.request('reminder.preview', { days })
  session.answer({
    ...toListJson(next.length, 1, next.length, next.map(toPlannedJson)),
    past: { total: past.length, items: past.map(toPlannedJson) },
    zone,
  })
  if (!reminders.isOn) {
    session.say(t('reminders.cli.summary.off'))
    return 0
  }
  const daysAhead = new Set(next.map(({ on }) => on)).size
  session.say(
    t('reminders.cli.summary.both', {
      next: t('reminders.cli.summary.next', { days, count: daysAhead, sent: next.length }),
      past: t('reminders.cli.summary.past', { days, count: past.length }),
    }),
  )
  if (showsPast) sayPart(session, t('reminders.cli.pastTitle'), past)
  sayPart(session, showsPast ? t('reminders.cli.nextTitle') : null, next)
  return 0
}

function sayPart(session: Session, title: string | null, planned: readonly PlannedReminder[]): void {
  const { t } = session.t
  session.say('')
  if (title !== null) session.say(session.colors.bold(title))
  session.say(() => (planned.length === 0 ? t('reminders.cli.none') : formatPlanned(session, planned)))
}

function formatPlanned({ t, colors, zone }: Session, planned: readonly PlannedReminder[]): string {
  const today = toCivilDay(Date.now(), zone)
  const count = (value: number): string => (value === 0 ? '' : String(value))
  return formatTable(
    planned,
    [
      {
        title: t.t('reminders.cli.column.at'),
        value: ({ at, on }) => `${formatDay(on, today, t)} ${formatInstant(at, zone).slice(11, 16)}`,
      },
      { title: t.t('reminders.cli.column.kind'), value: ({ kind }) => t.t(`reminders.cli.kind.${kind}`) },
      { title: t.t('reminders.cli.column.items'), value: ({ items }) => String(items), align: 'right' },
      {
        title: t.t('reminders.cli.column.overdue'),
        value: ({ overdue }) => count(overdue),
        align: 'right',
        paint: (text) => colors.red(text),
      },
      { title: t.t('reminders.cli.column.urgent'), value: ({ urgent }) => count(urgent), align: 'right' },
      { title: t.t('reminders.cli.column.steps'), value: ({ steps }) => formatSteps(steps, t) },
      { title: t.t('reminders.cli.column.sums'), value: ({ sums }) => formatSums(sums, t), align: 'right' },
      { title: t.t('reminders.cli.column.names'), value: ({ names }) => names.join(t.t('notices.words.nameComma')) },
    ],
    colors,
  )
}

function formatSteps(steps: PlannedReminder['steps'], { t }: Translator): string {
  return steps
    .map(({ step, items }) => {
      const name =
        step === OVERDUE_STEP ? t('reminders.cli.step.overdue') : t('reminders.cli.step.days', { days: step })
      return t('reminders.cli.stepCount', { step: name, items })
    })
    .join(' ')
}

function formatSums(sums: CurrencySums, { t }: Translator): string {
  if (sums.sums.length === 0) return t('reminders.cli.unpriced')
  const text = sumsText(sums)
  return sums.missing === 0 ? text : t('reminders.cli.missing', { sums: text, count: sums.missing })
}

function toPlannedJson({ at, sums, ...planned }: PlannedReminder): object {
  return { at: iso(at), ...planned, sums: sums.sums, withoutPrice: sums.missing }
}
