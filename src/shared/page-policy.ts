/** Stands in the page wherever the nonce of a response belongs. */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__'

/** The file that every address of the app shows. */
export const PAGE_FILE = 'index.html'

/**
 * What the page may load and do: files of its own origin, style elements that carry the nonce of this response, images
 * that it draws itself. Nothing inline, nothing foreign, no frame around it, no form that leaves it.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** The headers of every response with a file of the page; all of them carry the policy, so that no file escapes it. */
export function pageHeaders(file: string, nonce: string): Record<string, string> {
  return {
    'Content-Type': toContentType(file),
    'Content-Security-Policy': contentSecurityPolicy(nonce),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': DENIED_FEATURES.map((feature) => `${feature}=()`).join(', '),
    // Files under assets/ carry a hash of their content in their name; the page itself has a new nonce each time.
    'Cache-Control': file.startsWith('assets/') ? 'private, max-age=31536000, immutable' : 'no-store',
  }
}

/** Puts the nonce of a response into the page. */
export function withNonce(page: string, nonce: string): string {
  return page.split(NONCE_PLACEHOLDER).join(nonce)
}

/**
 * The file below the page's folder that a request means, with `/` between the parts; null for a path that could lead
 * out of that folder. Takes the path as it stands in the address, still encoded. An address of the app itself (no file
 * ending) means the page, so that a reload shows the same place.
 */
export function toPageFile(pathname: string): string | null {
  if (!pathname.startsWith('/')) return null
  const parts: string[] = []
  for (const encoded of pathname.slice(1).split('/')) {
    const part = decode(encoded)
    if (part === null || !isPlainName(part)) return null
    if (part !== '') parts.push(part)
  }
  const last = parts.at(-1)
  if (last === undefined || !last.includes('.')) return PAGE_FILE
  return parts.join('/')
}

/** The content type by file ending; what is unknown is bytes, which no browser runs or shows. */
export function toContentType(file: string): string {
  const ending = file.slice(file.lastIndexOf('.') + 1).toLowerCase()
  return CONTENT_TYPES.get(ending) ?? 'application/octet-stream'
}

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['mjs', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['json', 'application/json; charset=utf-8'],
  ['map', 'application/json; charset=utf-8'],
  ['webmanifest', 'application/manifest+json; charset=utf-8'],
  ['txt', 'text/plain; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['ico', 'image/x-icon'],
  ['woff', 'font/woff'],
  ['woff2', 'font/woff2'],
])

/** Features of a browser that the page never needs. Writing to the clipboard stays: copying rows is a feature of ours. */
const DENIED_FEATURES = [
  'camera',
  'clipboard-read',
  'display-capture',
  'fullscreen',
  'geolocation',
  'hid',
  'idle-detection',
  'local-fonts',
  'microphone',
  'midi',
  'payment',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
]

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/** Refuses separators that were hidden by encoding, steps up, drive letters and streams of Windows, control characters. */
function isPlainName(part: string): boolean {
  // `.`, `..`, and what Windows takes for them: it passes over dots and spaces at the end of a name.
  if (/[. ]$/.test(part)) return false
  // A percent sign that is left would be decoded once more by a careless reader behind us.
  return !/[/\\:%\p{Cc}]/u.test(part)
}
