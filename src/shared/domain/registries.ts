/** Where IANA publishes which registry answers for which top-level domain (RFC 9224). */
export const DEFAULT_RDAP_BOOTSTRAP_URL = 'https://data.iana.org/rdap/dns.json'

/**
 * WHOIS servers (RFC 3912) of top-level domains whose registries publish no RDAP, by suffix without a dot in front. The
 * longest suffix of a domain counts, so one entry answers for the second levels below it.
 */
export const DEFAULT_WHOIS_SERVERS: Readonly<Record<string, string>> = {
  cn: 'whois.cnnic.cn',
  // 中国
  'xn--fiqs8s': 'whois.cnnic.cn',
  // 中國
  'xn--fiqz9s': 'whois.cnnic.cn',
  hk: 'whois.hkirc.hk',
  // 香港
  'xn--j6w193g': 'whois.hkirc.hk',
}
