import type { Account } from '../../shared/domain/account.ts'
import type { ItemChange } from '../../shared/domain/change.ts'
import type { Item } from '../../shared/domain/item.ts'
import {
  VERDICTS,
  type Link,
  type LinkChange,
  type LinkCheck,
  type LinkDetails,
  type LinkDomain,
  type LinkGroup,
  type LinkRunFigures,
} from '../../shared/domain/link.ts'
import type { ImportIssue, LinkImportResult } from '../../shared/domain/link-import.ts'
import { formatUnknownCode, toAutoRenew } from '../../shared/domain/renewal-mode.ts'
import { NO_METRICS, type Run, type RunMetrics, type StoredLogLine } from '../../shared/domain/run.ts'
import type { ReviewChange } from '../../shared/domain/review.ts'
import type { Schedule } from '../../shared/domain/schedule.ts'
import type { ErrorBody } from '../../shared/ipc/envelope.ts'
import { toGroupName, toHiddenText } from '../../shared/i18n/link-words.ts'
import { ruleWords } from '../../shared/i18n/schedule-words.ts'
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
  if (run.links) return toLinkRunJson(run, run.links, t)
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
    ...toCourseJson(run, t),
  }
}

function toCourseJson(run: Run, t: Translator): object {
  return {
    warnings: run.warnings,
    error: run.error ? toErrorJson(run.error, t) : null,
    startedAt: iso(run.startedAt),
    endedAt: iso(run.endedAt),
    durationMs: run.endedAt === null ? null : run.endedAt - run.startedAt,
    metrics: toMetricsJson(run.metrics),
  }
}

/** A run over links; verdicts that did not occur are 0. */
function toLinkRunJson(run: Run, figures: LinkRunFigures, t: Translator): object {
  return {
    runId: run.runId,
    account: null,
    kind: run.kind,
    status: run.state,
    scope: figures.scope,
    strict: figures.isStrict,
    activeNum: figures.activeNum,
    checked: figures.checked,
    skipped: figures.skipped,
    toShow: figures.toShow,
    toNotShow: figures.toNotShow,
    byVerdict: Object.fromEntries(VERDICTS.map((verdict) => [verdict, figures.byVerdict[verdict] ?? 0])),
    p50Ms: figures.p50Ms,
    p95Ms: figures.p95Ms,
    slowestMs: figures.slowestMs,
    ...toCourseJson(run, t),
  }
}

export function toLinkJson(link: Link, t: Translator): object {
  return {
    id: link.linkId,
    name: link.name,
    url: link.url,
    host: link.host,
    domain: link.domain,
    group: toGroupName(t, link.group),
    verdict: link.verdict,
    httpStatus: link.httpStatus,
    cause: link.cause,
    reason: link.hiddenReason === null ? null : toHiddenText(t, link.hiddenReason),
    shown: link.isShown,
    pinned: link.pinned,
    whitelisted: link.whitelisting !== null,
    whitelist: link.whitelisting && { ...link.whitelisting, at: iso(link.whitelisting.at) },
    backlink: link.backlink,
    backlinkSite: link.backlinkSite,
    rel: link.rel,
    finalUrl: link.finalUrl,
    redirects: link.redirects,
    latencyMs: link.latencyMs,
    checkedAt: iso(link.checkedAt),
    certExpiresAt: iso(link.certExpiresAt),
    domainExpiresAt: iso(link.domainExpiresAt),
    consecutiveFailures: link.consecutiveFailures,
    unreachableSince: iso(link.unreachableSince),
    unreachableDays: link.unreachableDays,
    nextCheckAt: iso(link.nextCheckAt),
    trend: link.trend,
    itemId: link.itemId,
    createdAt: iso(link.createdAt),
    updatedAt: iso(link.updatedAt),
  }
}

