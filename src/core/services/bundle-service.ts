import type { Account } from '../../shared/domain/account.ts'
import type { Facets } from '../../shared/domain/item-query.ts'
import type { Run, StoredLogLine } from '../../shared/domain/run.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { CheckFinding } from '../../shared/ipc/system.ts'
import { createRedactor, maskKey, type Redactor } from './bundle-redactor.ts'
import { namesIn, toReminderParts, type BundleReminders } from './bundle-reminders.ts'

/** Everything that a bundle is made of, as it is on this machine. */
export interface BundleData {
  readonly madeAt: number
  readonly version: string
  readonly platform: string
  readonly node: string
  readonly schemaVersion: number
  readonly databaseBytes: number
  readonly settings: Settings
  readonly accounts: readonly Account[]
  /** Only to be found and taken out. */
  readonly secrets: readonly string[]
  readonly resources: Iterable<{ readonly resourceId: string; readonly resourceName: string }>
  readonly counts: Facets
  readonly runs: readonly Run[]
  readonly logs: readonly { readonly runId: string; readonly lines: readonly StoredLogLine[] }[]
  readonly reminders: BundleReminders
  readonly findings: readonly CheckFinding[]
  /** Folders that name a person, with what is written instead. */
  readonly folders: readonly (readonly [path: string, instead: string])[]
  /** The operating system's name for the person. */
  readonly userName: string
}

/** The document of a support bundle: no secret, and no name or id of a resource, an account or a person. */
export function toBundle(data: BundleData): object {
  const { settings } = data
  const redactor = createRedactor({
    secrets: data.secrets,
    accounts: data.accounts,
    resources: data.resources,
    others: [...data.folders, ...namesIn(data.reminders), [settings.userName, 'person'], [data.userName, 'person']],
  })
  const aliases = new Map(data.accounts.map(({ accountId }, index) => [accountId, `account-${index + 1}`]))
  return {
    bundle: 1,
    madeAt: toIso(data.madeAt),
    version: data.version,
    platform: data.platform,
    node: data.node,
    schemaVersion: data.schemaVersion,
    databaseBytes: data.databaseBytes,
    settings: {
      ...settings,
      userName: settings.userName === '' ? '' : 'person',
      proxy: toProxy(settings.proxy),
    },
    accounts: data.accounts.map((account) => toAccount(account, aliases)),
    items: data.counts,
    runs: data.runs.map((run) => toRun(run, aliases, redactor)),
    ...toReminderParts(data.reminders, aliases, redactor),
    logs: data.logs.map(({ runId, lines }) => ({
      runId,
      lines: lines.map(({ at, params, ...line }) => ({ ...line, at: toIso(at), params: redactor.params(params) })),
    })),
    findings: data.findings.map((finding) => ({ ...finding, detail: redactor.text(finding.detail) })),
  }
}

function toAccount(account: Account, aliases: ReadonlyMap<string, string>): object {
  const { accountId, provider, site, endpoint, accessKey, demoSize, policy, limits, itemCount } = account
  return {
    name: aliases.get(accountId),
    provider,
    site,
    endpointHost: endpoint === null ? null : toHost(endpoint),
    accessKey: accessKey === null ? null : maskKey(accessKey),
    demoSize,
    policy,
    limits,
    createdAt: toIso(account.createdAt),
    lastComplete: account.lastComplete && { ...account.lastComplete, at: toIso(account.lastComplete.at) },
    items: itemCount,
    activeRunId: account.activeRunId,
  }
}

function toRun(run: Run, aliases: ReadonlyMap<string, string>, redactor: Redactor): object {
  const { accountId, account: _, error, startedAt, endedAt, links, ...rest } = run
  return {
    ...rest,
    account: aliases.get(accountId) ?? null,
    // Which links they were says nothing to a reader who does not have them.
    links: links && { ...links, scope: links.scope.kind },
    startedAt: toIso(startedAt),
    endedAt: toIso(endedAt),
    error: error && {
      code: error.code,
      params: redactor.params(error.params),
      raw: error.raw === null ? null : redactor.text(error.raw),
    },
  }
}

function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

/** Host and port; an address that cannot be read is left out, because nobody knows what is in it. */
/** Hosts that everybody may know: the clouds' own, and this machine. */
const KNOWN_HOST =
  /(?:^|\.)(?:myhuaweicloud\.(?:com|eu)|aliyuncs\.com|tencentcloudapi\.com)$|^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** The host of a company's own gateway or proxy is a name of theirs; its port may still help. */
function toHost(url: string): string {
  if (!URL.canParse(url)) return '[unreadable]'
  const { host, hostname, port } = new URL(url)
  return KNOWN_HOST.test(hostname) ? host : `[own host]${port === '' ? '' : `:${port}`}`
}

/** A proxy's address may hold a password. */
function toProxy(proxy: string): string {
  return proxy === 'system' || proxy === 'none' || proxy === '' ? proxy : toHost(proxy)
}
