import type { Link } from '../../../shared/domain/link.ts'
import { countIn, isIn } from '../../components/data-grid/ranges.ts'
import type { Ranges } from '../../components/data-grid/types.ts'
import type { LinkPort, LinkRows } from './links-rows.ts'

/** The links that something is done with. */
export interface LinkTarget {
  readonly linkIds: readonly string[]
  /** Names of the first of them. */
  readonly names: readonly string[]
  /** The link itself when it is only one and its row is at hand. */
  readonly link: Link | null
}

/** Names that a dialog has room for. */
const MAX_NAMES = 5

/** What a menu on a row is about: the whole selection when the row is in it, else that row. */
export function rangesOfMenu(selection: Ranges, position: number): Ranges {
  return isIn(selection, position) && countIn(selection) > 1 ? selection : [[position, position + 1]]
}

/** Reads which links stand at positions of a result. Rejects with ApiError when the core cannot be read. */
export async function readTarget(
  port: Pick<LinkPort, 'ids'>,
  rows: Pick<LinkRows, 'handle' | 'row'>,
  ranges: Ranges,
): Promise<LinkTarget> {
  const names: string[] = []
  for (const [from, to] of ranges) {
    for (let position = from; position < to && names.length < MAX_NAMES; position += 1) {
      const link = rows.row(position)
      if (link === null) break
      names.push(link.name)
    }
  }
  const first = ranges[0]
  const only = countIn(ranges) === 1 && first ? rows.row(first[0]) : null
  if (only !== null) return { linkIds: [only.linkId], names, link: only }
  return { linkIds: await port.ids(rows.handle, ranges), names, link: null }
}
