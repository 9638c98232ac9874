import type { Command } from 'commander'
import { AppError } from '../../shared/domain/app-error.ts'
import type { Item } from '../../shared/domain/item.ts'
import type { CurrencySums } from '../../shared/domain/money.ts'
import type { Translator } from '../../shared/i18n/translator.ts'
import { formatMoney } from '../output/format.ts'
import { toItemJson, toListJson } from '../output/json.ts'
import type { Session } from '../session.ts'
import { parseCurrency, parseDecimal, parseWhole, type CommandHost } from './host.ts'

interface PriceOptions {
  readonly amount?: string
  readonly currency?: string
  readonly months: string
  readonly clear?: boolean
}

/** items price; `print` shows the items as the list does. */
export function addItemPriceCommand(
  items: Command,
  host: CommandHost,
  print: (session: Session, items: readonly Item[]) => string,
): void {
  const { t } = host
  items
    .command('price')
    .description(t.t('cli.items.price'))
    .argument('<id...>', t.t('cli.items.id'))
    .option('--amount <amount>', t.t('cli.items.amount'))
    .option('--currency <code>', t.t('cli.items.currency'))
    .option('--months <number>', t.t('cli.items.months'), '1')
    .option('--clear', t.t('cli.items.clearPrice'))
    .action(async (ids: string[], options: PriceOptions) => {
      const price = toPrice(options)
      await host.run((session) => setPrice(session, [...new Set(ids)], price, print))
    })
}

function toPrice({ amount, currency, months, clear }: PriceOptions) {
  if (clear) {
    if (amount !== undefined || currency !== undefined) throw new AppError('USAGE', { problem: '--clear --amount' })
    return null
  }
  if (amount === undefined) throw new AppError('USAGE', { problem: '--amount' })
  if (currency === undefined) throw new AppError('USAGE', { problem: '--currency' })
  return {
    amount: parseDecimal('--amount', amount),
    currency: parseCurrency('--currency', currency),
    months: parseWhole('--months', months, 1, 120),
  }
}

async function setPrice(
  session: Session,
  itemIds: string[],
  price: ReturnType<typeof toPrice>,
  print: (session: Session, items: readonly Item[]) => string,
): Promise<number> {
  const { changed } = await session.request('item.price', { itemIds, price })
  const items: Item[] = []
  for (const id of itemIds) items.push(await session.request('item.get', { id }))
  session.answer({ changed, ...toListJson(items.length, 1, items.length, items.map(toItemJson)) })
  session.say(session.t.t('cli.items.priced', { changed, total: items.length }))
  session.say(print(session, items))
  return 0
}

/** The line below a list: what everything that matches costs, and of how many nobody knows. */
export function formatSums({ sums, missing }: CurrencySums, t: Translator): string {
  if (sums.length === 0) return t.t('cli.items.sumsNone', { missing })
  const text = sums.map(({ amount, currency }) => formatMoney(withCents(amount), currency)).join(' + ')
  return t.t('cli.items.sums', { sums: text, missing })
}

/** At least two decimals, and never fewer than the exact amount has. */
function withCents(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.')
  return `${whole}.${fraction.padEnd(2, '0')}`
}
