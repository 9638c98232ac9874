import ipaddr from 'ipaddr.js'

/** How far an address is away: nobody may connect to `forbidden` ones, and to `private` ones only where it is allowed. */
export type AddressReach = 'public' | 'private' | 'forbidden'

/** Services of clouds that hand out credentials to whoever asks from inside; they answer beyond 169.254.0.0/16 too. */
const METADATA = new Set([
  // Alibaba Cloud
  '100.100.100.200',
  // Oracle Cloud at Bare Metal
  '192.0.0.192',
  // Azure's wire server
  '168.63.129.16',
  // AWS over IPv6
  'fd00:ec2::254',
])

/** Range names of ipaddr.js that are private: this machine, its networks, the provider's network. */
const PRIVATE = new Set(['private', 'loopback', 'carrierGradeNat', 'uniqueLocal'])

/** Addresses that carry an IPv4 address inside, by the offset of its first byte. */
const EMBEDDED_AT: Readonly<Record<string, number>> = { ipv4Mapped: 12, rfc6145: 12, '6to4': 2 }

/** What local proxies with invented addresses (fake-ip) answer for every name: nothing else lives there. */
const INVENTED: [ipaddr.IPv4, number] = [new ipaddr.IPv4([198, 18, 0, 0]), 15]

/** The reach of an address as the resolver or a URL gives it (IPv6 without brackets, perhaps with a zone). */
export function toReach(address: string): AddressReach {
  if (!ipaddr.isValid(address)) return 'forbidden'
  return reachOf(ipaddr.parse(address))
}

function reachOf(address: ipaddr.IPv4 | ipaddr.IPv6): AddressReach {
  if (METADATA.has(address.toString())) return 'forbidden'
  const range = address.range()
  if (address.kind() === 'ipv6') {
    const embedded = toEmbedded(address as ipaddr.IPv6, range)
    if (embedded) return reachOf(embedded)
  }
  if (range === 'unicast' || range === 'as112' || range === 'as112v6' || range === 'amt') return 'public'
  return PRIVATE.has(range) ? 'private' : 'forbidden'
}

function toEmbedded(address: ipaddr.IPv6, range: string): ipaddr.IPv4 | null {
  const bytes = address.toByteArray()
  // 64:ff9b::/96 is the only translation prefix whose address stands in a fixed place; 64:ff9b:1::/48 stays forbidden.
  const isTranslated = range === 'rfc6052' && bytes.slice(4, 12).every((byte) => byte === 0)
  // ::a.b.c.d, long deprecated; ipaddr.js takes it for unicast.
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0) && range !== 'loopback' && range !== 'unspecified'
  const at = isTranslated || isCompatible ? 12 : EMBEDDED_AT[range]
  return at === undefined ? null : new ipaddr.IPv4(bytes.slice(at, at + 4))
}

/** True when the address may be connected to. */
export function mayConnect(address: string, allowsPrivate: boolean): boolean {
  const reach = toReach(address)
  return reach === 'public' || (reach === 'private' && allowsPrivate)
}

/**
 * Those of a name's addresses that may be connected to, in their order. Unlike in a URL, 198.18.0.0/15 is allowed: it
 * is what a proxy on this machine or in this network invents for every name, and forbidding it would condemn them all.
 */
export function toAllowed(addresses: readonly string[], allowsPrivate: boolean): readonly string[] {
  return addresses.filter((address) => mayConnect(address, allowsPrivate) || isInvented(address))
}

function isInvented(address: string): boolean {
  if (!ipaddr.IPv4.isValid(address)) return false
  return ipaddr.IPv4.parse(address).match(INVENTED)
}
