import type { Account } from '../../shared/domain/account.ts'
import type { ItemChange } from '../../shared/domain/change.ts'
import type { Item } from '../../shared/domain/item.ts'
import { formatUnknownCode, toAutoRenew } from '../../shared/domain/renewal-mode.ts'
import { NO_METRICS, type Run, type RunMetrics, type StoredLogLine } from '../../shared/domain/run.ts'
import type { ErrorBody } from '../../shared/ipc/envelope.ts'
import type { Translator } from '../../shared/i18n/translator.ts'

/** An instant as ISO 8601 in UTC. */
export function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

export function toErrorJson(error: ErrorBody, t: Translator): { code: string; message: string; details: object } {
  return { code: error.code, message: t.error(error), details: { ...error.params, raw: error.raw } }
}

function toMetricsJson(metrics: RunMetrics): object {
  const { requests, retries, throttled, timeouts, errors, meanMs, p95Ms } = { ...NO_METRICS, ...metrics }
  return { requests, retries, throttled, timeouts, errors, meanMs, p95Ms }
}

export function toRunJson(run: Run, t: Translator): object {
  return {
    runId: run.runId,
    account: run.account,
    kind: run.kind,
    status: run.state,
    windowDays: run.windowDays,
    fetched: run.fetched,
    reportedTotal: run.reportedTotal,
    complete: run.complete,
    added: run.added,
    changed: run.changed,
    unchanged: run.unchanged,
    gone: run.gone,
    expired: run.expired,
    expiringIn7Days: run.expiringIn7Days,
    expiringIn15Days: run.expiringIn15Days,
    expiringIn30Days: run.expiringIn30Days,
    warnings: run.warnings,
    error: run.error ? toErrorJson(run.error, t) : null,
    startedAt: iso(run.startedAt),
    endedAt: iso(run.endedAt),
    durationMs: run.endedAt === null ? null : run.endedAt - run.startedAt,
    metrics: toMetricsJson(run.metrics),
  }
}

export function toLogLineJson(line: StoredLogLine, t: Translator): object {
  return {
    seq: line.seq,
    at: iso(line.at),
    level: line.level,
    stage: line.stage,
    code: line.code,
    message: t.logLine(line),
    params: line.params,
  }
}

export function toItemJson(item: Item): object {
  return {
    id: item.id,
    kind: item.kind,
    provider: item.provider,
    account: item.account,
    resourceId: item.resourceId,
    resourceName: item.resourceName,
    resourceType: item.resourceType,
    resourceTypeName: item.resourceTypeName,
    serviceTypeCode: item.serviceTypeCode,
    serviceTypeName: item.serviceTypeName,
    resourceSpec: item.resourceSpec,
    resourceSpecText: item.resourceSpecText,
    region: item.region,
    regionName: item.regionName,
    projectId: item.projectId,
    isMain: item.isMain,
    parentResourceId: item.parentResourceId,
    enterpriseProjectId: item.enterpriseProjectId,
    enterpriseProjectName: item.enterpriseProjectName,
    tags: item.tags,
    tagProductLine: item.tagProductLine,
    tagEnv: item.tagEnv,
    tagName: item.tagName,
    createTime: iso(item.createdAt),
    expireTime: iso(item.expiresAt),
    expireOn: item.expiresOn,
    daysLeft: item.daysLeft,
    band: item.band,
    phase: item.phase,
    phaseSource: item.phaseSource,
    graceEndsAt: iso(item.graceEndsAt),
    retentionEndsAt: iso(item.retentionEndsAt),
    status: item.status === 'unknown' && item.rawStatus !== null ? formatUnknownCode(item.rawStatus) : item.status,
    rawStatus: item.rawStatus,
    renewalMode: item.renewalMode,
    rawPolicy: item.rawPolicy,
    autoRenew: toAutoRenew(item.renewalMode),
    actBy: iso(item.actByAt),
    lastWorkingDay: item.lastWorkingDayOn,
    price: item.price,
    currency: item.currency,
    priceSource: item.priceSource,
    pricedAt: iso(item.pricedAt),
    isActive: item.isActive,
    goneAt: iso(item.goneAt),
    goneCause: item.goneCause,
    firstSeenAt: iso(item.firstSeenAt),
    lastSyncedAt: iso(item.lastSyncedAt),
    decision: item.decision,
    owner: item.owner,
    backupOwner: item.backupOwner,
    reason: item.reason,
    note: item.note,
    snoozedUntil: item.snoozedUntil,
    acknowledgedAt: iso(item.acknowledgedAt),
  }
}

export function toChangeJson(change: ItemChange): object {
  return {
    runId: change.runId,
    at: iso(change.at),
    itemId: change.itemId,
    resourceId: change.resourceId,
    resourceName: change.resourceName,
    account: change.account,
    kind: change.kind,
    field: change.field,
    old: change.old,
    new: change.new,
  }
}

/** Everything but the secret, which the core never hands out. */
export function toAccountJson(account: Account): object {
  return {
    id: account.accountId,
    name: account.name,
    provider: account.provider,
    site: account.site,
    endpoint: account.endpoint,
    accessKey: account.accessKey,
    isDemo: account.provider === 'demo',
    demoSize: account.demoSize,
    policy: account.policy,
    limits: account.limits,
    items: account.itemCount,
    lastComplete: account.lastComplete
      ? { runId: account.lastComplete.runId, at: iso(account.lastComplete.at), count: account.lastComplete.count }
      : null,
    activeRunId: account.activeRunId,
    createdAt: iso(account.createdAt),
  }
}

/** The shape of every list. `page` counts from 1. */
export function toListJson(total: number, page: number, pageSize: number, items: readonly object[]): object {
  return { total, page, pageSize, items }
}
