import type { Command } from 'commander'
import type { CivilDay } from '../../shared/domain/civil-day.ts'
import type { DatedRate } from '../../shared/ipc/rate.ts'
import { formatInstant } from '../output/format.ts'
import { iso } from '../output/json.ts'
import { formatTable } from '../output/table.ts'
import type { Session } from '../session.ts'
import { parseCurrency, parseDay, parseDecimal, type CommandHost } from './host.ts'

/** rates list, set, remove. */
export function addRateCommands(program: Command, host: CommandHost): void {
  const { t } = host
  const rates = program.command('rates').description(t.t('cli.rates.about'))
  rates
    .command('list')
    .description(t.t('cli.rates.list'))
    .action(() => host.run((session) => list(session)))
  rates
    .command('set')
    .description(t.t('cli.rates.set'))
    .argument('<from>', t.t('cli.rates.from'))
    .argument('<to>', t.t('cli.rates.to'))
    .argument('<rate>', t.t('cli.rates.rate'))
    .requiredOption('--on <day>', t.t('cli.rates.on'))
    .action((from: string, to: string, rate: string, { on }: { on: string }) =>
      host.run(async (session) => {
        const pair = toPair(from, to, on)
        const stored = await session.request('rate.set', { ...pair, rate: parseDecimal('RATE', rate) })
        session.answer(toRateJson(stored))
        session.say(t.t('cli.rates.done', { from: stored.from, to: stored.to, rate: stored.rate, on: pair.on }))
        return 0
      }),
    )
  rates
    .command('remove')
    .description(t.t('cli.rates.remove'))
    .argument('<from>', t.t('cli.rates.from'))
    .argument('<to>', t.t('cli.rates.to'))
    .requiredOption('--on <day>', t.t('cli.rates.on'))
    .action((from: string, to: string, { on }: { on: string }) =>
      host.run(async (session) => {
        const removed = toPair(from, to, on)
        await session.request('rate.remove', removed)
        session.answer({ removed })
        session.say(t.t('cli.rates.removed', removed))
        return 0
      }),
    )
}

function toPair(from: string, to: string, on: string): { from: string; to: string; on: CivilDay } {
  return { from: parseCurrency('FROM', from), to: parseCurrency('TO', to), on: parseDay('--on', on) }
}

async function list(session: Session): Promise<number> {
  const { t, colors, zone } = session
  const rates = await session.request('rate.list', {})
  session.answer({ total: rates.length, items: rates.map(toRateJson) })
  if (rates.length === 0) {
    session.say(t.t('cli.rates.none'))
    return 0
  }
  session.say(
    formatTable(
      rates,
      [
        { title: t.t('cli.rates.on'), value: (rate) => rate.on },
        { title: t.t('cli.rates.from'), value: (rate) => rate.from },
        { title: t.t('cli.rates.to'), value: (rate) => rate.to },
        { title: t.t('cli.rates.rate'), value: (rate) => rate.rate, align: 'right' },
        { title: t.t('cli.rates.source'), value: (rate) => t.t(`cli.provenance.${rate.source}`) },
        { title: t.t('cli.rates.by'), value: (rate) => rate.by, max: 20 },
        { title: t.t('cli.rates.at'), value: (rate) => formatInstant(rate.at, zone) },
      ],
      colors,
    ),
  )
  return 0
}

function toRateJson({ from, to, rate, on, source, at, by }: DatedRate): object {
  return { from, to, rate, on, source, at: iso(at), by }
}
