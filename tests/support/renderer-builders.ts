import { DEFAULT_LIMITS, DEFAULT_POLICY, type Account } from '../../src/shared/domain/account.ts'
import type { Item } from '../../src/shared/domain/item.ts'
import type { Link, LinkCheck, LinkDetails, LinkRunFigures } from '../../src/shared/domain/link.ts'
import { NO_METRICS, type Run } from '../../src/shared/domain/run.ts'
import type { Schedule, ScheduleOverview } from '../../src/shared/domain/schedule.ts'

/** 2026-11-20 09:02:11 in Shanghai. */
export const MORNING = Date.UTC(2026, 10, 20, 1, 2, 11)

/** An account of Huawei Cloud with a complete picture of 2,314 items, unless the test says otherwise. */
export function anAccount(overrides: Partial<Account> = {}): Account {
  return {
    accountId: 'a1',
    name: '主账号',
    provider: 'huawei',
    site: 'china',
    endpoint: null,
    accessKey: 'AK1',
    demoSize: null,
    policy: DEFAULT_POLICY,
    limits: DEFAULT_LIMITS,
    createdAt: MORNING - 86_400_000,
    lastComplete: { runId: 'r1', at: MORNING, count: 2314 },
    itemCount: 2314,
    activeRunId: null,
    ...overrides,
  }
}

/** The run that brought the account's picture. */
export function aRun(overrides: Partial<Run> = {}): Run {
  return {
    runId: 'r1',
    accountId: 'a1',
    account: '主账号',
    kind: 'manual',
    state: 'succeeded',
    windowDays: null,
    retryOf: null,
    error: null,
    startedAt: MORNING - 20_000,
    endedAt: MORNING,
    metrics: NO_METRICS,
    fetched: 2314,
    reportedTotal: 2314,
    complete: true,
    added: 0,
    changed: 0,
    unchanged: 2314,
    gone: 0,
    expired: 0,
    expiringIn7Days: 0,
    expiringIn15Days: 0,
    expiringIn30Days: 0,
    warnings: 0,
    links: null,
    ...overrides,
  }
}

/** The figures of a run that has checked 18 of 20 links. */
export function linkFigures(overrides: Partial<LinkRunFigures> = {}): LinkRunFigures {
  return {
    scope: { kind: 'all' },
    isStrict: false,
    activeNum: 20,
    checked: 18,
    skipped: 2,
    toShow: 1,
    toNotShow: 3,
    byVerdict: { ok: 14, timeout: 3, broken: 1, skipped: 2 },
    p50Ms: 120,
    p95Ms: 900,
    slowestMs: 5003,
    ...overrides,
  }
}

/** A run over all links. */
export function aLinkRun(overrides: Partial<Run> = {}): Run {
  return aRun({ runId: 'l1', accountId: 'links', account: '', links: linkFigures(), ...overrides })
}

/** A link that answers and has answered four times before, unless the test says otherwise. */
export function aLink(overrides: Partial<Link> = {}): Link {
  return {
    linkId: 'k1',
    name: '张三的博客',
    url: 'https://zhang.example.com/',
    host: 'zhang.example.com',
    domain: 'example.com',
    groupId: 'default',
    group: '',
    backlinkSite: null,
    itemId: null,
    whitelisting: null,
    isShown: true,
    hiddenReason: null,
    pinned: null,
    verdict: 'ok',
    httpStatus: 200,
    cause: null,
    backlink: null,
    rel: null,
    finalUrl: 'https://zhang.example.com/',
    redirects: 0,
    latencyMs: 230,
    checkedAt: MORNING,
    consecutiveFailures: 0,
    unreachableSince: null,
    unreachableDays: null,
    nextCheckAt: null,
    certExpiresAt: MORNING + 40 * 86_400_000,
    domainExpiresAt: MORNING + 200 * 86_400_000,
    trend: ['ok', 'ok', 'ok', 'ok', 'ok'],
    createdAt: MORNING - 100 * 86_400_000,
    updatedAt: MORNING - 50 * 86_400_000,
    ...overrides,
  }
}

