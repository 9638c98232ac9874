import { AppError } from '../../shared/domain/app-error.ts'
import type { LinkLimits } from '../../shared/domain/link.ts'
import type { Run } from '../../shared/domain/run.ts'
import { DEFAULT_RDAP_BOOTSTRAP_URL, DEFAULT_WHOIS_SERVERS } from '../../shared/domain/registries.ts'
import { toWantedBacklink } from '../../shared/domain/wanted-backlink.ts'
import type { RouteOutput, RouteParsed } from '../../shared/ipc/contract.ts'
import { withoutUndefined } from '../../shared/without-undefined.ts'
import type { CertificateTask, LinkTask, RegistryTask } from '../../shared/worker/link-frames.ts'
import { readTransaction, type ReadDb } from '../db/connection.ts'
import { resolveLinkIds } from '../db/repositories/link.ts'
import { listDueCertificates } from '../db/repositories/link-certificate.ts'
import { listDueDomains, readBootstrap } from '../db/repositories/link-domain.ts'
import {
  countScope,
  findLinkRequest,
  keepKnownLinks,
  listPlannedLinks,
  type PlannedLink,
} from '../db/repositories/link-run.ts'
import type { AskedLink, LinkRunRequest } from '../db/write-commands.ts'
import type { PreparedLinks } from '../jobs/link-work.ts'
import type { RunManager } from '../jobs/run-manager.ts'
import type { SettingsService } from './settings-service.ts'

/** Where registries are found; what is left out is the internet's own. */
export type Registries = Partial<Pick<RegistryTask, 'bootstrapUrl' | 'whoisServers'>>

export interface LinkRunService {
  /**
   * Answers as soon as the run is a row. LINKS_BUSY, NO_LINK, LINK_NOT_FOUND, LINK_GROUP_NOT_FOUND. A retry asks for what
   * the run before was asked for, as far as its links are still there; RUN_NOT_FOUND when that was no run over links.
   */
  start(input: RouteParsed<'link.check'>): Promise<RouteOutput<'link.check'>>
}

export function createLinkRunService(deps: { readonly db: ReadDb; readonly runs: RunManager }): LinkRunService {
  const { db, runs } = deps

  function toRequest(input: RouteParsed<'link.check'>): LinkRunRequest {
    const { scope, isStrict, allowsPrivate, includesResting, limits } = input
    return {
      scope: scope.kind === 'links' ? { kind: 'links', linkIds: resolveLinkIds(db, scope.linkIds) } : scope,
      isStrict,
      allowsPrivate,
      includesResting,
      limits: withoutUndefined(limits),
    }
  }

  function toRetry(runId: string): LinkRunRequest {
    const request = findLinkRequest(db, runId)
    if (!request) throw new AppError('RUN_NOT_FOUND', { run: runId })
    const { scope } = request
    if (scope.kind !== 'links') return request
    const linkIds = keepKnownLinks(db, scope.linkIds)
    if (linkIds.length === 0) throw new AppError('NO_LINK')
    return { ...request, scope: { kind: 'links', linkIds } }
  }

  return {
    async start(input) {
      const { kind, retryOf } = input
      const request = retryOf === null ? toRequest(input) : toRetry(retryOf)
      return await runs.startLinks({ request, kind, retryOf })
    },
  }
}

export interface LinkJobDeps {
  readonly db: ReadDb
  readonly settings: SettingsService
  readonly clock: { now(): number }
  readonly registries: Registries
}

/** How long the list of registries is used before a newer one is read. */
const BOOTSTRAP_FRESH_MS = 7 * 86_400_000

/** Builds the job of a run over links from links, groups and settings as they are now. */
export async function prepareLinkJob(deps: LinkJobDeps, run: Run): Promise<PreparedLinks> {
  const { db, settings, registries } = deps
  const proxy = await settings.proxyWithCredentials()
  const now = deps.clock.now()
  return readTransaction(db, () => {
    const request = findLinkRequest(db, run.runId)
    if (!request) throw new Error(`run ${run.runId} is no run over links`)
    const { linkLimits, measuresDomains } = settings.get()
    const planned = listPlannedLinks(db, request, run.startedAt)
    const linkIds = planned.map((link) => link.link_id)
    const { whitelisted, resting } = countScope(db, request, run.startedAt)
    return {
      job: {
        type: 'link-check',
        links: planned.map((link) => toTask(link, request.allowsPrivate)),
        certificates: toCertificateTasks(db, linkIds, request.allowsPrivate, now),
        registries: toRegistryTask(db, measuresDomains ? listDueDomains(db, linkIds, now) : [], registries, now),
        limits: toLimits(linkLimits, request.limits),
        proxy,
        now,
      },
      asked: new Map(planned.map((link) => [link.link_id, toAsked(link)])),
      whitelisted,
      resting,
    }
  })
}

function toTask(link: PlannedLink, allowsPrivate: boolean): LinkTask {
  const site = link.backlink_site
  return {
    linkId: link.link_id,
    url: link.url,
    backlink: site === null ? null : toWantedBacklink(site, link.includes_subdomains === 1),
    allowsPrivate: allowsPrivate || link.allows_private === 1,
    lastLatencyMs: link.latency_ms,
  }
}

function toAsked({ url, backlink_site: backlinkSite }: PlannedLink): AskedLink {
  return { url, backlinkSite }
}

function toCertificateTasks(
  db: ReadDb,
  linkIds: readonly string[],
  allowsPrivate: boolean,
  now: number,
): CertificateTask[] {
  return listDueCertificates(db, linkIds, now).map(({ host, port, allows_private: ofGroup }) => ({
    host,
    port,
    allowsPrivate: allowsPrivate || ofGroup === 1,
  }))
}

function toRegistryTask(db: ReadDb, domains: readonly string[], registries: Registries, now: number): RegistryTask {
  const { bootstrapUrl = DEFAULT_RDAP_BOOTSTRAP_URL, whoisServers = DEFAULT_WHOIS_SERVERS } = registries
  const bootstrap = domains.length === 0 ? null : readBootstrap(db)
  const isFresh = bootstrap !== null && Math.abs(now - bootstrap.fetchedAt) < BOOTSTRAP_FRESH_MS
  return { domains, bootstrap, bootstrapUrl: domains.length === 0 || isFresh ? null : bootstrapUrl, whoisServers }
}

function toLimits(limits: LinkLimits, wanted: LinkRunRequest['limits']): LinkLimits {
  return { ...limits, ...wanted }
}
