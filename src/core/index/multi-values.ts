import type { MultiField } from '../../shared/domain/item-query.ts'
import { readCustomTags } from '../../shared/domain/review-layer.ts'
import { foldName, foldText } from '../db/search-text.ts'
import { CONTRADICTION_LISTS, contradictionCodes, contradictionVersion } from './contradictions.ts'
import { keep, type Picture } from './picture.ts'
import type { Codes } from './row-set.ts'
import { versionOf, type View } from './view.ts'

/** Stands between the values of a row where they are one text. */
const SEPARATOR = ', '

/** A field with several values in a row: codes by row, the values by code. */
export interface MultiValues {
  readonly codes: Codes
  readonly lists: readonly (readonly string[])[]
  /** By code, the values as one text; null for none. */
  readonly texts: readonly (string | null)[]
  /** Values that are the same to people have the same key. */
  toKey(value: string): string
  readonly version: string
}

/** The values of such a field. */
export function multiValuesOf(view: View, field: MultiField): MultiValues {
  if (field === 'contradictions') {
    return {
      codes: contradictionCodes(view),
      lists: CONTRADICTION_LISTS,
      texts: CONTRADICTION_TEXTS,
      toKey: (value) => value,
      version: contradictionVersion(view),
    }
  }
  const { codes } = view.picture.columns.codes.custom_tags
  return { codes, ...tagLists(view.picture), toKey: foldName, version: versionOf(view, 'custom_tags') }
}

const CONTRADICTION_TEXTS = CONTRADICTION_LISTS.map(toText)

interface TagLists {
  readonly lists: (readonly string[])[]
  readonly texts: (string | null)[]
}

/** Lists of tags never change, there are only more of them. */
function tagLists(picture: Picture): TagLists {
  const { dictionary } = picture.columns.codes.custom_tags
  const known = keep(picture, 'customTags', '', (): TagLists => ({ lists: [], texts: [] }))
  for (let code = known.lists.length; code < dictionary.size; code += 1) {
    const list = readCustomTags(dictionary.text(code))
    known.lists.push(list)
    known.texts.push(toText(list))
  }
  return known
}

function toText(values: readonly string[]): string | null {
  return values.length === 0 ? null : values.join(SEPARATOR)
}

/** By code, 1 where a value contains the folded text; null when none does. */
export function findInTags(picture: Picture, needle: string): Uint8Array | null {
  const { lists } = tagLists(picture)
  const found = Uint8Array.from(lists, (list) => (hasTag(list, needle) ? 1 : 0))
  return found.includes(1) ? found : null
}

/** Whether a value of a row contains the folded text. */
export function isInTags(picture: Picture, code: number, needle: string): boolean {
  return hasTag(tagLists(picture).lists[code] ?? [], needle)
}

function hasTag(list: readonly string[], needle: string): boolean {
  return list.some((tag) => foldText(tag).includes(needle))
}