/** The newest check of that link. */
export function aLinkCheck(overrides: Partial<LinkCheck> = {}): LinkCheck {
  return {
    checkId: 1,
    runId: 'l1',
    linkId: 'k1',
    verdict: 'ok',
    httpStatus: 200,
    cause: null,
    raw: null,
    finalUrl: 'https://zhang.example.com/',
    hops: [{ url: 'https://zhang.example.com/', status: 200, address: '203.0.113.7' }],
    redirects: 0,
    latencyMs: 230,
    bytes: 0,
    backlink: null,
    anchor: null,
    attempts: 1,
    checkedAt: MORNING,
    isShown: true,
    ...overrides,
  }
}

/** Everything about a link that has been checked once, without certificate and domain. */
export function aLinkDetails(overrides: Partial<LinkDetails> = {}): LinkDetails {
  return { link: aLink(), checks: [aLinkCheck()], certificate: null, domain: null, history: [], ...overrides }
}

/** A server that expires in four days and renews by itself. */
export function anItem(overrides: Partial<Item> = {}): Item {
  return {
    id: 'i1',
    kind: 'cloud',
    provider: 'huawei',
    accountId: 'a1',
    account: '主账号',
    resourceId: 'res-1',
    resourceName: 'web-1',
    serviceTypeCode: 'hws.service.type.ec2',
    serviceTypeName: '弹性云服务器',
    resourceType: 'hws.resource.type.vm',
    resourceTypeName: '云主机',
    resourceSpec: 's6.large.2',
    resourceSpecText: null,
    region: 'cn-north-4',
    regionName: '华北-北京四',
    projectId: null,
    isMain: true,
    parentResourceId: null,
    enterpriseProjectId: null,
    enterpriseProjectName: null,
    tags: {},
    tagProductLine: null,
    tagEnv: null,
    tagName: null,
    createdAt: MORNING - 361 * 86_400_000,
    expiresAt: MORNING + 4 * 86_400_000,
    expiresOn: '2026-11-24',
    daysLeft: 4,
    band: '0-7',
    phase: 'active',
    phaseSource: 'computed',
    graceEndsAt: null,
    retentionEndsAt: null,
    status: 'in-use',
    rawStatus: 2,
    renewalMode: 'auto',
    rawPolicy: 3,
    paymentType: 'prepaid',
    actByAt: MORNING + 3 * 86_400_000,
    lastWorkingDayOn: '2026-11-23',
    price: '120.5',
    currency: 'CNY',
    priceMonths: 1,
    priceSource: 'provider',
    pricedAt: MORNING,
    isActive: true,
    goneAt: null,
    goneCause: null,
    decidedForExpiresAt: null,
    firstSeenAt: MORNING,
    lastSyncedAt: MORNING,
    decision: 'undecided',
    owner: null,
    backupOwner: null,
    reason: null,
    note: null,
    customTags: [],
    contradictions: [],
    snoozedUntil: null,
    acknowledgedAt: null,
    renewalUrl: null,
    ...overrides,
  }
}

/** The schedule of that account: working days at 09:00, next on Monday, unless the test says otherwise. */
export function aSchedule(overrides: Partial<Schedule> = {}): Schedule {
  const monday = MORNING - 131_000 + 3 * 86_400_000
  return {
    scheduleId: 'account:a1',
    target: { kind: 'account', accountId: 'a1' },
    name: '主账号',
    rule: { kind: 'workdays', time: '09:00' },
    isEnabled: true,
    nextDueAt: monday,
    next: [0, 1, 2, 3, 4].map((days) => monday + days * 86_400_000),
    waiting: null,
    waitingSince: null,
    retryAt: null,
    lastRunId: null,
    lastRunAt: null,
    lastRunState: null,
    missed: 0,
    ...overrides,
  }
}

/** All schedules, online and not paused, unless the test says otherwise. */
export function aScheduleOverview(
  schedules: readonly Schedule[] = [aSchedule()],
  overrides: Partial<ScheduleOverview> = {},
): ScheduleOverview {
  return { schedules, zone: 'Asia/Shanghai', pausedUntil: null, isOnline: true, ...overrides }
}
