import type { Command } from 'commander'
import { SITES, TIERS, type Account, type AccountTest } from '../../shared/domain/account.ts'
import { AppError } from '../../shared/domain/app-error.ts'
import { PROVIDERS } from '../../shared/domain/item.ts'
import { formatInstant, UNKNOWN } from '../output/format.ts'
import { toAccountJson, toListJson } from '../output/json.ts'
import { formatTable } from '../output/table.ts'
import { askYesNo, readSecret } from '../prompt.ts'
import type { Session } from '../session.ts'
import { parseChoice, parseWhole, type CommandHost } from './host.ts'

interface PolicyOptions {
  readonly tier?: string
  readonly graceDays?: string
  readonly retentionDays?: string
  readonly deductionLead?: string
}

/** accounts add, list, set, test, remove. */
export function addAccountCommands(program: Command, host: CommandHost): void {
  const { t } = host
  const accounts = program.command('accounts').description(t.t('cli.accounts.about'))
  withPolicy(
    accounts
      .command('add')
      .description(t.t('cli.accounts.add'))
      .requiredOption('--provider <provider>', t.t('cli.accounts.provider'))
      .requiredOption('--name <name>', t.t('cli.accounts.name'))
      .option('--site <site>', t.t('cli.accounts.site'), 'china')
      .option('--endpoint <url>', t.t('cli.accounts.endpoint'))
      .option('--access-key <key>', t.t('cli.accounts.accessKey'))
      .option('--secret-key-stdin', t.t('cli.accounts.secretStdin'))
      .option('--size <count>', t.t('cli.accounts.size')),
    host,
  ).action(async (options: AddOptions) => {
    const input = toDraft(options)
    await host.run((session) => add(session, input, options))
  })
  accounts
    .command('list')
    .description(t.t('cli.accounts.list'))
    .action(() => host.run(list))
  withPolicy(
    accounts
      .command('set')
      .description(t.t('cli.accounts.set'))
      .argument('<name>', t.t('cli.accounts.name'))
      .option('--rename <name>', t.t('cli.accounts.rename'))
      .option('--endpoint <url>', t.t('cli.accounts.endpoint'))
      .option('--access-key <key>', t.t('cli.accounts.accessKey'))
      .option('--secret-key-stdin', t.t('cli.accounts.secretStdin')),
    host,
  ).action(async (name: string, options: SetOptions) => {
    const policy = toPolicy(options)
    await host.run((session) => set(session, name, options, policy))
  })
  accounts
    .command('test')
    .description(t.t('cli.accounts.test'))
    .argument('<name>', t.t('cli.accounts.name'))
    .action((name: string) => host.run((session) => test(session, name)))
  accounts
    .command('remove')
    .description(t.t('cli.accounts.remove'))
    .argument('<name>', t.t('cli.accounts.name'))
    .option('-y, --yes', t.t('cli.accounts.yes'))
    .action((name: string, options: { yes?: boolean }) =>
      host.run((session) => remove(session, name, options.yes === true)),
    )
}

function withPolicy(command: Command, { t }: CommandHost): Command {
  return command
    .option('--tier <tier>', t.t('cli.accounts.tier'))
    .option('--grace-days <days>', t.t('cli.accounts.graceDays'))
    .option('--retention-days <days>', t.t('cli.accounts.retentionDays'))
    .option('--deduction-lead <days>', t.t('cli.accounts.deductionLead'))
}

function toPolicy(options: PolicyOptions): {
  tier?: (typeof TIERS)[number]
  graceDays?: number
  retentionDays?: number
  deductionLeadDays?: number
} {
  return {
    ...(options.tier === undefined ? {} : { tier: parseChoice('--tier', options.tier, TIERS) }),
    ...(options.graceDays === undefined ? {} : { graceDays: parseWhole('--grace-days', options.graceDays, 0, 365) }),
    ...(options.retentionDays === undefined
      ? {}
      : { retentionDays: parseWhole('--retention-days', options.retentionDays, 0, 365) }),
    ...(options.deductionLead === undefined
      ? {}
      : { deductionLeadDays: parseWhole('--deduction-lead', options.deductionLead, 0, 30) }),
  }
}

interface AddOptions extends PolicyOptions {
  readonly provider: string
  readonly name: string
  readonly site: string
  readonly endpoint?: string
  readonly accessKey?: string
  readonly secretKeyStdin?: boolean
  readonly size?: string
}

interface SetOptions extends PolicyOptions {
  readonly rename?: string
  readonly endpoint?: string
  readonly accessKey?: string
  readonly secretKeyStdin?: boolean
}

function toDraft(options: AddOptions) {
  const provider = parseChoice('--provider', options.provider, PROVIDERS)
  if (provider !== 'demo' && !options.accessKey) throw new AppError('USAGE', { problem: '--access-key' })
  return {
    name: options.name,
    provider,
    site: parseChoice('--site', options.site, SITES),
    endpoint: options.endpoint ?? null,
    accessKey: options.accessKey ?? null,
    demoSize: options.size === undefined ? null : parseWhole('--size', options.size, 1, 1_000_000),
    policy: toPolicy(options),
  }
}

async function add(session: Session, draft: ReturnType<typeof toDraft>, options: AddOptions): Promise<number> {
  const isDemo = draft.provider === 'demo'
  const secretKey = isDemo ? null : await readSecret(session.io, session.t, options.secretKeyStdin === true)
  if (!isDemo && secretKey === null) throw new AppError('SECRET_MISSING', { account: draft.name })
  const account = await session.request('account.add', { ...draft, secretKey })
  session.say(session.t.t(isDemo ? 'cli.accounts.addedDemo' : 'cli.accounts.added', { name: account.name }))
  if (!isDemo) session.remark(session.t.t('cli.accounts.weakerThanKeychain'))
  session.answer(toAccountJson(account))
  return 0
}

