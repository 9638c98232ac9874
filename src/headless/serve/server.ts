import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { App } from '../../core/app.ts'
import { AppError } from '../../shared/domain/app-error.ts'
import type { Translator } from '../../shared/i18n/translator.ts'
import { createAccess, type Access } from './access.ts'
import { send, sendFailure, toFailure } from './answer.ts'
import { answerRequest } from './api.ts'
import { createEventStreams, type EventStreams, type EventStreamsOptions } from './event-streams.ts'
import { readPageFile } from './page-files.ts'
import { onwardPage, refusalPage } from './refusal-page.ts'
import { isForeign, isFromElsewhere, isFromOwnPage, isNavigation, isOwnHost, isPrefetch } from './sender.ts'

/** The only address that is listened on: nobody outside this machine can connect. */
const ADDRESS = '127.0.0.1'
/** A request must have arrived whole within this time. */
const REQUEST_TIMEOUT_MS = 60_000
/** Requests that are being answered when the server closes get this long. */
const CLOSE_GRACE_MS = 1_000
/** More than any browser opens; keeps a runaway program from eating all file handles. */
const MAX_CONNECTIONS = 200
/** Marks an address that the onward page has led to, so that it leads on once and not in circles. */
const ONWARD_MARK = 'onward'

export interface PageServerOptions extends Omit<EventStreamsOptions, 'events'> {
  readonly app: Pick<App, 'router' | 'events'>
  /** The folder with the built page. */
  readonly pageFolder: string
  /** 0: any free one. */
  readonly port: number
  /** The language of whoever reads a refusal; gets the request's `Accept-Language`. */
  readonly translator: (acceptLanguage: string) => Promise<Translator>
  /** Somebody stands in front of the page without a link that works. */
  readonly onRefused: () => void
  readonly onError: (error: unknown) => void
}

/** The page and its API on 127.0.0.1. */
export interface PageServer {
  readonly port: number
  /** An address that lets one browser in; the same until it has been used. */
  link(): string
  /** True when the last link has been used, so that somebody new needs another one. */
  readonly isLinkUsed: boolean
  /** Stops listening, ends the event streams and waits a moment for answers that are under way. */
  close(): Promise<void>
}

/** Starts the server; PORT_UNAVAILABLE when the port cannot be had. */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const streams = createEventStreams({ ...options, events: options.app.events })
  const state = { isClosing: false }
  let site: Site | null = null
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, requireHostHeader: false }, (request, response) => {
    response.on('error', () => {})
    if (state.isClosing || !site) return sendFailure(response, 503, 'SHUTTING_DOWN', {}, { Connection: 'close' })
    answer(site, request, response).catch((error: unknown) => {
      options.onError(error)
      sendFailure(response, 500, 'INTERNAL')
    })
  })
  server.maxConnections = MAX_CONNECTIONS
  server.on('clientError', refuseMalformed)
  const port = await listen(server, options.port)
  const access = createAccess(port)
  site = { ...options, port, access, streams }
  return {
    port,
    link: () => `http://${ADDRESS}:${port}/?token=${access.token()}`,
    get isLinkUsed() {
      return !access.isTokenUnused
    },
    async close() {
      state.isClosing = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      streams.endAll()
      const deadline = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
      await closed
      clearTimeout(deadline)
    },
  }
}

