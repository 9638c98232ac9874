import { Command, CommanderError } from 'commander'
import { AppError, isAppError } from '../shared/domain/app-error.ts'
import type { Translator } from '../shared/i18n/translator.ts'
import { addAccountCommands } from './commands/accounts.ts'
import { addCalendarCommand } from './commands/calendar.ts'
import { addChangeCommands } from './commands/changes.ts'
import { addForecastCommand } from './commands/forecast.ts'
import type { CommandHost } from './commands/host.ts'
import { addItemCommands } from './commands/items.ts'
import { addLinkCommands } from './commands/links.ts'
import { addMaintenanceCommands } from './commands/maintenance.ts'
import { addPeopleCommands } from './commands/people.ts'
import { addRateCommands } from './commands/rates.ts'
import { addReminderCommands } from './commands/reminders.ts'
import { addReviewCommands } from './commands/review.ts'
import { addRunCommands } from './commands/runs.ts'
import { addScheduleCommands } from './commands/schedule.ts'
import { addServeCommand } from './commands/serve.ts'
import { addSettingsCommands } from './commands/settings.ts'
import { addSyncCommand } from './commands/sync.ts'
import { plain } from '../shared/plain-text.ts'
import { toErrorJson } from './output/json.ts'
import type { Io } from './output/io.ts'
import { prepare, VERSION, withSession, type GlobalOptions } from './session.ts'
import { localizeHelp, localizeUsageError } from './usage.ts'

/** Exit codes are a contract: 0 done, 1 failed, 2 done but incomplete or overdue, 64 wrong usage. */
export const EXIT = { done: 0, failed: 1, incomplete: 2, usage: 64 } as const

/** Runs one command line and returns its exit code; never throws. */
export async function main(argv: readonly string[], io: Io = { ...process, stdin: process.stdin }): Promise<number> {
  const early = readEarlyOptions(argv)
  let t: Translator
  try {
    t = prepare(early, io).t
  } catch (error) {
    t = prepare({}, io).t
    return report(error, early, io, t)
  }
  let exitCode: number = EXIT.done
  const program = new Command('duewatch')
  const host: CommandHost = {
    io,
    t,
    options: () => program.opts<GlobalOptions>(),
    run: async (work, kind) => {
      exitCode = await withSession(program.opts<GlobalOptions>(), io, work, kind)
    },
    finish: (code) => {
      exitCode = code
    },
  }
  program
    .description(t.t('cli.about'))
    .option('--data-dir <dir>', t.t('cli.option.dataDir'))
    .option('--json', t.t('cli.option.json'))
    .option('--lang <language>', t.t('cli.option.lang'))
    .version(VERSION, '--version', t.t('cli.option.version'))
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: () => {} })
  addAccountCommands(program, host)
  addSyncCommand(program, host)
  addItemCommands(program, host)
  addLinkCommands(program, host)
  addChangeCommands(program, host)
  addPeopleCommands(program, host)
  addForecastCommand(program, host)
  addCalendarCommand(program, host)
  addRateCommands(program, host)
  addRunCommands(program, host)
  addScheduleCommands(program, host)
  addReminderCommands(program, host)
  addReviewCommands(program, host)
  addSettingsCommands(program, host)
  addMaintenanceCommands(program, host)
  addServeCommand(program, host)
  localizeHelp(program, t)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (error) {
    return report(error, early, io, t)
  }
}

function report(error: unknown, options: GlobalOptions, io: Io, t: Translator): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.done
    if (error.code === 'commander.help') {
      error = new AppError('USAGE', { problem: t.t('cli.usage.noCommand') })
    } else error = new AppError('USAGE', { problem: localizeUsageError(error, t) })
  }
  const failure = isAppError(error) ? error : new AppError('INTERNAL', {}, { raw: describe(error) })
  if (options.json) io.stdout.write(`${JSON.stringify({ error: toErrorJson(failure, t) }, null, 2)}\n`)
  io.stderr.write(`${t.t('cli.errorPrefix')} ${plain(t.error(failure))}\n`)
  // Whatever the core finds wrong with its input was typed as an argument.
  const isUsage = failure.code === 'USAGE' || failure.code === 'BAD_REQUEST' || failure.code === 'ENDPOINT_INVALID'
  return isUsage ? EXIT.usage : EXIT.failed
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Language and output form must be known before the command line is parsed, because its errors need them. */
function readEarlyOptions(argv: readonly string[]): GlobalOptions {
  const valueOf = (name: string): string | undefined => {
    const index = argv.findIndex((argument) => argument === name || argument.startsWith(`${name}=`))
    const argument = argv[index]
    return argument?.includes('=') ? argument.slice(argument.indexOf('=') + 1) : argv[index + 1]
  }
  const lang = argv.some((argument) => argument === '--lang' || argument.startsWith('--lang='))
    ? valueOf('--lang')
    : undefined
  return { json: argv.includes('--json'), ...(lang === undefined ? {} : { lang }) }
}
