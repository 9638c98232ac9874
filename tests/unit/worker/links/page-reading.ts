import { toWantedBacklink } from '../../../../src/shared/domain/wanted-backlink.ts'
import { createPageReader, type PageReaderOptions, type PageResult } from '../../../../src/worker/links/page-reader.ts'

export interface Reading extends Partial<Omit<PageReaderOptions, 'wanted'>> {
  readonly site?: string
  readonly includesSubdomains?: boolean
  /** Sizes of the pieces in which the bytes come, over and over; all at once when it is left out. */
  readonly cuts?: readonly number[]
}

/** Reads a page at https://page.test/dir/page.html that should link to example.com, as a check does. */
export async function readPage(body: string | Uint8Array, reading: Reading = {}): Promise<PageResult> {
  const { site = 'example.com', includesSubdomains = false, cuts, ...options } = reading
  const wanted = toWantedBacklink(site, includesSubdomains)
  if (wanted === null) throw new Error(`no site: ${site}`)
  const reader = createPageReader({
    contentType: 'text/html',
    contentEncoding: null,
    pageUrl: 'https://page.test/dir/page.html',
    wanted,
    ...options,
  })
  try {
    for (const chunk of cut(typeof body === 'string' ? Buffer.from(body) : body, cuts)) {
      if (await reader.write(chunk)) break
    }
    return await reader.end()
  } finally {
    reader.close()
  }
}

function* cut(bytes: Uint8Array, sizes: readonly number[] | undefined): Generator<Uint8Array> {
  if (sizes === undefined || sizes.length === 0) {
    yield bytes
    return
  }
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1)
    yield bytes.subarray(at, at + size)
    at += size
  }
}
