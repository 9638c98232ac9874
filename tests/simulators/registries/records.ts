/** What a registry does when it is asked for a domain. */
export const BEHAVIOURS = [
  /** Answers as it should. */
  'registered',
  /** Has no such domain. */
  'unknown',
  /** Registered, but says no end. */
  'no-expiry',
  /** Says "too often", every time. */
  'limited',
  /** Says "too often" to the first question for this domain. */
  'limited-once',
  /** Takes the question and never answers. */
  'slow',
  /** Answers with something else: a web page, half a document. */
  'garbage',
  /** Answers with more than anybody should read. */
  'huge',
  /** Answers about another domain. */
  'other-domain',
  /** Breaks off in the middle. */
  'reset',
  /** Fails inside (RDAP 500). */
  'broken',
  /** RDAP: sends on to another path of itself, which answers. */
  'redirect',
  /** RDAP: sends on to plain http elsewhere. */
  'redirect-away',
  /** RDAP: sends on to itself for ever. */
  'redirect-loop',
] as const
export type Behaviour = (typeof BEHAVIOURS)[number]

export interface DomainRecord {
  readonly behaviour: Behaviour
  /** As the registry writes it: RFC 3339 for RDAP, `2027-03-17 12:48:36` for CNNIC, `dd-mm-yyyy` for HKIRC. */
  readonly expires: string
  readonly registrar: string
  readonly statuses: readonly string[]
  /** Seconds; null sends no Retry-After. */
  readonly retryAfterS: number | null
  /** WHOIS: how the answer is written. */
  readonly encoding: 'utf-8' | 'gbk'
}

/** What a domain is unless it is set otherwise. */
export function toUsualRecord(domain: string): DomainRecord {
  const expires = /\.(?:hk|xn--j6w193g)$/.test(domain)
    ? '31-03-2027'
    : /\.(?:cn|xn--fiqs8s)$/.test(domain)
      ? '2027-03-17 12:48:36'
      : '2027-08-14T07:01:31Z'
  return {
    behaviour: 'registered',
    expires,
    registrar: '示例注册商有限公司',
    statuses: ['client transfer prohibited'],
    retryAfterS: null,
    encoding: 'utf-8',
  }
}
