import { describe, expect, it } from 'vitest'
import { toRegistrableDomain } from '../../../../src/core/db/registrable-domain.ts'

describe('toRegistrableDomain', () => {
  it.each([
    ['www.partner.cn', 'partner.cn'],
    ['partner.cn', 'partner.cn'],
    ['a.b.partner.com.cn', 'partner.com.cn'],
    ['www.gov.uk', 'www.gov.uk'],
    ['shop.partner.co.uk', 'partner.co.uk'],
    ['xn--fsqu00a.xn--fiqs8s', 'xn--fsqu00a.xn--fiqs8s'],
    ['a.xn--55qx5d.cn', 'a.xn--55qx5d.cn'],
    ['a_b.partner.com', 'partner.com'],
  ])('finds in %s what somebody has registered: %s', (host, domain) => {
    expect(toRegistrableDomain(host)).toBe(domain)
  })

  it('takes the suffixes of registries only, so that a site on a shared host has the domain of the host', () => {
    expect(toRegistrableDomain('friend.github.io')).toBe('github.io')
    expect(toRegistrableDomain('friend.blogspot.com')).toBe('blogspot.com')
  })

  it.each([
    ['an address', '203.0.113.7'],
    ['an IPv6 address', '2001:db8::7'],
    ['a single label', 'intranet'],
    ['a public suffix', 'com.cn'],
    ['this computer', 'localhost'],
    ['a name in the local network', 'printer.local'],
    ['an ending that no registry has', 'wiki.corp'],
    ['a name that is set aside', 'www.example.com'],
    ['a hidden service', 'abcdef.onion'],
    ['the name of an address', '7.113.0.203.in-addr.arpa'],
  ])('finds nothing in %s', (_, host) => {
    expect(toRegistrableDomain(host)).toBeNull()
  })
})
