import type { LinkCase } from './case.ts'
import { ADDRESS_CASES } from './cases/address.ts'
import { BODY_CASES } from './cases/body.ts'
import { DEAD_END_CASES } from './cases/dead-end.ts'
import { MARKUP_CASES } from './cases/markup.ts'
import { NAME_CASES } from './cases/name.ts'
import { PAGE_CASES } from './cases/page.ts'
import { REDIRECT_CASES } from './cases/redirect.ts'
import { STATUS_CASES } from './cases/status.ts'
import { TIME_CASES } from './cases/time.ts'
import { TLS_CASES } from './cases/tls.ts'
import { WIRE_CASES } from './cases/wire.ts'

/** Every way in which a link of the farm can behave, with what is true of it. */
export const LINK_CASES: readonly LinkCase[] = [
  ...STATUS_CASES,
  ...REDIRECT_CASES,
  ...DEAD_END_CASES,
  ...TIME_CASES,
  ...BODY_CASES,
  ...WIRE_CASES,
  ...ADDRESS_CASES,
  ...TLS_CASES,
  ...MARKUP_CASES,
  ...PAGE_CASES,
  ...NAME_CASES,
]

const byName = new Map(LINK_CASES.map((linkCase) => [linkCase.name, linkCase]))

/** Throws for a name that no case has. */
export function caseOf(name: string): LinkCase {
  const found = byName.get(name)
  if (!found) throw new Error(`the farm has no case "${name}"`)
  return found
}
