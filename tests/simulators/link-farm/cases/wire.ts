import { head } from '../answers.ts'
import { OUR_SITE, type LinkCase } from '../case.ts'
import { PLAIN_PAGE } from '../pages.ts'
import { brokenOff, good, noAnswer } from '../truth.ts'

/** Accidents of the connection, and what is no HTTP. */
export const WIRE_CASES: readonly LinkCase[] = [
  {
    name: 'port-closed',
    behaviour: 'is a port where nobody listens',
    scheme: 'http',
    weight: 15,
    url: (site) => `${site.closed}/`,
    truth: noAnswer('refused', 'connection-refused'),
  },
  {
    name: 'connect-hang',
    behaviour: 'drops every wish for a connection, as a firewall does',
    scheme: 'http',
    weight: 10,
    url: (site) => `${site.deaf}/`,
    truth: noAnswer('timeout', 'connect-timeout'),
  },
  {
    name: 'reset-at-connect',
    behaviour: 'resets every connection as soon as it is made, over TLS as soon as the greeting is there',
    scheme: 'any',
    weight: 5,
    // Before the greeting, either side may be the first to notice, and each says something else.
    onConnection(socket, isTlsPort) {
      if (isTlsPort) socket.once('data', () => socket.resetAndDestroy())
      else socket.resetAndDestroy()
    },
    truth: noAnswer('refused', 'connection-reset'),
  },
  {
    name: 'reset-in-headers',
    behaviour: 'resets the connection in the middle of its headers',
    scheme: 'any',
    weight: 5,
    serve(exchange) {
      exchange.write('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Half')
      exchange.after(30, () => exchange.reset())
    },
    truth: noAnswer('refused', 'connection-reset'),
  },
  {
    name: 'reset-in-body',
    behaviour: 'answers 200 and resets the connection in the middle of its body',
    scheme: 'any',
    weight: 5,
    serve(exchange) {
      exchange.write(
        head(200, [
          ['Content-Type', 'text/html'],
          ['Content-Length', '100000'],
        ]) + PLAIN_PAGE,
      )
      exchange.after(30, () => exchange.reset())
    },
    truth: good(),
  },
  {
    name: 'reset-in-body-backlink',
    behaviour: 'resets the connection in the middle of the page that is looked through',
    scheme: 'any',
    backlink: OUR_SITE,
    serve(exchange) {
      exchange.write(
        head(200, [
          ['Content-Type', 'text/html'],
          ['Content-Length', '100000'],
        ]) + PLAIN_PAGE,
      )
      exchange.after(30, () => exchange.reset())
    },
    truth: brokenOff('refused', 'connection-reset'),
  },
  {
    name: 'closed-without-answer',
    behaviour: 'takes the request and closes without an answer',
    scheme: 'any',
    weight: 5,
    serve: (exchange) => exchange.end(true),
    truth: noAnswer('refused', 'closed-before-answer'),
  },
  {
    name: 'closed-in-headers',
    behaviour: 'closes in the middle of its headers',
    scheme: 'any',
    serve(exchange) {
      exchange.write('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Half')
      exchange.end(true)
    },
    truth: noAnswer('refused', 'closed-before-answer'),
  },
  {
    name: 'garbage',
    behaviour: 'answers with bytes that are no HTTP',
    scheme: 'any',
    weight: 3,
    serve(exchange) {
      exchange.write(Buffer.from('0102fffe000a5353482d322e300d0a80', 'hex'))
      exchange.end(true)
    },
    truth: noAnswer('server-error', 'not-http'),
  },
  {
    name: 'other-protocol',
    behaviour: 'greets like a mail server',
    scheme: 'any',
    serve(exchange) {
      exchange.write('220 mail.example ESMTP ready\r\n')
      exchange.end(true)
    },
    truth: noAnswer('server-error', 'not-http'),
  },
  {
    name: 'http-0.9',
    behaviour: 'answers with a page without any headers, as HTTP/0.9 did',
    scheme: 'any',
    serve(exchange) {
      exchange.write(PLAIN_PAGE)
      exchange.end(true)
    },
    truth: noAnswer('server-error', 'not-http'),
  },
  {
    name: 'status-line-malformed',
    behaviour: 'answers with a status that is no number',
    scheme: 'any',
    serve(exchange) {
      exchange.write('HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n')
      exchange.end(true)
    },
    truth: noAnswer('server-error', 'answer-malformed'),
  },
  {
    name: 'header-malformed',
    behaviour: 'answers with a header line that no parser accepts',
    scheme: 'any',
    serve(exchange) {
      exchange.write('HTTP/1.1 200 OK\r\nBad Header\x00: 1\r\nContent-Length: 0\r\n\r\n')
      exchange.end(true)
    },
    truth: noAnswer('server-error', 'answer-malformed'),
  },
  {
    name: 'lengths-contradict',
    behaviour: 'answers with two different lengths',
    scheme: 'any',
    serve(exchange) {
      exchange.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc')
      exchange.end(true)
    },
    truth: noAnswer('server-error', 'answer-malformed'),
  },
]
