import type { AccountTest, PermissionCheck } from '../../../shared/domain/account.ts'
import { isAppError, type AppError } from '../../../shared/domain/app-error.ts'
import type { AccountTestJob } from '../../../shared/worker/frames.ts'
import type { ConnectorContext } from '../connector.ts'
import { createHuaweiApi, type HuaweiApi, type TagTarget } from './api.ts'
import { isKeyFailure } from './errors.ts'
import { HUAWEI_ACTIONS, HUAWEI_POLICY_TEXT } from '../../../shared/domain/huawei-policy.ts'
import { createSession, type HuaweiDeps, type HuaweiSession } from './session.ts'
import { isRegionalTmsType, toTmsType } from './tms-types.ts'
import { toItem } from './to-item.ts'

type CheckName = keyof typeof HUAWEI_ACTIONS

/** Rows of the first page that are looked through for a resource to try tags and quotes with. */
const SAMPLE_ROWS = 50

/** Tries each right of the key with one small read of its own. Throws only when cancelled. */
export async function testHuawei(
  job: AccountTestJob,
  context: ConnectorContext,
  deps: HuaweiDeps,
): Promise<AccountTest> {
  context.signal.throwIfAborted()
  let session: HuaweiSession
  try {
    session = createSession(job.account, context, deps)
  } catch (error) {
    const checks = NAMES.map((name) => toCheck(name, error))
    return { isUsable: false, visibleTotal: null, checks, policyText: HUAWEI_POLICY_TEXT, clockSkewMs: null }
  }
  try {
    return await runChecks(session, context)
  } catch (error) {
    if (context.signal.aborted) throw context.signal.reason
    throw error
  } finally {
    await session.close()
  }
}

const NAMES: readonly CheckName[] = ['list', 'identity', 'tags-bulk', 'tags-single', 'projects', 'prices']

async function runChecks(session: HuaweiSession, context: ConnectorContext): Promise<AccountTest> {
  const api = createHuaweiApi(session)
  const { signal } = context
  const results = new Map<CheckName, PermissionCheck>()
  const attempt = async <T>(name: CheckName, call: () => Promise<T>): Promise<T | null> => {
    try {
      const value = await call()
      results.set(name, toCheck(name, null))
      return value
    } catch (error) {
      if (signal.aborted) throw signal.reason
      results.set(name, toCheck(name, error))
      return null
    }
  }

  let keyFailure: AppError | null = null
  const page = await attempt('list', async () => {
    try {
      return await api.listResources({ offset: 0, limit: SAMPLE_ROWS, expiresBefore: null }, signal)
    } catch (error) {
      if (isAppError(error) && isKeyFailure(error.code)) keyFailure = error
      throw error
    }
  })
  // A refused key is refused everywhere; trying on could lock it.
  if (keyFailure !== null) for (const name of NAMES) results.set(name, toCheck(name, keyFailure))
  else {
    const sample = toSample(page?.rows ?? [])
    await Promise.all([
      checkBulkTags(api, attempt, signal),
      sample.tagged === null ? null : attempt('tags-single', () => readTagsOf(api, sample.tagged as TagTarget, signal)),
      attempt('projects', () => api.listEnterpriseProjects(signal, 1_000)),
      sample.main === null ? null : attempt('prices', () => api.listRenewRates([sample.main as string], 1, signal)),
    ])
  }
  return {
    isUsable: results.get('list')?.outcome === 'allowed',
    visibleTotal: page?.total ?? null,
    checks: NAMES.map((name) => results.get(name) ?? toSkipped(name)),
    policyText: HUAWEI_POLICY_TEXT,
    clockSkewMs: session.clockSkewMs,
  }
}

async function checkBulkTags(
  api: HuaweiApi,
  attempt: <T>(name: CheckName, call: () => Promise<T>) => Promise<T | null>,
  signal: AbortSignal,
): Promise<void> {
  const domainId = await attempt('identity', () => api.getDomainId(signal))
  if (domainId !== null) await attempt('tags-bulk', () => api.listInventory(domainId, 1, null, signal))
}

/** A resource that TMS does not know proves the right as well as one that it knows. */
async function readTagsOf(api: HuaweiApi, target: TagTarget, signal: AbortSignal): Promise<void> {
  try {
    await api.getResourceTags(target, signal)
  } catch (error) {
    const isUnknown = isAppError(error) && error.code === 'CLOUD_REFUSED' && error.params['status'] === 404
    if (!isUnknown) throw error
  }
}

function toSample(rows: readonly unknown[]): { tagged: TagTarget | null; main: string | null } {
  let tagged: TagTarget | null = null
  let main: string | null = null
  for (const row of rows) {
    const item = toItem(row)?.item
    if (!item || item.resourceId.startsWith('order:') || item.status === 'closed') continue
    const tmsType = toTmsType(item.typeCode)
    if (tmsType !== null && (item.projectId !== null || !isRegionalTmsType(tmsType))) {
      tagged ??= { resourceId: item.resourceId, tmsType, projectId: item.projectId }
    }
    if (item.isMain === true) main ??= item.resourceId
  }
  return { tagged, main }
}

function toCheck(check: CheckName, error: unknown): PermissionCheck {
  const base = { check, action: HUAWEI_ACTIONS[check], isRequired: check === 'list' }
  if (error === null) return { ...base, outcome: 'allowed', errorCode: null, raw: null }
  if (!isAppError(error)) return { ...base, outcome: 'failed', errorCode: 'INTERNAL', raw: null }
  const isForbidden = error.code === 'CLOUD_FORBIDDEN' || error.code === 'CLOUD_NOT_ALLOWED'
  return { ...base, outcome: isForbidden ? 'forbidden' : 'failed', errorCode: error.code, raw: error.raw }
}

function toSkipped(check: CheckName): PermissionCheck {
  return {
    check,
    action: HUAWEI_ACTIONS[check],
    isRequired: check === 'list',
    outcome: 'skipped',
    errorCode: null,
    raw: null,
  }
}
