import { DEFAULT_LIMITS, DEFAULT_POLICY, type Account } from '../../src/shared/domain/account.ts'
import type { Item } from '../../src/shared/domain/item.ts'
import { NO_METRICS, type Run } from '../../src/shared/domain/run.ts'

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
    ...overrides,
  }
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
    priceSource: 'provider',
    pricedAt: MORNING,
    isActive: true,
    goneAt: null,
    goneCause: null,
    firstSeenAt: MORNING,
    lastSyncedAt: MORNING,
    decision: 'undecided',
    owner: null,
    backupOwner: null,
    reason: null,
    note: null,
    snoozedUntil: null,
    acknowledgedAt: null,
    ...overrides,
  }
}
