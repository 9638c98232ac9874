import { AppError } from '../../shared/domain/app-error.ts'
import { type Account, type AccountLimits, type AccountPolicy, type AccountTest } from '../../shared/domain/account.ts'
import { TIER_DAYS } from '../../shared/domain/phase.ts'
import type { RouteParsed } from '../../shared/ipc/contract.ts'
import { withoutUndefined } from '../../shared/without-undefined.ts'
import type { ConnectorAccount } from '../../shared/worker/frames.ts'
import { newBackupPath } from '../db/automatic-backup.ts'
import type { ReadDb } from '../db/connection.ts'
import { getAccount, getAccountByName, listAccounts } from '../db/repositories/account.ts'
import type { Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import type { RunManager } from '../jobs/run-manager.ts'
import type { DataPaths } from '../paths.ts'
import type { SecretStore } from '../secrets.ts'
import { checkEndpoint } from './endpoint.ts'
import type { SettingsService } from './settings-service.ts'

export interface AccountServiceDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  readonly secrets: SecretStore
  readonly settings: SettingsService
  readonly runs: RunManager
  readonly clock: { now(): number }
  readonly paths: DataPaths
}

/** Size of a demo account when nobody says otherwise. */
const DEFAULT_DEMO_SIZE = 600
/** The demo estate lives by these lengths, and everything in it has a price to be looked at. */
const DEMO_POLICY: Partial<AccountPolicy> = { tier: 'V5', ...TIER_DAYS.V5 }
const DEMO_LIMITS: Partial<AccountLimits> = { quoteWithinDays: 730 }

/** Accounts and their keys. The secret goes into the secret store before the account can be used, never into the database. */
export interface AccountService {
  list(): readonly Account[]
  getByName(name: string): Account
  add(input: RouteParsed<'account.add'>): Promise<Account>
  update(input: RouteParsed<'account.update'>): Promise<Account>
  remove(accountId: string): Promise<{ items: number; backupFile: string | null }>
  test(accountId: string): Promise<AccountTest>
  tryKey(draft: RouteParsed<'account.try'>): Promise<AccountTest>
  /** What a connector needs, with the decrypted key. Rejects with SECRET_MISSING. */
  toConnectorAccount(account: Account): Promise<ConnectorAccount>
}

