import type { Command, CommanderError } from 'commander'
import type { Translator } from '../shared/i18n/translator.ts'

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': 'cli.help.usage',
  'Options:': 'cli.help.options',
  'Arguments:': 'cli.help.arguments',
  'Commands:': 'cli.help.commands',
  'Global Options:': 'cli.help.globalOptions',
}

/** Gives the whole command tree its help in the reader's language. */
export function localizeHelp(command: Command, t: Translator): void {
  command.helpOption('-h, --help', t.t('cli.help.show'))
  command.helpCommand(`help [${t.t('cli.help.command')}]`, t.t('cli.help.show'))
  command.configureHelp({
    showGlobalOptions: true,
    styleTitle: (title) => (TITLES[title] ? t.t(TITLES[title]) : title),
  })
  for (const child of command.commands) {
    child.copyInheritedSettings(command)
    localizeHelp(child, t)
  }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  'commander.unknownOption': 'cli.usage.unknownOption',
  'commander.unknownCommand': 'cli.usage.unknownCommand',
  'commander.missingArgument': 'cli.usage.missingArgument',
  'commander.optionMissingArgument': 'cli.usage.optionMissingArgument',
  'commander.missingMandatoryOptionValue': 'cli.usage.missingOption',
  'commander.excessArguments': 'cli.usage.excessArguments',
}

/** What is wrong with the command line, in the reader's language; names the word that is wrong. */
export function localizeUsageError(error: CommanderError, t: Translator): string {
  const key = PROBLEMS[error.code]
  const words = /'([^']*)'/.exec(error.message)?.[1] ?? ''
  return key ? t.t(key, { words }) : error.message.replace(/^error: /, '')
}
