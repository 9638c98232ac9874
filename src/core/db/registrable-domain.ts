import { parse } from 'tldts'

/**
 * The part of a host name that somebody has registered (`a.co.uk` of `www.a.co.uk`), in the host's own letters. null for
 * addresses, single labels, public suffixes, endings that no registry has, and names that are set aside
 * (RFC 6761: `localhost`, `example.com`, `.onion`).
 */
export function toRegistrableDomain(host: string): string | null {
  const found = parse(host, { allowPrivateDomains: false, detectSpecialUse: true, extractHostname: false })
  // `.arpa` names addresses and protocols; nobody registers there.
  if (found.isIcann !== true || found.isSpecialUse === true || found.publicSuffix?.endsWith('arpa') === true)
    return null
  return found.domain
}
