import { randomUUID } from 'node:crypto'
import type { LinkImportResult, ImportedLink, ImportIssue, LinkFile } from '../../shared/domain/link-import.ts'
import { judgeLinkUrl, toUrlKey, type LinkUrlParts } from '../../shared/domain/link-url.ts'
import { transaction, type WriteDb } from '../db/connection.ts'
import type { Doer } from '../db/link-commands.ts'
import { createGroupFinder, getLinkGroup } from '../db/repositories/link-group.ts'
import {
  createLinkWriter,
  findLinksByUrlKey,
  type EditedLinkRow,
  type LinkWriter,
} from '../db/repositories/link-write.ts'
import { editLink, openGroup, putWhitelisting, type LinkHandler } from './link-edit.ts'
import { retireMeasuredItems } from './link-items.ts'

/** Links that a preview shows. */
const PREVIEW = 100
/** Characters of a value that an issue repeats. */
const SHOWN_VALUE = 200
/** Characters of an address that stand for a name. */
const MAX_NAME = 300

/** Carries the result of a dry run out of the transaction that it rolls back. */
class DryRun extends Error {
  readonly result: LinkImportResult

  constructor(result: LinkImportResult) {
    super('dry run')
    this.result = result
  }
}

/**
 * Adds what is new and changes of known links what the file names: name, group, wanted site, white-listing. A dry run
 * does the same and takes everything back. Throws LINK_GROUP_NOT_FOUND.
 */
export const importLinks: LinkHandler<'link.import'> = ({ db }, { file, groupId, isDryRun, by, at }) => {
  try {
    return transaction(db, () => {
      const result = takeFile(db, file, groupId, { by, at })
      if (isDryRun) throw new DryRun(result)
      return { result, movedItems: retireMeasuredItems(db, { runId: '', at }) }
    })
  } catch (error) {
    if (error instanceof DryRun) return { result: error.result, movedItems: 0 }
    throw error
  }
}

type Action = LinkImportResult['preview'][number]['action']
type Taken = LinkImportResult['preview'][number]

interface Import {
  readonly writer: LinkWriter
  readonly who: Doer
  readonly known: ReadonlyMap<string, EditedLinkRow>
  /** For rows that name no group. */
  readonly group: { readonly groupId: string; readonly name: string }
  /** The group of that name, made when there is none. */
  readonly openGroup: (name: string) => { readonly groupId: string; readonly name: string }
}

function takeFile(db: WriteDb, file: LinkFile, groupId: string, who: Doer): LinkImportResult {
  const finder = createGroupFinder(db)
  const newGroups: string[] = []
  const work: Import = {
    writer: createLinkWriter(db, who),
    who,
    known: findLinksByUrlKey(
      db,
      file.links.map((link) => toUrlKey(link.url)),
    ),
    group: getLinkGroup(db, groupId),
    openGroup(name) {
      const found = finder.find(name)
      if (found) return found
      newGroups.push(name.trim())
      return { groupId: openGroup(db, name, who.at, finder), name: name.trim() }
    },
  }
  const issues: ImportIssue[] = [...file.issues]
  const counts: Record<Action, number> = { add: 0, update: 0, skip: 0 }
  const rowsByKey = new Map<string, number>()
  const preview: Taken[] = []
  for (const link of file.links) {
    const issue = findIssue(link, rowsByKey)
    if (issue) issues.push(issue)
    const taken = issue ? null : takeLink(work, link)
    if (!taken) continue
    counts[taken.action] += 1
    if (preview.length < PREVIEW) preview.push(taken)
    if (taken.action === 'skip') issues.push(toIssue(link, 'duplicate-known', taken.name))
  }
  const repeated = issues.filter((issue) => issue.problem === 'duplicate-in-file').length
  return {
    format: file.format,
    encoding: file.encoding,
    imported: counts.add,
    updated: counts.update,
    skipped: counts.skip + repeated,
    issues: issues.sort((a, b) => a.row - b.row),
    newGroups,
    preview,
  }
}

/** Whoever has read the file has looked already; nothing that cannot be stored gets past this. */
function findIssue(link: ImportedLink, rowsByKey: Map<string, number>): ImportIssue | null {
  const judgement = judgeLinkUrl(link.url)
  if (!judgement.isAllowed) return { ...toIssue(link, judgement.problem, null), value: '' }
  const first = rowsByKey.get(judgement.parts.key)
  if (first !== undefined) return toIssue(link, 'duplicate-in-file', String(first))
  rowsByKey.set(judgement.parts.key, link.row)
  return null
}

function toIssue(link: ImportedLink, problem: ImportIssue['problem'], other: string | null): ImportIssue {
  return { row: link.row, column: null, problem, value: link.url.slice(0, SHOWN_VALUE), other }
}

function takeLink(work: Import, link: ImportedLink): Taken | null {
  const judgement = judgeLinkUrl(link.url)
  if (!judgement.isAllowed) return null
  const known = work.known.get(judgement.parts.key)
  return known ? updateKnown(work, link, known, judgement.parts) : addNew(work, link, judgement.parts)
}

function addNew({ writer, who, ...work }: Import, link: ImportedLink, address: LinkUrlParts): Taken {
  const group = link.group === null ? work.group : work.openGroup(link.group)
  const { backlinkSite, whitelist } = link
  const key = writer.insert({
    linkId: randomUUID(),
    name: link.name,
    address,
    groupId: group.groupId,
    backlinkSite,
    itemKey: null,
  })
  if (whitelist !== null) {
    const nothing = { link_key: key, whitelist_at: null, whitelist_reason: null, whitelist_review_on: null }
    putWhitelisting(writer, nothing, { reason: whitelist, reviewOn: null }, who)
  }
  return { ...link, group: group.name, action: 'add' }
}

function updateKnown(
  { writer, who, ...work }: Import,
  link: ImportedLink,
  known: EditedLinkRow,
  address: LinkUrlParts,
): Taken {
  // A file that names none has the host in its place (`readLinkFile`), which is no better than the name at hand.
  const isNamed = link.name !== (address.host ?? address.url.slice(0, MAX_NAME))
  const name = isNamed ? link.name : known.name
  const group = link.group === null ? { groupId: known.group_id, name: known.group_name } : work.openGroup(link.group)
  const backlinkSite = link.backlinkSite ?? known.backlink_site
  const item = { key: known.item_key, id: known.item_id }
  const isEdited = editLink(writer, known, { name, address: null, group, backlinkSite, item })
  const whitelist = link.whitelist ?? known.whitelist_reason
  // A file knows no review day; the one that somebody has set stays.
  const whitelisting = { reason: link.whitelist ?? '', reviewOn: known.whitelist_review_on }
  const isListed = link.whitelist !== null && putWhitelisting(writer, known, whitelisting, who)
  const action: Action = isEdited || isListed ? 'update' : 'skip'
  return { row: link.row, name, url: known.url, backlinkSite, group: group.name, whitelist, action }
}
