import type { Command } from 'commander'
import { AppError } from '../../shared/domain/app-error.ts'
import { CALENDAR_BASES, type CalendarMonth } from '../../shared/domain/calendar.ts'
import { toCivilDay } from '../../shared/domain/civil-day.ts'
import { sumsText } from '../../shared/i18n/amount-text.ts'
import { formatDay, UNKNOWN } from '../output/format.ts'
import { iso } from '../output/json.ts'
import { formatTable } from '../output/table.ts'
import type { Session } from '../session.ts'
import { findAccountIds } from './forecast.ts'
import { collectWhole, parseChoice, type CommandHost } from './host.ts'

interface CalendarOptions {
  readonly month?: string
  readonly basis: string
  readonly account?: string[]
}

/** calendar [--month YYYY-MM] [--basis actBy|deduction|expiry] [--account N]. */
export function addCalendarCommand(program: Command, host: CommandHost): void {
  const { t } = host
  program
    .command('calendar')
    .description(t.t('cli.calendar.about'))
    .option('--month <month>', t.t('cli.calendar.month'))
    .option('--basis <basis>', t.t('cli.calendar.basis', { bases: CALENDAR_BASES.join(', ') }), 'actBy')
    .option('--account <name>', t.t('cli.calendar.account'), collectWhole)
    .action(async (options: CalendarOptions) => {
      const basis = parseChoice('--basis', options.basis, CALENDAR_BASES)
      const { month } = options
      if (month !== undefined && !/^(?!0000|9999-12)\d{4}-(?:0[1-9]|1[0-2])$/.test(month)) {
        throw new AppError('USAGE', { problem: `--month ${month} (2026-12)` })
      }
      await host.run((session) => show(session, { month, basis, account: options.account }))
    })
}

async function show(
  session: Session,
  options: {
    readonly month: string | undefined
    readonly basis: CalendarMonth['basis']
    readonly account: readonly string[] | undefined
  },
): Promise<number> {
  const accountIds = await findAccountIds(session, options.account)
  const calendar = await session.request('calendar.get', {
    month: options.month ?? toCivilDay(Date.now(), session.zone).slice(0, 7),
    basis: options.basis,
    ...(accountIds && { accountIds }),
  })
  session.answer({ ...calendar, asOf: iso(calendar.asOf) })
  session.say(() => formatCalendar(session, calendar))
  return 0
}

/** Days of the month on which something is due; days of the weeks around it are in the JSON document only. */
function formatCalendar({ t, colors }: Session, { month, basis, days, today, total }: CalendarMonth): string {
  const due = days.filter(({ day, count }) => day.startsWith(month) && count > 0)
  const title = t.t('cli.calendar.title', { month, basis: t.t(`cli.calendar.bases.${basis}`) })
  if (due.length === 0) return `${title}\n${t.t('cli.calendar.none')}`
  const table = formatTable(
    due,
    [
      { title: t.t('cli.forecast.day'), value: ({ day }) => formatDay(day, today, t) },
      { title: t.t('cli.calendar.working'), value: (day) => workingText(t, day) },
      { title: t.t('cli.calendar.items'), value: ({ count }) => String(count), align: 'right' },
      {
        title: t.t('cli.calendar.undecided'),
        value: ({ undecided }) => (undecided === 0 ? '' : String(undecided)),
        align: 'right',
      },
      { title: t.t('cli.forecast.sum'), value: ({ sums }) => sumsText(sums) || UNKNOWN, align: 'right', max: 200 },
      { title: t.t('cli.calendar.names'), value: ({ names }) => names.join(t.t('cli.calendar.join')), max: 60 },
    ],
    colors,
  )
  const sums = sumsText(total.sums) || UNKNOWN
  const words = { count: total.count, undecided: total.undecided, sums, missing: total.sums.missing }
  return `${title}\n${table}\n${t.t('cli.calendar.total', words)}`
}

function workingText(
  t: Session['t'],
  { isWorkingDay, isCertain }: Pick<CalendarMonth['days'][number], 'isWorkingDay' | 'isCertain'>,
): string {
  const word = t.t(isWorkingDay ? 'cli.calendar.isWorking' : 'cli.calendar.isOff')
  return isCertain ? word : `${word}?`
}
