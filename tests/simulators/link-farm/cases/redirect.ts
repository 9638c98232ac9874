import { redirect, reply } from '../answers.ts'
import { OUR_SITE, type LinkCase, type Serve, type Site } from '../case.ts'
import { OUR_ANCHOR, PLAIN_PAGE, toPage } from '../pages.ts'
import { brokenOff, deadEnd, noAnswer, page, redirected, status } from '../truth.ts'
import { redirectOnce } from './redirect-once.ts'

const own = (site: Site): string => `${site.origin}/`

/** A path of numbered steps. */
function chain(length: number): Serve {
  return (exchange) => {
    const step = Number(/^\/step-(\d+)$/.exec(exchange.path)?.[1] ?? 0)
    if (step === length) reply(exchange, { body: PLAIN_PAGE })
    else redirect(exchange, `/step-${step + 1}`, [301, 302, 303, 307, 308][step % 5])
  }
}

function chainCase(length: number, weight = 0): LinkCase {
  return {
    name: `redirects-${length}`,
    behaviour: `leads over ${length} redirects of all kinds to a page`,
    scheme: 'any',
    weight,
    ...(length > 3 ? { isUndelayed: true } : {}),
    serve: chain(length),
    truth: redirected(length, (site) => `${site.origin}/step-${length}`),
  }
}

function locationCase(name: string, location: string, target: string): LinkCase {
  return {
    name: `location-${name}`,
    behaviour: `redirects with the Location ${JSON.stringify(location)}`,
    scheme: 'any',
    url: (site) => `${site.origin}/a/b/page?x=1`,
    serve: (exchange) =>
      exchange.path === '/a/b/page?x=1' ? redirect(exchange, location) : reply(exchange, { body: PLAIN_PAGE }),
    truth: redirected(1, (site) => `${site.origin}${target}`),
  }
}

const leading: readonly LinkCase[] = [
  chainCase(1, 60),
  chainCase(3, 10),
  chainCase(9),
  chainCase(10),
  {
    name: 'redirects-11',
    behaviour: 'leads over 11 redirects to a page, one more than are followed',
    scheme: 'any',
    isUndelayed: true,
    serve: chain(11),
    truth: deadEnd('broken', 'too-many-redirects', 10, (site) => `${site.origin}/step-10`, 301),
  },
  {
    name: 'redirect-cross-host',
    behaviour: 'redirects to a page on another host',
    scheme: 'any',
    weight: 30,
    serve: redirectOnce(({ site }) => `${site.scheme === 'https' ? site.otherHttps : site.otherHttp}/landing`, 301),
    truth: redirected(1, (site) => `${site.scheme === 'https' ? site.otherHttps : site.otherHttp}/landing`),
  },
  {
    name: 'redirect-to-https',
    behaviour: 'redirects from http to https on its own host',
    scheme: 'http',
    weight: 60,
    serve: (exchange) =>
      exchange.path === '/secure'
        ? reply(exchange, { body: PLAIN_PAGE })
        : redirect(exchange, `${exchange.site.https}/secure`, 301),
    truth: redirected(1, (site) => `${site.https}/secure`),
  },
  {
    name: 'redirect-to-http',
    behaviour: 'redirects from https to http on its own host',
    scheme: 'https',
    serve: (exchange) =>
      exchange.path === '/plain'
        ? reply(exchange, { body: PLAIN_PAGE })
        : redirect(exchange, `${exchange.site.http}/plain`),
    truth: redirected(1, (site) => `${site.http}/plain`),
  },
  {
    name: 'redirect-to-404',
    behaviour: 'redirects to a page that is not there',
    scheme: 'any',
    weight: 5,
    serve: (exchange) => (exchange.path === '/' ? redirect(exchange, '/gone') : reply(exchange, { status: 404 })),
    truth: status(404, 'broken', { redirects: 1, finalUrl: (site) => `${site.origin}/gone` }),
  },
  {
    name: 'redirect-to-500-elsewhere',
    behaviour: 'redirects to another host that answers 500',
    scheme: 'any',
    serve: (exchange) =>
      exchange.isOther ? reply(exchange, { status: 500 }) : redirect(exchange, `${exchange.site.otherHttp}/error`),
    truth: status(500, 'server-error', { redirects: 1, finalUrl: (site) => `${site.otherHttp}/error` }),
  },
  {
    name: 'redirect-with-body',
    behaviour: 'redirects with an endless body, which nobody needs',
    scheme: 'any',
    serve(exchange) {
      if (exchange.path !== '/') return reply(exchange, { body: PLAIN_PAGE })
      exchange.write('HTTP/1.1 302 Found\r\nLocation: /next\r\nConnection: close\r\n\r\n')
      exchange.every(10, () => exchange.waiting() < 65_536 && exchange.write('more '.repeat(1000)))
    },
    truth: redirected(1, (site) => `${site.origin}/next`),
  },
  {
    name: 'redirect-with-credentials',
    behaviour: 'redirects to an address that holds a user name and a password, which are not sent',
    scheme: 'any',
    serve: (exchange) =>
      exchange.path === '/'
        ? redirect(exchange, exchange.site.origin.replace('://', '://user:secret@') + '/door')
        : reply(exchange, { body: PLAIN_PAGE }),
    truth: redirected(1, (site) => `${site.origin}/door`),
  },
  {
    name: 'redirect-sets-cookie',
    behaviour: 'sets a cookie with its redirect and wants to see it at the target, which answers all the same',
    scheme: 'any',
    serve: (exchange) =>
      exchange.path === '/'
        ? reply(exchange, {
            status: 302,
            headers: [
              ['Location', '/inside'],
              ['Set-Cookie', 'session=1; Path=/'],
            ],
          })
        : reply(exchange, { body: PLAIN_PAGE }),
    truth: redirected(1, (site) => `${site.origin}/inside`),
  },
  {
    name: 'redirect-backlink',
    behaviour: 'redirects to another host whose page links to us',
    scheme: 'any',
    backlink: OUR_SITE,
    serve: (exchange) =>
      exchange.isOther
        ? reply(exchange, { body: toPage(OUR_ANCHOR) })
        : redirect(exchange, `${exchange.site.otherHttp}/friends`),
    truth: page('present', { verdict: 'redirected', redirects: 1, finalUrl: (site) => `${site.otherHttp}/friends` }),
  },
]