interface Site extends PageServerOptions {
  readonly port: number
  readonly access: Access
  readonly streams: EventStreams
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '' } = request
  if (!isOwnHost(request, site.port)) return sendFailure(response, 403, 'FORBIDDEN_SENDER')
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return refuseMethod(response, 'GET, HEAD, POST')
  if (isForeign(request)) return sendFailure(response, 403, 'FORBIDDEN_SENDER')
  const address = toAddress(request.url)
  if (!address) {
    return sendFailure(response, 400, 'BAD_REQUEST', { route: '', field: 'address', problem: 'wrongForm', limit: '/' })
  }
  const { pathname, search } = address
  const token = pathname === '/' ? search.get('token') : null
  const isSignedIn = site.access.isSignedIn(request.headers.cookie)
  if (token !== null && method === 'GET' && !isPrefetch(request) && (site.access.redeem(token) || isSignedIn)) {
    return send(response, 303, { Location: '/', 'Set-Cookie': site.access.setCookie, 'Cache-Control': 'no-store' }, '')
  }
  if (!isSignedIn) return await refuse(site, request, response, address)
  if (search.has(ONWARD_MARK)) return send(response, 303, { Location: pathname, 'Cache-Control': 'no-store' }, '')
  if (pathname === '/api/request') {
    if (method !== 'POST') return refuseMethod(response, 'POST')
    if (!isFromOwnPage(request)) return sendFailure(response, 403, 'FORBIDDEN_SENDER')
    return await answerRequest(request, response, site.app.router.requestUnknown)
  }
  if (pathname === '/api/events') {
    if (method !== 'GET') return refuseMethod(response, 'GET')
    return openStream(site, request, response, search)
  }
  if (method === 'POST') return refuseMethod(response, 'GET, HEAD')
  const file = pathname.startsWith('/api/') ? null : await readPageFile(site.pageFolder, pathname)
  if (!file) return sendFailure(response, 404, 'NOT_FOUND', { what: pathname.slice(0, 200) })
  send(response, 200, file.headers, file.body)
}

function openStream(site: Site, request: IncomingMessage, response: ServerResponse, search: URLSearchParams): void {
  // A browser that reconnects by itself asks for the old address and says in a header where it really is.
  const text = request.headers['last-event-id'] ?? search.get('after')
  const after = text === null ? null : toSeq(String(text))
  if (Number.isNaN(after)) {
    return sendFailure(response, 400, 'BAD_REQUEST', {
      route: '',
      field: 'after',
      problem: 'wrongType',
      limit: 'number',
    })
  }
  site.streams.open(response, after)
}

function toSeq(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : NaN
}

/** Answers whoever has no cookie: programs get an envelope, people a page that tells them what to do. */
async function refuse(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
  { pathname, search }: Address,
): Promise<void> {
  if (!isNavigation(request) || pathname.startsWith('/api/')) return sendFailure(response, 403, 'FORBIDDEN_SENDER')
  const t = await site.translator(request.headers['accept-language'] ?? '')
  if (isFromElsewhere(request) && !search.has(ONWARD_MARK) && !search.has('token')) {
    const { headers, body } = onwardPage(t, `${pathname}?${ONWARD_MARK}`)
    return send(response, 200, headers, body)
  }
  const { headers, body } = refusalPage(t)
  send(response, 403, headers, body)
  if (!isPrefetch(request)) site.onRefused()
}

function refuseMethod(response: ServerResponse, allowed: string): void {
  const params = { route: '', field: 'method', problem: 'notInList', limit: allowed }
  sendFailure(response, 405, 'BAD_REQUEST', params, { Allow: allowed })
}

interface Address {
  /** As it stands in the request, still encoded. */
  readonly pathname: string
  readonly search: URLSearchParams
}

function toAddress(url = ''): Address | null {
  // Two slashes, of either kind, would be another host for whoever resolves the address we send people to.
  if (!/^\/(?![/\\])/.test(url)) return null
  const [pathname = '/', ...rest] = url.split('?')
  return { pathname, search: new URLSearchParams(rest.join('?')) }
}

/** What is not even HTTP gets a short answer of the usual shape, and the connection ends. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const isTooBig = error.code === 'HPE_HEADER_OVERFLOW'
  const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
  const status = isTooBig ? '431 Request Header Fields Too Large' : isLate ? '408 Request Timeout' : '400 Bad Request'
  const params = { route: '', field: 'request', problem: isTooBig ? 'tooBig' : 'wrongForm', limit: 'HTTP' }
  const body = JSON.stringify(toFailure('BAD_REQUEST', params))
  const head = [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-store',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new AppError('PORT_UNAVAILABLE', { port, reason: error.code ?? '' }, { cause: error }))
    })
    server.listen({ host: ADDRESS, port, exclusive: true }, () => {
      server.removeAllListeners('error')
      resolve((server.address() as AddressInfo).port)
    })
  })
}
