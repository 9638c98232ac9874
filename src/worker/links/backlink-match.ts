import type { WantedBacklink } from '../../shared/worker/link-frames.ts'
import { toSiteHost, toSitePath } from '../../shared/domain/wanted-backlink.ts'

/** Says whether an address is on the wanted site: `http` and `https` alike, whatever its query and fragment are. */
export function createBacklinkMatcher(wanted: WantedBacklink): (url: URL) => boolean {
  const hasSubdomains = wanted.includesSubdomains && !/^(?:\[|[\d.]+(?::\d+)?$)/.test(wanted.host)
  return (url) => {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return false
    const host = toSiteHost(url)
    if (host !== wanted.host && !(hasSubdomains && host.endsWith(`.${wanted.host}`))) return false
    if (wanted.path === '/') return true
    const path = toSitePath(url)
    return path === wanted.path || path.startsWith(`${wanted.path}/`)
  }
}