async function list(session: Session): Promise<number> {
  const accounts = await session.request('account.list', {})
  session.answer(toListJson(accounts.length, 1, accounts.length, accounts.map(toAccountJson)))
  if (accounts.length === 0) session.say(session.t.t('cli.accounts.none'))
  else session.say(formatAccounts(session, accounts))
  return 0
}

function formatAccounts(session: Session, accounts: readonly Account[]): string {
  const { t } = session
  return formatTable(
    accounts,
    [
      { title: t.t('cli.column.name'), value: (account) => account.name },
      { title: t.t('cli.column.provider'), value: (account) => t.t(`domain.provider.${account.provider}`) },
      { title: t.t('cli.column.accessKey'), value: (account) => account.accessKey ?? UNKNOWN },
      { title: t.t('cli.column.items'), value: (account) => String(account.itemCount), align: 'right' },
      {
        title: t.t('cli.column.lastComplete'),
        value: ({ lastComplete }) =>
          lastComplete ? formatInstant(lastComplete.at, session.zone) : t.t('cli.accounts.never'),
      },
    ],
    session.colors,
  )
}

async function set(
  session: Session,
  name: string,
  options: SetOptions,
  policy: ReturnType<typeof toPolicy>,
): Promise<number> {
  const account = await session.request('account.get', { name })
  const wantsSecret = options.secretKeyStdin === true || session.io.env.DUEWATCH_SECRET_KEY !== undefined
  const secretKey = wantsSecret ? await readSecret(session.io, session.t, options.secretKeyStdin === true) : null
  const updated = await session.request('account.update', {
    accountId: account.accountId,
    patch: {
      ...(options.rename === undefined ? {} : { name: options.rename }),
      ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
      ...(options.accessKey === undefined ? {} : { accessKey: options.accessKey }),
      ...(secretKey === null ? {} : { secretKey }),
      ...(Object.keys(policy).length === 0 ? {} : { policy }),
    },
  })
  session.say(session.t.t('cli.accounts.updated', { name: updated.name }))
  if (secretKey !== null) session.remark(session.t.t('cli.accounts.weakerThanKeychain'))
  session.answer(toAccountJson(updated))
  return 0
}

async function test(session: Session, name: string): Promise<number> {
  const account = await session.request('account.get', { name })
  const result = await session.request('account.test', { accountId: account.accountId })
  session.answer({
    account: account.name,
    usable: result.isUsable,
    visibleTotal: result.visibleTotal,
    clockSkewMs: result.clockSkewMs,
    checks: result.checks.map((check) => ({
      ...check,
      message: check.errorCode ? describeCheck(session, check) : null,
    })),
    policy: result.policyText === null ? null : (JSON.parse(result.policyText) as object),
  })
  session.say(formatTest(session, result))
  return result.isUsable ? 0 : 1
}

function describeCheck(session: Session, check: AccountTest['checks'][number]): string {
  const need = check.action || session.t.t(`accounts.test.check.${check.check}`)
  return session.t.error({
    code: check.errorCode as AppError['code'],
    params: { service: need, what: need },
    raw: check.raw,
  })
}

function formatTest(session: Session, result: AccountTest): string {
  const { t, colors } = session
  const lines = result.checks.map((check) => {
    const mark =
      check.outcome === 'allowed' ? colors.green('✓') : check.isRequired ? colors.red('✗') : colors.yellow('–')
    const need = t.t(check.isRequired ? 'accounts.test.required' : 'accounts.test.optional')
    const head = `${mark} ${t.t(`accounts.test.check.${check.check}`)} (${need}): ${t.t(`accounts.test.outcome.${check.outcome}`)}`
    return check.outcome === 'allowed' || !check.errorCode
      ? head
      : `${head}\n    ${describeCheck(session, check)}\n    ${t.t(`accounts.test.without.${check.check}`)}`
  })
  if (result.visibleTotal !== null)
    lines.push(t.t('accounts.test.visible', { count: result.visibleTotal, shown: String(result.visibleTotal) }))
  lines.push(t.t(result.isUsable ? 'accounts.test.usable' : 'accounts.test.unusable'))
  if (result.policyText) lines.push('', t.t('accounts.test.policy'), result.policyText)
  return lines.join('\n')
}

async function remove(session: Session, name: string, isSure: boolean): Promise<number> {
  const account = await session.request('account.get', { name })
  const isDemo = account.provider === 'demo'
  // A program cannot be asked; the backup that is written first is its way back.
  const canAsk = !session.isJson && session.io.stdin.isTTY === true
  if (!isSure && !isDemo && canAsk) {
    const question = session.t.t('cli.accounts.removeAsk', { name: account.name, count: account.itemCount })
    if (!(await askYesNo(session.io, question))) {
      session.say(session.t.t('cli.accounts.removeKept'))
      return 1
    }
  }
  const { items, backupFile } = await session.request('account.remove', { accountId: account.accountId })
  session.say(session.t.t('cli.accounts.removed', { name: account.name, count: items }))
  if (backupFile) session.say(session.t.t('cli.accounts.removedBackup', { file: backupFile }))
  session.answer({ removed: account.name, items, backupFile })
  return 0
}
