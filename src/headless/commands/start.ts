import type { Command } from 'commander'
import type { Account } from '../../shared/domain/account.ts'
import { BANDS } from '../../shared/domain/band.ts'
import type { Session } from '../session.ts'
import type { CommandHost } from './host.ts'
import { formatItems } from './items.ts'
import { exitCodeOf, summarise, syncAccounts } from './sync.ts'

/** Rows that a first look needs. */
const SHOWN_ITEMS = 15
/** What is still to come; what has expired is counted below the table. */
const TO_COME = BANDS.filter((band) => band !== 'expired' && band !== 'undated')

/** start: the main job in the terminal, with demo data when there is no account yet. */
export function addStartCommand(program: Command, host: CommandHost): void {
  program
    .command('start')
    .description(host.t.t('cli.start.about'))
    .action(() => host.run(start))
}

async function start(session: Session): Promise<number> {
  const { t } = session
  const accounts = await accountsOrDemo(session)
  const runs = await syncAccounts(session, accounts, null)
  for (const run of runs) session.say(`\n${summarise(session, run)}`)
  const { handle, total } = await session.request('item.query', { query: { filter: { bands: TO_COME } } })
  const { items } = await session.request('item.page', { handle, limit: SHOWN_ITEMS })
  if (items.length > 0) {
    session.say(`\n${session.colors.bold(t.t('cli.start.next', { shown: items.length, total }))}\n`)
    session.say(formatItems(session, items))
  }
  const expired = await session.request('item.query', { query: { filter: { bands: ['expired'] } } })
  if (expired.total > 0) session.say(session.colors.red(`\n${t.t('cli.start.expired', { count: expired.total })}`))
  for (const { provider, name } of accounts) {
    if (provider === 'demo') session.say(`\n${t.t('cli.start.demo', { name: JSON.stringify(name) })}`)
  }
  session.say(`\n${t.t('cli.start.addAccount')}`)
  return exitCodeOf(runs, accounts)
}

async function accountsOrDemo(session: Session): Promise<readonly Account[]> {
  const accounts = await session.request('account.list', {})
  if (accounts.length > 0) return accounts
  session.say(session.t.t('cli.start.firstTime'))
  const name = session.t.t('cli.start.demoName')
  return [await session.request('account.add', { name, provider: 'demo' })]
}
