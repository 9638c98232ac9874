import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DomainRecord } from './records.ts'

const RDAP = 'application/rdap+json'

/** Answers one question of RDAP (RFC 9083). `times` is how often this domain was asked for, this time included. */
export function answerRdap(
  request: IncomingMessage,
  response: ServerResponse,
  domain: string,
  record: DomainRecord,
  times: number,
): void {
  const path = request.url ?? ''
  const isLimited = record.behaviour === 'limited' || (record.behaviour === 'limited-once' && times === 1)
  if (isLimited) {
    const headers = record.retryAfterS === null ? {} : { 'retry-after': String(record.retryAfterS) }
    send(response, 429, { errorCode: 429, title: 'Rate limit exceeded', description: ['Please slow down.'] }, headers)
    return
  }
  switch (record.behaviour) {
    case 'unknown':
      send(response, 404, { errorCode: 404, title: 'Object not found', description: [`${domain} is not registered`] })
      return
    case 'slow':
      return
    case 'garbage':
      response.writeHead(200, { 'content-type': RDAP }).end('{"objectClassName":"domain","ldhNa')
      return
    case 'huge':
      response.writeHead(200, { 'content-type': RDAP })
      response.end(JSON.stringify({ ...toDomain(domain, record), notices: 'x'.repeat(3 * 1024 * 1024) }))
      return
    case 'reset':
      request.socket.resetAndDestroy()
      return
    case 'broken':
      send(response, 500, { errorCode: 500, title: 'Internal error' })
      return
    case 'redirect':
      if (path.startsWith('/moved/')) send(response, 200, toDomain(domain, record))
      else response.writeHead(302, { location: `/moved${path}` }).end()
      return
    case 'redirect-away':
      response.writeHead(302, { location: `http://registry.invalid${path}` }).end()
      return
    case 'redirect-loop':
      response.writeHead(302, { location: path }).end()
      return
    case 'other-domain':
      send(response, 200, toDomain(`other-${domain}`, record))
      return
    case 'registered':
    case 'no-expiry':
    case 'limited-once':
      send(response, 200, toDomain(domain, record))
  }
}

function toDomain(domain: string, record: DomainRecord): Record<string, unknown> {
  const end = record.behaviour === 'no-expiry' ? [] : [{ eventAction: 'expiration', eventDate: record.expires }]
  return {
    objectClassName: 'domain',
    handle: '1_DOMAIN-TEST',
    // Registries write names in capitals as often as not.
    ldhName: domain.toUpperCase(),
    status: record.statuses,
    events: [
      { eventAction: 'registration', eventDate: '2003-03-17T12:20:05Z' },
      { eventAction: 'registrar expiration', eventDate: '2001-01-01T00:00:00Z' },
      ...end,
      { eventAction: 'last update of RDAP database', eventDate: '2026-03-01T00:00:00Z' },
    ],
    entities: [
      { objectClassName: 'entity', roles: ['registrant'], vcardArray: ['vcard', [['fn', {}, 'text', 'REDACTED']]] },
      {
        objectClassName: 'entity',
        handle: '9999',
        roles: ['registrar'],
        vcardArray: [
          'vcard',
          [
            ['version', {}, 'text', '4.0'],
            ['fn', {}, 'text', record.registrar],
          ],
        ],
      },
    ],
  }
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': RDAP, ...headers }).end(JSON.stringify(body))
}