export function toLinkDetailsJson({ link, checks, certificate, domain, history }: LinkDetails, t: Translator): object {
  return {
    ...toLinkJson(link, t),
    checks: checks.map(toLinkCheckJson),
    certificate: certificate && {
      ...certificate,
      checkedAt: iso(certificate.checkedAt),
      measuredAt: iso(certificate.measuredAt),
      startsAt: iso(certificate.startsAt),
      expiresAt: iso(certificate.expiresAt),
      chain: certificate.chain.map((entry) => ({
        ...entry,
        startsAt: iso(entry.startsAt),
        expiresAt: iso(entry.expiresAt),
      })),
      addresses: certificate.addresses.map((entry) => ({ ...entry, expiresAt: iso(entry.expiresAt) })),
    },
    registration: domain && toLinkDomainJson(domain),
    history: history.map((change: LinkChange) => ({ ...change, at: iso(change.at) })),
  }
}

function toLinkCheckJson(check: LinkCheck): object {
  const { checkId: _, linkId: __, isShown, ...facts } = check
  return { ...facts, shown: isShown, checkedAt: iso(check.checkedAt) }
}

export function toLinkDomainJson(domain: LinkDomain): object {
  return {
    ...domain,
    expiresAt: iso(domain.expiresAt),
    checkedAt: iso(domain.checkedAt),
    measuredAt: iso(domain.measuredAt),
  }
}

export function toLinkGroupJson(group: LinkGroup, t: Translator): object {
  return {
    id: group.groupId,
    name: toGroupName(t, group.name),
    policy: group.policy,
    allowsPrivate: group.allowsPrivate,
    includesSubdomains: group.includesSubdomains,
    links: group.linkCount,
  }
}

/** True for a row that repeats another one and is therefore no error. */
export function isDuplicate({ problem }: ImportIssue): boolean {
  return problem === 'duplicate-in-file' || problem === 'duplicate-known'
}

export function toLinkImportJson(result: LinkImportResult, t: Translator): object {
  const toIssueJson = ({ row, column, problem, value, other }: ImportIssue): object => {
    return { row, column, code: problem, message: t.t(`link.importProblem.${problem}`), value, other }
  }
  return {
    format: result.format,
    encoding: result.encoding,
    imported: result.imported,
    updated: result.updated,
    skipped: result.skipped,
    newGroups: result.newGroups,
    errors: result.issues.filter((issue) => !isDuplicate(issue)).map(toIssueJson),
    duplicates: result.issues.filter(isDuplicate).map(toIssueJson),
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
    account: item.account === '' ? null : item.account,
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
    priceMonths: item.priceMonths,
    priceSource: item.priceSource,
    pricedAt: iso(item.pricedAt),
    isActive: item.isActive,
    goneAt: iso(item.goneAt),
    goneCause: item.goneCause,
    firstSeenAt: iso(item.firstSeenAt),
    lastSyncedAt: iso(item.lastSyncedAt),
    decision: item.decision,
    decidedFor: iso(item.decidedForExpiresAt),
    owner: item.owner,
    backupOwner: item.backupOwner,
    reason: item.reason,
    note: item.note,
    customTags: item.customTags,
    contradictions: item.contradictions,
    snoozedUntil: item.snoozedUntil,
    acknowledgedAt: iso(item.acknowledgedAt),
    renewalUrl: item.renewalUrl,
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

/** A schedule, its instants as ISO 8601. */
export function toScheduleJson(schedule: Schedule, t: Translator): object {
  return {
    id: schedule.scheduleId,
    target: schedule.target,
    name: schedule.target.kind === 'account' ? schedule.name : toGroupName(t, schedule.name),
    rule: schedule.rule,
    ruleText: ruleWords(t, schedule.rule),
    enabled: schedule.isEnabled,
    nextDueAt: iso(schedule.nextDueAt),
    next: schedule.next.map(iso),
    waiting: schedule.waiting,
    waitingSince: iso(schedule.waitingSince),
    retryAt: iso(schedule.retryAt),
    lastRunId: schedule.lastRunId,
    lastRunAt: iso(schedule.lastRunAt),
    lastRunStatus: schedule.lastRunState,
    missed: schedule.missed,
  }
}

/** One line of what people said about an item; `by` is empty where a sync closed or opened a decision. */
export function toReviewChangeJson({ at, by, field, old, new: now, expiresAt, runId }: ReviewChange): object {
  return { at: iso(at), by, field, old, new: now, expireTime: iso(expiresAt), runId }
}

/** The shape of every list. `page` counts from 1. */
export function toListJson(total: number, page: number, pageSize: number, items: readonly object[]): object {
  return { total, page, pageSize, items }
}
