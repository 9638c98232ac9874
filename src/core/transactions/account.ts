import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/domain/app-error.ts'
import { transaction, type WriteDb } from '../db/connection.ts'
import {
  countAllItems,
  deleteAccount,
  findAccountByName,
  getAccount,
  insertAccount,
  isAccountLimits,
  isAccountPolicy,
  updateAccountFields,
} from '../db/repositories/account.ts'
import { recomputeDerived } from '../db/repositories/item-derived.ts'
import type { NewAccount } from '../db/write-commands.ts'
import type { WriteHandler } from './context.ts'

/** Throws ACCOUNT_NAME_TAKEN when another account has the name, written in whatever case. */
export const addAccount: WriteHandler<'account.add'> = ({ db }, { at, ...fields }) => {
  const checked = checkFields(fields)
  const accountId = randomUUID()
  return transaction(db, () => {
    refuseTakenName(db, checked.name, null)
    insertAccount(db, accountId, checked, at)
    return getAccount(db, accountId)
  })
}

/** A changed policy moves the dates that follow from it for all items of the account. */
export const updateAccount: WriteHandler<'account.update'> = ({ db }, { accountId, patch }) =>
  transaction(db, () => {
    const before = getAccount(db, accountId)
    const after = checkFields({
      provider: before.provider,
      name: patch.name ?? before.name,
      site: patch.site ?? before.site,
      endpoint: patch.endpoint === undefined ? before.endpoint : patch.endpoint,
      accessKey: patch.accessKey === undefined ? before.accessKey : patch.accessKey,
      demoSize: patch.demoSize === undefined ? before.demoSize : patch.demoSize,
      policy: patch.policy ?? before.policy,
      limits: patch.limits ?? before.limits,
    })
    refuseTakenName(db, after.name, accountId)
    updateAccountFields(db, accountId, after)
    if (JSON.stringify(after.policy) !== JSON.stringify(before.policy)) recomputeDerived(db, { accountId })
    return getAccount(db, accountId)
  })

/** Takes items, history, runs and logs along. Throws ACCOUNT_BUSY while a run is going on. */
export const removeAccount: WriteHandler<'account.remove'> = ({ db }, { accountId }) =>
  transaction(db, () => {
    const account = getAccount(db, accountId)
    if (account.activeRunId !== null) {
      throw new AppError('ACCOUNT_BUSY', { account: account.name, run: account.activeRunId })
    }
    const items = countAllItems(db, accountId)
    deleteAccount(db, accountId)
    return { items }
  })

function refuseTakenName(db: WriteDb, name: string, ownId: string | null): void {
  const other = findAccountByName(db, name)
  if (other && other.accountId !== ownId) throw new AppError('ACCOUNT_NAME_TAKEN', { account: other.name })
}

/** What is refused here could not be read back. */
function checkFields(fields: NewAccount): NewAccount {
  const name = fields.name.trim()
  if (name === '') throw new AppError('BAD_REQUEST', { field: 'name' })
  const policy = {
    tier: fields.policy.tier,
    graceDays: fields.policy.graceDays,
    retentionDays: fields.policy.retentionDays,
    deductionLeadDays: fields.policy.deductionLeadDays,
  }
  const limits = {
    concurrency: fields.limits.concurrency,
    requestTimeoutMs: fields.limits.requestTimeoutMs,
    maxRequestsPerSecond: fields.limits.maxRequestsPerSecond,
    quoteWithinDays: fields.limits.quoteWithinDays,
  }
  if (!isAccountPolicy(policy)) throw new AppError('BAD_REQUEST', { field: 'policy' })
  if (!isAccountLimits(limits)) throw new AppError('BAD_REQUEST', { field: 'limits' })
  return { ...fields, name, policy, limits }
}
