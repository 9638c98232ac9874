import type { IncomingHttpHeaders } from 'node:http'

/** The parts of a request that tell who sent it. */
export interface Sender {
  readonly method?: string | undefined
  readonly headers: IncomingHttpHeaders
}

/**
 * True for the names under which the page is reached. A foreign name that has been pointed at 127.0.0.1 (DNS rebinding)
 * shows itself here, because the browser sends the name it was given.
 */
export function isOwnHost({ headers }: Sender, port: number): boolean {
  return ownHosts(port).includes(headers.host?.toLowerCase() ?? '')
}

/** True for whatever another page has caused: its scripts, forms, frames and images, but not a link that is followed. */
export function isForeign(sender: Sender): boolean {
  const { headers } = sender
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host?.toLowerCase()}`) return true
  const isDocument = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  return isFromElsewhere(sender) && !isDocument
}

/** True when the browser vouches that our own page has sent it; a missing header is no proof. */
export function isFromOwnPage(sender: Sender): boolean {
  const { headers } = sender
  return !isForeign(sender) && (headers.origin !== undefined || headers['sec-fetch-site'] === 'same-origin')
}

/** True when a link on another site has led here, for which a browser withholds our cookie. */
export function isFromElsewhere({ headers }: Sender): boolean {
  return headers['sec-fetch-site'] === 'cross-site' || headers['sec-fetch-site'] === 'same-site'
}

/** True when a person looks at the answer in a window of a browser. */
export function isNavigation({ method, headers }: Sender): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  const destination = headers['sec-fetch-dest']
  return destination === undefined ? (headers.accept ?? '').includes('text/html') : destination === 'document'
}

/** True when a browser only loads ahead of time: a token must not be used up by that. */
export function isPrefetch({ headers }: Sender): boolean {
  return headers['sec-purpose'] !== undefined || headers.purpose !== undefined
}

function ownHosts(port: number): string[] {
  const names = ['127.0.0.1', 'localhost']
  // Browsers leave the port of the protocol itself out.
  return [...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])]
}
