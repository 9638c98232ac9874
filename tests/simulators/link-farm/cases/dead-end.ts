import { redirect, reply } from '../answers.ts'
import type { Exchange, LinkCase, Site } from '../case.ts'
import { PLAIN_PAGE } from '../pages.ts'
import { deadEnd, good } from '../truth.ts'
import { redirectOnce } from './redirect-once.ts'

const own = (site: Site): string => `${site.origin}/`

function deadLocation(
  name: string,
  location: string,
  cause: 'location-invalid' | 'redirect-scheme-not-supported',
): LinkCase {
  return {
    name: `location-${name}`,
    behaviour: `redirects with the Location ${JSON.stringify(location)}`,
    scheme: 'any',
    serve: (exchange) => redirect(exchange, location),
    truth: deadEnd(cause === 'location-invalid' ? 'broken' : 'unsupported', cause, 0, own),
  }
}

function forbidden(name: string, location: string | ((exchange: Exchange) => string)): LinkCase {
  return {
    name: `redirect-to-${name}`,
    behaviour: `redirects to ${typeof location === 'string' ? location : 'an address that may not be connected to'}`,
    scheme: 'any',
    serve: redirectOnce(location),
    truth: deadEnd('unsupported', 'redirect-address-forbidden', 0, own),
  }
}

const loops: readonly LinkCase[] = [
  {
    name: 'loop-self',
    behaviour: 'redirects to itself',
    scheme: 'any',
    weight: 5,
    serve: (exchange) => redirect(exchange, '/'),
    truth: deadEnd('broken', 'redirect-loop', 0, own),
  },
  {
    name: 'loop-fragment',
    behaviour: 'redirects to itself with another fragment each time',
    scheme: 'any',
    serve: (exchange) => redirect(exchange, `/#${exchange.nth}`),
    truth: deadEnd('broken', 'redirect-loop', 0, own),
  },
  {
    name: 'loop-two',
    behaviour: 'redirects to a page that redirects back',
    scheme: 'any',
    serve: (exchange) => redirect(exchange, exchange.path === '/' ? '/there' : '/'),
    truth: deadEnd('broken', 'redirect-loop', 1, (site) => `${site.origin}/there`),
  },
  {
    name: 'loop-cross-host',
    behaviour: 'redirects to another host that redirects back',
    scheme: 'any',
    serve: (exchange) =>
      redirect(exchange, exchange.isOther ? `${exchange.site.origin}/` : `${exchange.site.otherHttp}/`),
    truth: deadEnd('broken', 'redirect-loop', 1, (site) => `${site.otherHttp}/`),
  },
  {
    name: 'loop-growing',
    behaviour: 'redirects to itself with a query that grows for ever',
    scheme: 'any',
    isUndelayed: true,
    serve: (exchange) => redirect(exchange, exchange.path === '/' ? '/?again=' : `${exchange.path}x`),
    truth: deadEnd('broken', 'too-many-redirects', 10, (site) => `${site.origin}/?again=${'x'.repeat(9)}`),
  },
]

const nowhere: readonly LinkCase[] = [
  {
    name: 'location-missing',
    behaviour: 'answers 302 without a Location',
    scheme: 'any',
    serve: (exchange) => reply(exchange, { status: 302 }),
    truth: deadEnd('broken', 'location-missing', 0, own),
  },
  {
    name: 'location-empty',
    behaviour: 'answers 301 with an empty Location, which names the page itself or nothing',
    scheme: 'any',
    serve: (exchange) => redirect(exchange, '', 301),
    truth: deadEnd('broken', 'location-missing', 0, own, 301),
  },
  deadLocation('no-host', 'http://', 'location-invalid'),
  deadLocation('half-address', 'http://[::1/', 'location-invalid'),
  deadLocation('port-too-high', 'http://example.test:99999/', 'location-invalid'),
  deadLocation('host-with-space', 'http://exa mple.test/', 'location-invalid'),
  deadLocation('ftp', 'ftp://example.test/file', 'redirect-scheme-not-supported'),
  deadLocation('javascript', 'javascript:alert(1)', 'redirect-scheme-not-supported'),
  deadLocation('file', 'file:///etc/passwd', 'redirect-scheme-not-supported'),
  deadLocation('app', 'weixin://dl/business', 'redirect-scheme-not-supported'),
]

const forbiddenTargets: readonly LinkCase[] = [
  forbidden('metadata', 'http://169.254.169.254/latest/meta-data/'),
  forbidden('metadata-as-number', 'http://2852039166/'),
  forbidden('metadata-as-octal', 'http://0251.0376.0251.0376/'),
  forbidden('metadata-mapped', 'http://[::ffff:169.254.169.254]/'),
  forbidden('zero', ({ site }) => `http://0.0.0.0:${new URL(site.http).port}/`),
  forbidden('zero-ipv6', ({ site }) => `http://[::]:${new URL(site.http).port}/`),
  forbidden('link-local-ipv6', 'http://[fe80::1]/'),
  forbidden('multicast', 'http://224.0.0.1/'),
  {
    name: 'address-forbidden',
    behaviour: 'is an address that is never connected to',
    scheme: 'http',
    url: (site) => `http://169.254.169.254/latest/${site.index}`,
    truth: good({
      verdict: 'unsupported',
      httpStatus: null,
      cause: 'address-forbidden',
      finalUrl: () => null,
      fate: 'hidden-at-once',
      reason: { kind: 'verdict', verdict: 'unsupported', cause: 'address-forbidden' },
    }),
  },
  {
    name: 'address-private',
    behaviour: 'answers 200 on a loopback address that its group does not allow',
    scheme: 'any',
    isPublicOnly: true,
    serve: (exchange) => reply(exchange, { body: PLAIN_PAGE }),
    truth: good({
      verdict: 'unsupported',
      httpStatus: null,
      cause: 'address-forbidden',
      finalUrl: () => null,
      fate: 'hidden-at-once',
      reason: { kind: 'verdict', verdict: 'unsupported', cause: 'address-forbidden' },
    }),
  },
]

/** Redirects that lead nowhere, or where nobody may go. */
export const DEAD_END_CASES: readonly LinkCase[] = [...loops, ...nowhere, ...forbiddenTargets]
