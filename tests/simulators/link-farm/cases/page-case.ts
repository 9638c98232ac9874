import { always, reply, type Headers } from '../answers.ts'
import { OUR_SITE, type LinkCase, type Site } from '../case.ts'
import { page } from '../truth.ts'

export interface PageOptions {
  readonly site?: LinkCase['backlink']
  readonly headers?: Headers
  readonly weight?: number
  readonly text?: string
  readonly rel?: string
  readonly includesSubdomains?: true
}

/** A case about the page that a link leads to, named after what it does to the link back. */
export function pageCase(
  state: 'present' | 'absent' | 'unknown',
  name: string,
  behaviour: string,
  body: string | Buffer | ((site: Site) => string),
  options: PageOptions = {},
): LinkCase {
  const headers = options.headers ?? []
  return {
    name: `backlink-${name}`,
    behaviour,
    scheme: 'any',
    backlink: options.site ?? OUR_SITE,
    ...(options.weight ? { weight: options.weight } : {}),
    ...(options.includesSubdomains ? { includesSubdomains: true } : {}),
    serve:
      typeof body === 'function'
        ? (exchange) => reply(exchange, { headers, body: body(exchange.site) })
        : always({ headers, body }),
    truth: page(state, {
      ...(options.rel === undefined ? {} : { rel: options.rel }),
      ...(options.text === undefined ? {} : { anchorText: options.text }),
    }),
  }
}
