import type { Answer, ApiName } from './api.ts'
import { internalError, throttled } from './errors.ts'
import type { FailureKind } from './switches.ts'

/** What a failing request gets: an answer, a reset connection, or silence. `spoil` changes the true answer. */
export type Fault =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'spoil'; spoil(answer: Answer): Answer }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' }

/** Turns a failure's name into what happens. */
export function toFault(failure: FailureKind, api: ApiName, requestId: string): Fault {
  switch (failure) {
    case '429-apig':
      return { kind: 'answer', answer: throttled({ shape: 'APIG', limit: 10 }, requestId) }
    case '429-cbc':
      return { kind: 'answer', answer: throttled({ shape: 'CBC' }, requestId) }
    case '500':
      return { kind: 'answer', answer: internalError(api) }
    case '502':
      return { kind: 'answer', answer: proxyPage(502, 'Bad Gateway') }
    case '503':
      return { kind: 'answer', answer: proxyPage(503, 'Service Temporarily Unavailable') }
    case '504':
      return { kind: 'answer', answer: proxyPage(504, 'Gateway Time-out') }
    case 'empty-200':
      return { kind: 'spoil', spoil: (answer) => ({ ...answer, status: 200, body: Buffer.alloc(0) }) }
    case 'half-json':
      return {
        kind: 'spoil',
        spoil: (answer) => ({ ...answer, status: 200, body: answer.body.subarray(0, answer.body.length >> 1) }),
      }
    case 'html-200':
      return { kind: 'answer', answer: { ...html(LOGIN_PAGE), status: 200 } }
    case 'reset':
    case 'hang':
      return { kind: failure }
  }
}

/** A hotel's or company's login page in place of the cloud. */
const LOGIN_PAGE =
  '<!DOCTYPE html><html><head><title>网络登录</title></head><body><form action="/login"><input name="user"></form></body></html>'

/** What a proxy in front of the service says: HTML, not JSON. */
function proxyPage(status: number, title: string): Answer {
  const page = `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n</body>\r\n</html>\r\n`
  return { ...html(page), status }
}

function html(page: string): Answer {
  return { status: 200, body: Buffer.from(page), contentType: 'text/html;charset=utf-8' }
}
