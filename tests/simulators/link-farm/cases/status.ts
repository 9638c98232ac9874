import { always, head, reply } from '../answers.ts'
import type { LinkCase } from '../case.ts'
import { PLAIN_PAGE, toPage } from '../pages.ts'
import { good, status } from '../truth.ts'

const successes: readonly LinkCase[] = [
  {
    name: 'ok',
    behaviour: 'answers 200 with an ordinary page',
    scheme: 'any',
    weight: 560,
    serve: always({ body: PLAIN_PAGE }),
    truth: good(),
  },
  {
    name: 'ok-empty',
    behaviour: 'answers 200 with an empty body',
    scheme: 'any',
    weight: 10,
    serve: always({}),
    truth: good(),
  },
  {
    name: 'status-201-location',
    behaviour: 'answers 201 with a Location, which is no redirect',
    scheme: 'any',
    serve: always({ status: 201, headers: [['Location', '/made']] }),
    truth: good({ httpStatus: 201 }),
  },
  {
    name: 'status-204',
    behaviour: 'answers 204 without a body',
    scheme: 'any',
    weight: 10,
    serve: always({ status: 204 }),
    truth: good({ httpStatus: 204 }),
  },
  {
    name: 'status-206',
    behaviour: 'answers 206 although nobody asked for a part',
    scheme: 'any',
    serve: always({ status: 206, headers: [['Content-Range', 'bytes 0-4/100']], body: 'start' }),
    truth: good({ httpStatus: 206 }),
  },
  {
    name: 'soft-404',
    behaviour: 'answers 200 with a page that says that nothing was found',
    scheme: 'any',
    weight: 20,
    serve: always({ body: '<title>404 Not Found</title><h1>Page not found</h1><p>页面不存在</p>' }),
    truth: good(),
  },
  {
    name: 'meta-refresh',
    behaviour: 'answers 200 with a page that sends the browser elsewhere by itself',
    scheme: 'any',
    serve: always({ body: '<meta http-equiv="refresh" content="0; url=/elsewhere">' }),
    truth: good(),
  },
  {
    name: 'ok-big-page',
    behaviour: 'answers 200 with a page of 1.5 MiB',
    scheme: 'any',
    weight: 20,
    serve: always({ body: `${PLAIN_PAGE}<!-- ${'a long page '.repeat(131_072)} -->` }),
    truth: good(),
  },
  {
    name: 'informational-first',
    behaviour: 'answers 100 and 103 before its 200',
    scheme: 'any',
    weight: 10,
    serve(exchange) {
      exchange.write(`${head(100, [])}${head(103, [['Link', '</style.css>; rel=preload']])}`)
      exchange.after(10, () => reply(exchange, { body: PLAIN_PAGE }))
    },
    truth: good(),
  },
]

function failing(httpStatus: number, verdict: 'blocked' | 'broken' | 'server-error', weight = 0): LinkCase {
  return {
    name: `status-${httpStatus}`,
    behaviour: `answers ${httpStatus}`,
    scheme: 'any',
    weight,
    serve: always({ status: httpStatus, body: toPage(`<h1>${httpStatus}</h1>`) }),
    truth: status(httpStatus, verdict),
  }
}

