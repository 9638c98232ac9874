import { foldText, toSearchWords } from '../db/search-text.ts'
import type { CodeName } from './columns.ts'
import { findInTags, isInTags } from './multi-values.ts'
import { accountsByCode, keepSet, rowOfKey, type Picture } from './picture.ts'
import {
  addRow,
  countRows,
  emptySet,
  hasRow,
  intersectInto,
  listRows,
  setOfCodes,
  uniteInto,
  type RowSet,
} from './row-set.ts'
import { tagTextsOf } from './tag-texts.ts'
import { decisionCodes, type View } from './view.ts'
import { DECISIONS } from '../../shared/domain/review.ts'

/** Columns that a search looks through, those with few values first. */
const SEARCHED: readonly CodeName[] = [
  'type_code',
  'service_type_code',
  'type_name',
  'service_type_name',
  'region_code',
  'region_name',
  'enterprise_project_name',
  'enterprise_project_id',
  'project_id',
  'spec',
  'spec_text',
  'owner',
  'reason',
  'note',
  'resource_name',
  'parent_resource_id',
  'resource_id',
]

/** With fewer candidates than this their texts are looked at one by one. */
const FEW = 2000

/** Item ids are found as a whole only. */
const ID_LENGTH = 36

/** Rows in which every word of a search occurs: in the facts, the tags, the account's name or what people wrote. */
export function searchRows(view: View, search: string): RowSet | null {
  const words = toSearchWords(search)
  if (words.length === 0) return null
  const [first, ...others] = words.map((word) => wordRows(view, word))
  const set = (first as RowSet).slice()
  for (const other of others) intersectInto(set, other)
  return set
}

function wordRows(view: View, word: string): RowSet {
  const { picture } = view
  return keepSet(picture, `word ${word}`, true, () => {
    const within = narrowest(picture, word)
    return within ? narrow(view, word, within) : findWord(view, word)
  })
}

/** The rows of a shorter word that were found before, if they are few: whoever types makes words longer. */
function narrowest(picture: Picture, word: string): Uint32Array | null {
  let best: RowSet | null = null
  let bestLength = 0
  for (const [name, { rows }] of picture.sets) {
    if (!name.startsWith('word ') || name.length - 5 <= bestLength || !word.includes(name.slice(5))) continue
    best = rows
    bestLength = name.length - 5
  }
  // An id is found by the whole of it, so that the rows of a shorter word may lack it.
  return best !== null && word.length < ID_LENGTH && countRows(best) <= FEW ? listRows(best) : null
}

function findWord(view: View, word: string): RowSet {
  const { picture } = view
  const { codes } = picture.columns
  const set = emptySet(picture.rows)
  const accounts = Uint8Array.from(accountsByCode(picture), (account) => (hasWord(account?.name ?? '', word) ? 1 : 0))
  if (accounts.includes(1)) uniteInto(set, setOfCodes(codes.account_id.codes, accounts, picture.rows))
  const decisions = matchingDecisions(word)
  if (decisions.includes(1)) uniteInto(set, setOfCodes(decisionCodes(view), decisions, picture.rows))
  for (const name of SEARCHED) {
    const allowed = codes[name].dictionary.find(word)
    if (allowed === null) continue
    uniteInto(set, setOfCodes(codes[name].codes, allowed, picture.rows))
    if (countRows(set) === picture.rows) return set
  }
  const tagSets = tagTextsOf(picture).find(word)
  if (tagSets) uniteInto(set, setOfCodes(codes.tags.codes, tagSets, picture.rows))
  const customTags = findInTags(picture, word)
  if (customTags) uniteInto(set, setOfCodes(codes.custom_tags.codes, customTags, picture.rows))
  if (word.length === ID_LENGTH) addId(picture, word, set)
  return set
}

function narrow(view: View, word: string, rows: Uint32Array): RowSet {
  const { picture } = view
  const { codes } = picture.columns
  const set = emptySet(picture.rows)
  const accounts = accountsByCode(picture).map((account) => hasWord(account?.name ?? '', word))
  const decisions = matchingDecisions(word)
  const decided = decisionCodes(view)
  const tagTexts = tagTextsOf(picture)
  for (const row of rows) {
    const isFound =
      accounts[codes.account_id.codes[row] as number] === true ||
      decisions[decided[row] as number] === 1 ||
      SEARCHED.some((name) => codes[name].dictionary.has(codes[name].codes[row] as number, word)) ||
      tagTexts.has(codes.tags.codes[row] as number, word) ||
      isInTags(picture, codes.custom_tags.codes[row] as number, word)
    if (isFound) addRow(set, row)
  }
  return set
}

const hasWord = (text: string, word: string): boolean => foldText(text).includes(word)

/** An undecided item is not found by that word, because nobody has said it. */
function matchingDecisions(word: string): Uint8Array {
  return Uint8Array.from(DECISIONS, (decision) => (decision !== 'undecided' && hasWord(decision, word) ? 1 : 0))
}

function addId(picture: Picture, id: string, set: RowSet): void {
  const marks = new Uint8Array(picture.rows)
  if (picture.ids.find(id, marks) === 0) return
  for (let row = marks.indexOf(1); row !== -1; row = marks.indexOf(1, row + 1)) {
    if (!hasRow(set, row) && picture.ids.at(row) === id) addRow(set, row)
  }
}

/** The rows of some keys. */
export function rowsOfKeys(picture: Picture, keys: Iterable<number>): RowSet {
  const set = emptySet(picture.rows)
  for (const key of keys) {
    const row = rowOfKey(picture, key)
    if (row !== -1) addRow(set, row)
  }
  return set
}
