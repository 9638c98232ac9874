import { reply } from '../answers.ts'
import type { LinkCase } from '../case.ts'
import { PLAIN_PAGE } from '../pages.ts'
import { good, noAnswer, status } from '../truth.ts'

/** What links are before anybody asks, and hosts with several of them. */
export const ADDRESS_CASES: readonly LinkCase[] = [
  {
    name: 'scheme-ftp',
    behaviour: 'is an ftp address',
    scheme: 'http',
    url: (site) => `ftp://${site.address}/file`,
    truth: noAnswer('unsupported', 'scheme-not-supported'),
  },
  {
    name: 'scheme-mailto',
    behaviour: 'is a mail address',
    scheme: 'http',
    url: (site) => `mailto:desk-${site.index}@example.test`,
    truth: noAnswer('unsupported', 'scheme-not-supported'),
  },
  {
    name: 'url-invalid',
    behaviour: 'begins like a web address and is none',
    scheme: 'http',
    url: (site) => `http://[${site.address}/`,
    truth: noAnswer('invalid-url', 'not-a-url'),
  },
  {
    name: 'white-listed',
    behaviour: 'would answer 404, but is white-listed',
    scheme: 'any',
    whitelist: 'Contract partner, checked by hand',
    weight: 10,
    serve: (exchange) => reply(exchange, { status: 404 }),
    truth: good({ verdict: 'skipped', httpStatus: null, finalUrl: () => null }),
  },
  {
    name: 'same-host',
    behaviour: 'is one of twelve links on one host, which answers 200',
    scheme: 'http',
    linksPerHost: 12,
    isUndelayed: true,
    serve: (exchange) => exchange.after(40, () => reply(exchange, { body: PLAIN_PAGE })),
    truth: good(),
  },
  {
    name: 'same-host-404',
    behaviour: 'is one of four links on one host, which answers 404',
    scheme: 'http',
    linksPerHost: 4,
    serve: (exchange) => reply(exchange, { status: 404 }),
    truth: status(404, 'broken'),
  },
]
