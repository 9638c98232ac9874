import { spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startLinkFarm, type FarmOptions, type LinkFarm } from '../../simulators/link-farm/farm.ts'
import type { FarmLink } from '../../simulators/link-farm/links.ts'

export const SET_NAMES = ['24', '500', 'names', '5000'] as const
export type SetName = (typeof SET_NAMES)[number]

/** For everybody. */
export const TIMEOUT_MS = 5_000

/** Of the farm's name server, as far away as one in the same country. */
const DNS_DELAY_MS = 50
/** The one port that a system's resolver asks. */
const DNS_PORT = 53

/** Links that are checked together. */
export interface LinkSet {
  readonly name: SetName
  readonly title: string
  readonly farm: LinkFarm
  readonly links: readonly FarmLink[]
  /** Takes the place of /etc/resolv.conf. */
  readonly resolvConf: string | null
}

/** The classic job over a site's friends: twenty-four links, one of which hangs, the others quick or rather slow. */
const CLASSIC: readonly (readonly [caseName: string, count: number])[] = [
  ['no-first-byte', 1],
  ['slow-first-byte', 2],
  ['ok', 12],
  ['redirect-to-https', 2],
  ['tls-intermediate', 2],
  ['head-405', 1],
  ['status-404', 1],
  ['status-403', 1],
  ['port-closed', 1],
  ['tls-expired', 1],
]
/** Friends are often far away; the published job takes 33 s for as many links one by one. */
const FAR_MS = 500

/** What the farm draws besides: links that are no fair question. */
const SPARE_SHARE = 1.1
const SPARE = 100
/** Enough that every case of the classic list is among them. */
const MIN_HOSTS = 1_500

const COUNTS: Readonly<Record<SetName, number>> = { '24': 24, '500': 500, names: 500, '5000': 5000 }

/** Farms that serve the sets; each is started when its first set is wanted. */
export interface LinkSets {
  open(name: SetName): Promise<LinkSet>
  /** Lets every link behave as if nobody had ever asked it. */
  forget(set: LinkSet): Promise<void>
  close(): Promise<void>
}

export interface LinkSetsOptions {
  readonly folder: string
  readonly wanted: readonly SetName[]
}

/** Creates the sets over farms that are drawn from one seed; `close` ends the farms. */
export function createLinkSets({ folder, wanted }: LinkSetsOptions): LinkSets {
  const farms: LinkFarm[] = []
  let shared: LinkFarm | null = null

  async function start(links: number, options: FarmOptions = {}): Promise<LinkFarm> {
    const farm = await startLinkFarm({
      links: Math.max(MIN_HOSTS, Math.ceil(links * SPARE_SHARE) + SPARE),
      seed: 24,
      timeoutMs: TIMEOUT_MS,
      latency: { medianMs: 300, sigma: 0.8, maxMs: TIMEOUT_MS * 0.6 },
      // Nobody but Duewatch looks for backlinks.
      hasBacklinks: false,
      ...options,
    })
    farms.push(farm)
    return farm
  }

  return {
    async open(name) {
      if (name === 'names') {
        const farm = await start(COUNTS.names, { hasNames: true, dnsPort: DNS_PORT, dnsDelayMs: DNS_DELAY_MS })
        const resolvConf = join(folder, 'resolv.conf')
        writeFileSync(resolvConf, 'nameserver 127.0.0.1\n')
        return { name, title: '500 host names, resolver 50 ms away', farm, links: take(farm, 500), resolvConf }
      }
      shared ??= await start(Math.max(...wanted.map((other) => COUNTS[other])))
      if (name === '24') {
        return { name, title: '24 links, one hangs', farm: shared, links: pickClassic(shared), resolvConf: null }
      }
      const count = COUNTS[name]
      const title = `${count.toLocaleString('en')} links`
      return { name, title, farm: shared, links: take(shared, count), resolvConf: null }
    },
    async forget({ farm, links }) {
      const names = new Set(links.map(({ linkCase }) => linkCase.name))
      for (const name of names) await farm.set(name, name)
    },
    async close() {
      await Promise.all(farms.splice(0).map((farm) => farm.close()))
    },
  }
}

function take(farm: LinkFarm, count: number): readonly FarmLink[] {
  const links = farm.links.filter(isFair).slice(0, count)
  if (links.length < count) throw new Error(`the farm has only ${links.length} links to ask`)
  return links
}

/**
 * White-listed links are nobody's to ask; and where several answers are needed one after the other, they must come within
 * the time-out even on a busy machine, or no verdict would be right.
 */
function isFair({ whitelist, linkCase, truth, latencyMs }: FarmLink): boolean {
  if (whitelist !== null) return false
  const isAskedTwice = linkCase.name.endsWith('-once')
  const answers = truth.redirects + (isAskedTwice ? 2 : 1)
  return answers === 1 || answers * latencyMs + (isAskedTwice ? RETRY_AFTER_MS : 0) <= TIMEOUT_MS * 0.6
}

/** What the farm's busy servers ask for. */
const RETRY_AFTER_MS = 1_000

function pickClassic(farm: LinkFarm): readonly FarmLink[] {
  return CLASSIC.flatMap(([caseName, count]) => {
    const some = farm.links.filter((link) => link.linkCase.name === caseName && isFair(link))
    // Where time is what the case is about, there is no latency.
    const far = some.filter(({ latencyMs }) => latencyMs === 0 || latencyMs >= FAR_MS)
    const links = [...far, ...some.filter((link) => !far.includes(link))].slice(0, count)
    if (links.length < count) throw new Error(`the farm has only ${links.length} links of the case ${caseName}`)
    return links
  })
}

/** Why the set of names cannot be measured here; null when it can. */
export async function whyNoNames(): Promise<string | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'it needs the administrator of a Linux system'
  if (spawnSync('unshare', ['-m', 'true']).status !== 0) return 'unshare -m does not work here'
  const socket = createSocket('udp4')
  try {
    socket.bind(DNS_PORT, '127.0.0.1')
    await once(socket, 'listening')
    return null
  } catch (error) {
    return `port ${DNS_PORT} of 127.0.0.1 is taken (${String(error)})`
  } finally {
    socket.close()
  }
}