const failures: readonly LinkCase[] = [
  failing(400, 'broken'),
  failing(401, 'blocked'),
  failing(402, 'broken'),
  failing(403, 'blocked', 20),
  failing(404, 'broken', 40),
  failing(405, 'broken'),
  failing(406, 'broken'),
  failing(407, 'blocked'),
  failing(410, 'broken', 10),
  failing(418, 'broken'),
  failing(451, 'blocked'),
  failing(500, 'server-error', 10),
  failing(501, 'server-error'),
  failing(502, 'server-error', 5),
  failing(503, 'server-error', 10),
  failing(504, 'server-error'),
  failing(520, 'server-error'),
  {
    name: 'status-401-challenge',
    behaviour: 'answers 401 and asks for a password',
    scheme: 'any',
    serve: always({ status: 401, headers: [['WWW-Authenticate', 'Basic realm="staff"']] }),
    truth: status(401, 'blocked'),
  },
  {
    name: 'status-429-once',
    behaviour: 'answers 429 with Retry-After 1, and 200 to the next request',
    scheme: 'any',
    weight: 20,
    serve(exchange) {
      if (exchange.nth > 0) reply(exchange, { body: PLAIN_PAGE })
      else reply(exchange, { status: 429, headers: [['Retry-After', '1']], body: 'slow down' })
    },
    truth: good(),
  },
  {
    name: 'status-429',
    behaviour: 'answers 429 with Retry-After 1 whenever it is asked',
    scheme: 'any',
    serve: always({ status: 429, headers: [['Retry-After', '1']], body: 'slow down' }),
    truth: status(429, 'blocked'),
  },
  {
    name: 'status-429-long',
    behaviour: 'answers 429 with a Retry-After of one day, which no run waits for',
    scheme: 'any',
    serve: always({ status: 429, headers: [['Retry-After', '86400']] }),
    truth: status(429, 'blocked'),
  },
  {
    name: 'status-503-once',
    behaviour: 'answers 503, and 200 to the next request',
    scheme: 'any',
    weight: 5,
    serve: (exchange) => reply(exchange, exchange.nth > 0 ? { body: PLAIN_PAGE } : { status: 503 }),
    truth: good(),
  },
  {
    name: 'reset-once',
    behaviour: 'resets the first connection and answers 200 to the next request',
    scheme: 'any',
    weight: 5,
    serve: (exchange) => (exchange.nth > 0 ? reply(exchange, { body: PLAIN_PAGE }) : exchange.reset()),
    truth: good(),
  },
]

const heads: readonly LinkCase[] = [
  {
    name: 'head-405',
    behaviour: 'answers 405 to HEAD and 200 to GET',
    scheme: 'any',
    weight: 20,
    serve: (exchange) =>
      reply(exchange, exchange.method === 'HEAD' ? { status: 405, headers: [['Allow', 'GET']] } : { body: PLAIN_PAGE }),
    truth: good(),
  },
  {
    name: 'head-404',
    behaviour: 'answers 404 to HEAD and 200 to GET',
    scheme: 'any',
    weight: 10,
    serve: (exchange) => reply(exchange, exchange.method === 'HEAD' ? { status: 404 } : { body: PLAIN_PAGE }),
    truth: good(),
  },
  {
    name: 'head-200',
    behaviour: 'answers 200 to HEAD and 404 to GET',
    scheme: 'any',
    weight: 5,
    serve: (exchange) => reply(exchange, { status: exchange.method === 'HEAD' ? 200 : 404 }),
    truth: status(404, 'broken'),
  },
  {
    name: 'head-hang',
    behaviour: 'never answers a HEAD and answers 200 to GET',
    scheme: 'any',
    weight: 10,
    serve(exchange) {
      if (exchange.method !== 'HEAD') reply(exchange, { body: PLAIN_PAGE })
    },
    truth: good(),
  },
]

const robots: readonly LinkCase[] = [
  {
    name: 'bot-page-403',
    behaviour: 'answers 403 with a page that tests for humans and says so in its headers',
    scheme: 'any',
    weight: 5,
    serve: always({
      status: 403,
      headers: [
        ['Server', 'cloudflare'],
        ['cf-mitigated', 'challenge'],
      ],
      body: '<title>Just a moment...</title><script src="/cdn-cgi/challenge-platform/h/b/orchestrate.js"></script>',
    }),
    truth: status(403, 'blocked', { cause: 'bot-page' }),
  },
  {
    name: 'bot-page-503',
    behaviour: 'answers 503 with a page that tests for humans and says so in its headers',
    scheme: 'any',
    serve: always({
      status: 503,
      headers: [
        ['Server', 'cloudflare'],
        ['cf-mitigated', 'challenge'],
      ],
      body: '<title>Just a moment...</title>',
    }),
    truth: status(503, 'blocked', { cause: 'bot-page' }),
  },
]

/** Answers of all classes, at the link's own address. */
export const STATUS_CASES: readonly LinkCase[] = [...successes, ...failures, ...heads, ...robots]
