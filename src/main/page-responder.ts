import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pageHeaders, PAGE_FILE, toPageFile, withNonce } from '../shared/page-policy.ts'
import { isAppAddress } from './address.ts'

/** Answers a request of the window for one of the page's files. */
export type PageResponder = (request: { readonly url: string; readonly method: string }) => Promise<Response>

/**
 * Serves the files of one folder under the app's address, each with the page's policy; the page gets a new nonce each
 * time. Whatever is not one of these files is not there.
 */
export function createPageResponder(folder: string): PageResponder {
  return async ({ url, method }) => {
    if (!isAppAddress(url)) return refuse(403)
    if (method !== 'GET' && method !== 'HEAD') return refuse(405)
    const file = toPageFile(new URL(url).pathname)
    if (file === null) return refuse(404)
    const nonce = createNonce()
    try {
      const bytes = await readFile(join(folder, file))
      const body = file === PAGE_FILE ? withNonce(bytes.toString('utf8'), nonce) : new Uint8Array(bytes)
      return new Response(method === 'HEAD' ? null : body, { headers: pageHeaders(file, nonce) })
    } catch (error) {
      // A folder is no file either (EISDIR); anything else is a broken installation and must not look like a typo.
      const { code } = error as NodeJS.ErrnoException
      return refuse(code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR' ? 404 : 500)
    }
  }
}

/** 128 random bits, new for every response. */
export function createNonce(): string {
  return randomBytes(16).toString('base64')
}

function refuse(status: 403 | 404 | 405 | 500): Response {
  return new Response(null, { status, headers: pageHeaders('refused.txt', createNonce()) })
}