/** Redirects whose target gives no answer: the status of the redirect is the last one, and not what is wrong. */
const dying: readonly LinkCase[] = [
  {
    name: 'redirect-to-closed-port',
    behaviour: 'redirects to a port where nobody listens',
    scheme: 'any',
    serve: (exchange) => redirect(exchange, `${exchange.site.closed}/`),
    truth: noAnswer('refused', 'connection-refused', { httpStatus: 302, redirects: 1, finalUrl: own }),
  },
  {
    name: 'redirect-to-expired',
    behaviour: 'redirects from http to https, where the certificate has expired',
    scheme: 'http',
    certificate: 'expired',
    serve: (exchange) => redirect(exchange, `${exchange.site.https}/`, 301),
    truth: noAnswer('tls', 'certificate-expired', { httpStatus: 301, redirects: 1, finalUrl: own }),
  },
  {
    name: 'redirect-to-silence',
    behaviour: 'redirects to a page that never answers',
    scheme: 'any',
    serve(exchange) {
      if (exchange.path === '/') redirect(exchange, '/silent')
    },
    truth: noAnswer('timeout', 'answer-timeout', { httpStatus: 302, redirects: 1, finalUrl: own }),
  },
  {
    name: 'redirect-cut-off',
    behaviour: 'redirects to a page that is looked through and cut off before its end',
    scheme: 'any',
    backlink: OUR_SITE,
    serve(exchange) {
      if (exchange.path === '/') return redirect(exchange, '/friends')
      exchange.write(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n${PLAIN_PAGE}`)
      exchange.end(true)
    },
    truth: brokenOff('refused', 'closed-before-answer', { redirects: 1, finalUrl: (site) => `${site.origin}/friends` }),
  },
  {
    name: 'redirect-slowly',
    behaviour: 'redirects at once, then twice after six tenths of the time, which is too long together',
    scheme: 'any',
    isUndelayed: true,
    serve(exchange) {
      const step = Number(/^\/step-(\d)$/.exec(exchange.path)?.[1] ?? 0)
      if (step === 0) return redirect(exchange, '/step-1')
      exchange.after(exchange.timeoutMs * 0.6, () =>
        step === 2 ? reply(exchange, { body: PLAIN_PAGE }) : redirect(exchange, '/step-2'),
      )
    },
    truth: noAnswer('timeout', 'answer-timeout', {
      httpStatus: 302,
      redirects: 2,
      finalUrl: (site) => `${site.origin}/step-1`,
    }),
  },
]

const places: readonly LinkCase[] = [
  locationCase('path', '/moved', '/moved'),
  locationCase('relative', 'moved', '/a/b/moved'),
  locationCase('up', '../../moved', '/moved'),
  locationCase('query', '?y=2', '/a/b/page?y=2'),
  locationCase('fragment', '/moved#part', '/moved'),
  locationCase('spaces', '  /moved  ', '/moved'),
  locationCase('inner-space', '/a page', '/a%20page'),
  // As many servers send it: raw UTF-8, which header parsers hand on byte by byte.
  locationCase('raw-utf-8', Buffer.from('/友链').toString('latin1'), '/%E5%8F%8B%E9%93%BE'),
  locationCase('encoded', '/%E5%8F%8B%E9%93%BE', '/%E5%8F%8B%E9%93%BE'),
  {
    name: 'location-host',
    behaviour: 'redirects with a Location without a scheme',
    scheme: 'any',
    serve: redirectOnce(
      ({ site }) => (site.scheme === 'https' ? site.otherHttps : site.otherHttp).replace(/^https?:/, '') + '/x',
    ),
    truth: redirected(1, (site) => `${site.scheme === 'https' ? site.otherHttps : site.otherHttp}/x`),
  },
]

/** Answers that send the browser elsewhere. */
export const REDIRECT_CASES: readonly LinkCase[] = [...leading, ...dying, ...places]
