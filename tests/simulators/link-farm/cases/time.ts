import { head, openHead, reply } from '../answers.ts'
import { OUR_SITE, type LinkCase } from '../case.ts'
import { OUR_ANCHOR, PLAIN_PAGE } from '../pages.ts'
import { good, noAnswer, page } from '../truth.ts'

/** What takes its time, and what never comes. */
export const TIME_CASES: readonly LinkCase[] = [
  {
    name: 'slow-first-byte',
    behaviour: 'answers when half of the time is over',
    scheme: 'any',
    weight: 20,
    isUndelayed: true,
    serve: (exchange) => exchange.after(exchange.timeoutMs / 2, () => reply(exchange, { body: PLAIN_PAGE })),
    truth: good(),
  },
  {
    name: 'no-first-byte',
    behaviour: 'takes the request and never answers',
    scheme: 'any',
    weight: 15,
    serve: () => {},
    truth: noAnswer('timeout', 'answer-timeout'),
  },
  {
    name: 'headers-drip',
    behaviour: 'sends one header after the other without end, slowly',
    scheme: 'any',
    weight: 5,
    serve(exchange) {
      exchange.write('HTTP/1.1 200 OK\r\n')
      let count = 0
      exchange.every(50, () => exchange.write(`X-Drip-${(count += 1)}: 1\r\n`))
    },
    truth: noAnswer('timeout', 'answer-timeout'),
  },
  {
    name: 'informational-forever',
    behaviour: 'sends 103 again and again and never an answer',
    scheme: 'any',
    serve: (exchange) => exchange.every(50, () => exchange.write(head(103, []))),
    truth: noAnswer('timeout', 'answer-timeout'),
  },
  {
    name: 'body-drip',
    behaviour: 'answers 200 and sends its body byte by byte',
    scheme: 'any',
    weight: 10,
    serve(exchange) {
      openHead(exchange)
      exchange.every(50, () => exchange.write('.'))
    },
    truth: good(),
  },
  {
    name: 'body-drip-backlink',
    behaviour: 'answers 200 and sends the page that is looked through byte by byte, without end',
    scheme: 'any',
    backlink: OUR_SITE,
    serve(exchange) {
      openHead(exchange)
      exchange.every(50, () => exchange.write('.'))
    },
    truth: page('unknown', {
      verdict: 'timeout',
      cause: 'body-timeout',
      fate: 'hidden-in-time',
      reason: { kind: 'verdict', verdict: 'timeout', cause: 'body-timeout' },
    }),
  },
  {
    name: 'body-hang-after-backlink',
    behaviour: 'answers 200, sends the link to us and then nothing more',
    scheme: 'any',
    backlink: OUR_SITE,
    serve(exchange) {
      openHead(exchange)
      exchange.write(`<!doctype html><body>${OUR_ANCHOR}<p>`)
    },
    truth: page('present'),
  },
]
