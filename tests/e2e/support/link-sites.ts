import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { LinkPolicy } from '../../../src/shared/domain/link.ts'
import { DEFAULT_GROUP_ID } from '../../../src/shared/domain/link.ts'
import { startLinkFarm, type LinkFarm } from '../../simulators/link-farm/farm.ts'
import type { AppPage } from './app-page.ts'
import { test as base } from './fixtures.ts'

export { expect } from './fixtures.ts'

/** Sites as people name them, each with the case of the farm by which it behaves. */
export const SITES = {
  集团官网: ['ok', 'https'],
  集团新闻中心: ['redirect-to-https', 'http'],
  供应商门户: ['status-403', 'http'],
  招标公告: ['status-404', 'https'],
  物流查询: ['status-503', 'http'],
  海关申报: ['no-first-byte', 'http'],
  电子发票: ['tls-expired', 'https'],
  旧版邮箱: ['tls-self-signed', 'https'],
  数据归档: ['port-closed', 'http'],
  资料下载: ['scheme-ftp', 'http'],
  循环跳转的站点: ['loop-two', 'http'],
  证书很多域名的站点: ['tls-many-names', 'https'],
  合作伙伴甲: ['backlink-real', 'https'],
  合作伙伴乙: ['backlink-none', 'http'],
  合作伙伴丙: ['backlink-nofollow', 'https'],
  合作伙伴丁: ['backlink-gbk-meta', 'http'],
  首页很长的伙伴: ['backlink-after-3-mib', 'http'],
  需要登录的门户: ['white-listed', 'https'],
} as const satisfies Readonly<Record<string, readonly [caseName: string, scheme: 'http' | 'https']>>
export type SiteName = keyof typeof SITES

/** Sites that answer at once, whatever they answer. */
export const QUICK_SITES = (Object.keys(SITES) as SiteName[]).filter((name) => name !== '海关申报')

/** A site whose name nobody can look up, wherever the test runs. */
export const NAMELESS_URL = 'http://partner..example/'

/** Addresses that no check may ask, and one that is none. */
export const UNASKED_URLS = ['http://169.254.169.254/latest', 'http://[127.0.0.1/'] as const

/** Why the white-listed site is. */
export const WHITELIST_REASON = '需要登录，已用浏览器确认'

interface LinkFixtures {
  /** The sites above, on loopback addresses; the app trusts their authority. */
  readonly farm: LinkFarm
}

/** Tests over links: real sites on this machine, and no other address is ever asked. */
export const test = base.extend<LinkFixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from this pattern what a fixture needs
  farm: async ({}, provide) => {
    const farm = await startLinkFarm({ only: Object.values(SITES).map(([name]) => name), timeoutMs: 10_000 })
    await provide(farm)
    await farm.close()
  },
  servedEnv: async ({ farm }, provide) => provide({ NODE_EXTRA_CA_CERTS: farm.caFile }),
})

/** The address of a site. */
export function urlOf(farm: LinkFarm, name: SiteName): string {
  return siteOf(farm, name).url
}

function siteOf(farm: LinkFarm, name: SiteName) {
  const [caseName, scheme] = SITES[name]
  const found = farm.links.find((link) => link.linkCase.name === caseName && link.site.scheme === scheme)
  if (!found) throw new Error(`the farm has no ${caseName} by ${scheme}`)
  return found
}

/** Lets checks reach this machine and nothing else: no proxy, no registry. */
export async function allowLoopback(app: AppPage, timeoutMs = 10_000, policy: LinkPolicy = 'confirmed'): Promise<void> {
  await app.ask('settings.update', {
    patch: {
      proxy: 'none',
      measuresDomains: false,
      linkLimits: { concurrency: 64, perHost: 64, hostPaceMs: 0, timeoutMs },
    },
  })
  await app.ask('link.saveGroup', {
    groupId: DEFAULT_GROUP_ID,
    name: 'default',
    policy,
    allowsPrivate: true,
    includesSubdomains: false,
  })
}

/** Adds sites to the default group. */
export async function addSites(
  app: AppPage,
  farm: LinkFarm,
  names: readonly SiteName[],
): Promise<ReadonlyMap<SiteName, string>> {
  const ids = new Map<SiteName, string>()
  for (const name of names) {
    const { url, backlink, whitelist } = siteOf(farm, name)
    const whitelisting = whitelist === null ? null : { reason: WHITELIST_REASON, reviewOn: null }
    ids.set(name, (await app.ask('link.add', { name, url, backlinkSite: backlink, whitelisting })).linkId)
  }
  return ids
}

/** Adds links for every verdict that a check can find. */
export async function addEveryKind(app: AppPage, farm: LinkFarm): Promise<void> {
  await addSites(app, farm, Object.keys(SITES) as SiteName[])
  await app.ask('link.add', { name: '域名写错的伙伴', url: NAMELESS_URL })
  await app.ask('link.add', { name: '内部地址', url: UNASKED_URLS[0] })
  await app.ask('link.add', { name: '网址写错的伙伴', url: UNASKED_URLS[1] })
}

/** Checks links to the end; all of them unless told otherwise. */
export async function checkLinks(app: AppPage, linkIds?: readonly string[]): Promise<string> {
  const { runId } = await app.ask('link.check', linkIds ? { scope: { kind: 'links', linkIds: [...linkIds] } } : {})
  await app.ended(runId)
  return runId
}

/** A site whose pages below /slow are answered when somebody lets them go, and all others at once. */
export interface SlowSite {
  readonly origin: string
  /** Pages that wait now. */
  readonly waiting: () => number
  /** Lets every page go that waits, and all that will be asked for. */
  release(): void
  close(): Promise<void>
}

export async function startSlowSite(): Promise<SlowSite> {
  const waiting = new Set<ServerResponse>()
  let isHeld = true
  const answer = (response: ServerResponse): void => void response.writeHead(200).end('<p>ok</p>')
  const server: Server = createServer((request, response) => {
    if (!isHeld || !request.url?.startsWith('/slow')) return answer(response)
    waiting.add(response)
    response.once('close', () => waiting.delete(response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    waiting: () => waiting.size,
    release() {
      isHeld = false
      for (const response of waiting) answer(response)
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
