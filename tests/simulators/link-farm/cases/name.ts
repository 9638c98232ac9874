import { always } from '../answers.ts'
import type { LinkCase } from '../case.ts'
import { PLAIN_PAGE } from '../pages.ts'
import { good, noAnswer } from '../truth.ts'

function nameCase(name: string, behaviour: string, hostLabel: string, truth: LinkCase['truth']): LinkCase {
  return {
    name,
    behaviour,
    scheme: 'http',
    needsNames: true,
    hostLabel,
    serve: always({ body: PLAIN_PAGE }),
    truth,
  }
}

/** Names and what becomes of them; they need the farm's name server. */
export const NAME_CASES: readonly LinkCase[] = [
  {
    name: 'name-ok',
    behaviour: 'has a name that leads to its address',
    scheme: 'any',
    needsNames: true,
    serve: always({ body: PLAIN_PAGE }),
    truth: good(),
  },
  nameCase('name-not-found', 'has a name that does not exist', 'nxdomain', noAnswer('dns', 'name-not-found')),
  nameCase('name-without-address', 'has a name without any address', 'nodata', noAnswer('dns', 'name-not-found')),
  nameCase('name-server-fails', 'has a name whose server fails', 'servfail', noAnswer('dns', 'name-lookup-failed')),
  nameCase('name-server-silent', 'has a name whose server is silent', 'silent', noAnswer('dns', 'name-lookup-timeout')),
  nameCase(
    'name-of-forbidden-address',
    'has a name that leads to an address that is never connected to',
    'metadata',
    noAnswer('unsupported', 'address-forbidden'),
  ),
]
