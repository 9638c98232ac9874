import { contentSecurityPolicy, withNonce } from '../shared/page-policy.ts'
import { isAppAddress } from './address.ts'
import { createNonce, type PageResponder } from './page-responder.ts'

/**
 * For developers only: hands the files of Vite's server on under the app's address, so that the page has the same origin,
 * bridge and guards as in production. Hot replacement needs inline scripts and a socket, which the policy then allows.
 */
export function createDevResponder(serverUrl: string): PageResponder {
  const server = new URL(serverUrl)
  const socket = `ws://${server.host}`
  return async ({ url, method }) => {
    if (!isAppAddress(url)) return new Response(null, { status: 403 })
    const { pathname, search } = new URL(url)
    const answer = await fetch(new URL(pathname + search, server), { method }).catch(() => null)
    if (!answer) return new Response(`no answer from ${server.href}`, { status: 502 })
    const nonce = createNonce()
    const headers = new Headers(answer.headers)
    headers.set('Content-Security-Policy', toDevPolicy(nonce, socket))
    // Encoded bodies arrive here decoded.
    for (const name of ['content-encoding', 'content-length']) headers.delete(name)
    const isPage = headers.get('content-type')?.startsWith('text/html') ?? false
    const body = isPage ? withNonce(await answer.text(), nonce) : answer.body
    return new Response(body, { status: answer.status, headers })
  }
}

function toDevPolicy(nonce: string, socket: string): string {
  return contentSecurityPolicy(nonce)
    .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    .replace(/style-src [^;]+/, "style-src 'self' 'unsafe-inline'")
    .replace("connect-src 'self'", `connect-src 'self' ${socket}`)
}
