import { readFile, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { PAGE_FILE, pageHeaders, toPageFile, withNonce } from '../../shared/page-policy.ts'
import { newNonce } from './answer.ts'

/** One file of the page as it is answered. */
export interface PageFile {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

/** Reads what an address means from the page's folder; null when there is nothing, or when it would lead out of the folder. */
export async function readPageFile(folder: string, pathname: string): Promise<PageFile | null> {
  const file = toPageFile(pathname)
  if (file === null) return null
  const nonce = newNonce()
  const headers = pageHeaders(file, nonce)
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, file))])
    if (!path.startsWith(root + sep)) return null
    if (file === PAGE_FILE) return { headers, body: withNonce(await readFile(path, 'utf8'), nonce) }
    return { headers, body: await readFile(path) }
  } catch {
    // Missing, a folder or unreadable: for whoever asks it is not there.
    return null
  }
}