export function createAccountService(deps: AccountServiceDeps): AccountService {
  const { db, writer, events, secrets } = deps

  async function toConnectorAccount(account: Account): Promise<ConnectorAccount> {
    const secretKey = account.provider === 'demo' ? null : await secrets.get(account.accountId)
    if (account.provider !== 'demo' && secretKey === null)
      throw new AppError('SECRET_MISSING', { account: account.name })
    return {
      provider: account.provider,
      site: account.site,
      endpoint: account.endpoint,
      accessKey: account.accessKey,
      secretKey,
      limits: account.limits,
      proxy: await deps.settings.proxyWithCredentials(),
      demoSize: account.demoSize,
    }
  }

  async function add(input: RouteParsed<'account.add'>): Promise<Account> {
    const isDemo = input.provider === 'demo'
    checkDraft(input)
    const { defaultPolicy, defaultLimits } = deps.settings.get()
    const account = await writer.call('account.add', {
      name: input.name,
      provider: input.provider,
      site: input.site,
      endpoint: isDemo ? null : checkEndpoint(input.endpoint),
      accessKey: isDemo ? null : input.accessKey,
      demoSize: isDemo ? (input.demoSize ?? DEFAULT_DEMO_SIZE) : null,
      policy: withTier({ ...defaultPolicy, ...(isDemo ? DEMO_POLICY : {}) }, input.policy),
      limits: { ...defaultLimits, ...(isDemo ? DEMO_LIMITS : {}), ...withoutUndefined(input.limits) },
      at: deps.clock.now(),
    })
    if (input.secretKey !== null && !isDemo) {
      try {
        await secrets.set(account.accountId, input.secretKey)
      } catch (error) {
        // An account whose key could not be kept would only fail later: take it back and say why now.
        await writer.call('account.remove', { accountId: account.accountId })
        throw error
      }
    }
    events.emit('account.changed', { accountId: account.accountId })
    return account
  }

  async function update({ accountId, patch }: RouteParsed<'account.update'>): Promise<Account> {
    const before = getAccount(db, accountId)
    const { secretKey, policy, limits, endpoint, ...rest } = withoutUndefined(patch)
    const account = await writer.call('account.update', {
      accountId,
      patch: {
        ...rest,
        ...(endpoint === undefined ? {} : { endpoint: checkEndpoint(endpoint) }),
        ...(policy ? { policy: withTier(before.policy, policy) } : {}),
        ...(limits ? { limits: { ...before.limits, ...withoutUndefined(limits) } } : {}),
      },
    })
    if (secretKey !== undefined) {
      try {
        await secrets.set(accountId, secretKey)
      } catch (error) {
        // A new access key with the old secret would be refused, and often enough locked.
        const { name, site, endpoint: host, accessKey, policy: days, limits: pace } = before
        const patch = { name, site, endpoint: host, accessKey, policy: days, limits: pace }
        await writer.call('account.update', { accountId, patch })
        throw error
      }
    }
    events.emit('account.changed', { accountId })
    if (policy) events.emit('item.changed', { accountId })
    return account
  }

  async function remove(accountId: string): Promise<{ items: number; backupFile: string | null }> {
    const account = getAccount(db, accountId)
    if (account.activeRunId && (await deps.runs.cancel(account.activeRunId)) === 'elsewhere') {
      throw new AppError('ACCOUNT_BUSY', { account: account.name, run: account.activeRunId })
    }
    let backupFile: string | null = null
    if (account.provider !== 'demo' && account.itemCount > 0) {
      backupFile = newBackupPath(deps.paths.backupDir, 'before-remove', deps.clock)
      await writer.call('db.backup', { file: backupFile, replace: false })
    }
    const { items } = await writer.call('account.remove', { accountId })
    await secrets.delete(accountId)
    events.emit('account.changed', { accountId })
    events.emit('item.changed', { accountId })
    return { items, backupFile }
  }

  return {
    list: () => listAccounts(db),
    getByName: (name) => getAccountByName(db, name),
    add,
    update,
    remove,
    async test(accountId) {
      return await deps.runs.test(await toConnectorAccount(getAccount(db, accountId)))
    },
    async tryKey(draft) {
      checkDraft(draft)
      const isDemo = draft.provider === 'demo'
      if (!isDemo && draft.secretKey === null) throw new AppError('SECRET_MISSING', { account: draft.accessKey ?? '' })
      return await deps.runs.test({
        ...draft,
        endpoint: isDemo ? null : checkEndpoint(draft.endpoint),
        limits: deps.settings.get().defaultLimits,
        proxy: await deps.settings.proxyWithCredentials(),
      })
    },
    toConnectorAccount,
  }
}

function checkDraft(draft: RouteParsed<'account.try'>): void {
  if (draft.provider === 'alibaba' || draft.provider === 'tencent') {
    throw new AppError('PROVIDER_UNSUPPORTED', { provider: draft.provider })
  }
  if (draft.provider !== 'demo' && draft.accessKey === null) {
    throw new AppError('BAD_REQUEST', { route: 'account', field: 'accessKey', problem: 'missing' })
  }
}

/** A known tier brings its own numbers unless they are typed as well; typed numbers make it `custom`. */
function withTier(before: AccountPolicy, patch: RouteParsed<'account.add'>['policy']): AccountPolicy {
  const typed = patch.graceDays !== undefined || patch.retentionDays !== undefined
  const tier = patch.tier ?? (typed ? 'custom' : before.tier)
  const days =
    tier === 'custom' ? { graceDays: before.graceDays, retentionDays: before.retentionDays } : TIER_DAYS[tier]
  return { ...before, ...days, ...withoutUndefined(patch), tier: typed ? 'custom' : tier }
}
