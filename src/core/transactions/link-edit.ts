import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/domain/app-error.ts'
import { isCivilDay } from '../../shared/domain/civil-day.ts'
import { DEFAULT_GROUP_ID } from '../../shared/domain/link.ts'
import { toShownText } from '../../shared/domain/link-policy.ts'
import type { LinkUrlParts } from '../../shared/domain/link-url.ts'
import { transaction, type ReadDb, type WriteDb } from '../db/connection.ts'
import type { LinkCommands, LinkPatch, NewWhitelisting } from '../db/link-commands.ts'
import { findItemKeys } from '../db/repositories/item-index.ts'
import { createGroupFinder, getLinkGroup, insertLinkGroup, NEW_GROUP } from '../db/repositories/link-group.ts'
import {
  createLinkWriter,
  deleteLinks,
  readEditedLinks,
  type EditedLinkRow,
  type LinkWriter,
} from '../db/repositories/link-write.ts'
import { checkAddress, checkBacklinkSite, refuseKnownAddress } from './link-address.ts'
import type { WriteContext } from './context.ts'
import { retireMeasuredItems } from './link-items.ts'

/** One use case about links: synchronous, one transaction, all or nothing. */
export type LinkHandler<Name extends keyof LinkCommands> = (
  ctx: WriteContext,
  input: LinkCommands[Name]['input'],
) => LinkCommands[Name]['output']

/** Throws LINK_URL_INVALID, LINK_EXISTS or ITEM_NOT_FOUND. */
export const addLink: LinkHandler<'link.add'> = ({ db }, { by, at, ...input }) => {
  const address = checkAddress(input.url)
  const backlinkSite = checkBacklinkSite(input.backlinkSite)
  return transaction(db, () => {
    refuseKnownAddress(db, address, null)
    const writer = createLinkWriter(db, { by, at })
    const linkId = randomUUID()
    const key = writer.insert({
      linkId,
      name: checkName(input.name),
      address,
      groupId: input.group === null ? DEFAULT_GROUP_ID : openGroup(db, input.group, at),
      backlinkSite,
      itemKey: toItemKey(db, input.itemId),
    })
    if (input.whitelisting)
      putWhitelisting(writer, { link_key: key, ...NOT_WHITELISTED }, input.whitelisting, { by, at })
    return { linkId, movedItems: retireMeasuredItems(db, { runId: '', at }) }
  })
}

/**
 * Throws LINK_NOT_FOUND, LINK_URL_INVALID, LINK_EXISTS, LINK_GROUP_NOT_FOUND or ITEM_NOT_FOUND, and BAD_REQUEST for a
 * name or an address of several links. Another address forgets what checks have found, another spelling of the same
 * one does not; another wanted site forgets what they have found about the backlink.
 */
export const updateLinks: LinkHandler<'link.update'> = ({ db }, { linkIds, patch, by, at }) => {
  const ids = [...new Set(linkIds)]
  const isForOne = patch.name !== undefined || patch.url !== undefined
  if (isForOne && ids.length !== 1) throw new AppError('BAD_REQUEST', { field: 'linkIds', problem: 'other' })
  const wanted = checkPatch(patch)
  return transaction(db, () => {
    const rows = readEditedLinks(db, ids)
    if (wanted.address) refuseKnownAddress(db, wanted.address, ids[0] ?? null)
    const target = {
      group: patch.groupId === undefined ? null : getLinkGroup(db, patch.groupId),
      itemKey: patch.itemId === undefined ? undefined : toItemKey(db, patch.itemId),
    }
    const writer = createLinkWriter(db, { by, at })
    let changed = 0
    for (const row of rows) {
      const edit = {
        name: wanted.name ?? row.name,
        address: wanted.address,
        group: target.group ?? { groupId: row.group_id, name: row.group_name },
        backlinkSite: wanted.backlinkSite === undefined ? row.backlink_site : wanted.backlinkSite,
        item: target.itemKey === undefined ? { key: row.item_key, id: row.item_id } : toItem(target.itemKey, patch),
      }
      if (editLink(writer, row, edit)) changed += 1
    }
    return { changed, movedItems: wanted.address ? retireMeasuredItems(db, { runId: '', at }) : 0 }
  })
}

/** Takes links with their checks and their history away. Throws LINK_NOT_FOUND. */
export const removeLinks: LinkHandler<'link.remove'> = ({ db }, { linkIds, at }) =>
  transaction(db, () => {
    const rows = readEditedLinks(db, [...new Set(linkIds)])
    const removed = deleteLinks(
      db,
      rows.map((row) => row.link_key),
    )
    return { removed, movedItems: retireMeasuredItems(db, { runId: '', at }) }
  })

/** Who white-lists with the same words again changes nothing. Throws LINK_NOT_FOUND. */
export const whitelistLinks: LinkHandler<'link.whitelist'> = ({ db }, { linkIds, whitelisting, by, at }) => {
  if (whitelisting?.reviewOn && !isCivilDay(whitelisting.reviewOn)) {
    throw new AppError('BAD_REQUEST', { field: 'whitelisting.reviewOn' })
  }
  return transaction(db, () => {
    const writer = createLinkWriter(db, { by, at })
    const rows = readEditedLinks(db, [...new Set(linkIds)])
    return { changed: rows.filter((row) => putWhitelisting(writer, row, whitelisting, { by, at })).length }
  })
}

/** Throws LINK_NOT_FOUND. */
export const pinLinks: LinkHandler<'link.pin'> = ({ db }, { linkIds, pinned, words, by, at }) =>
  transaction(db, () => {
    const writer = createLinkWriter(db, { by, at })
    const said = words?.trim() || null
    let changed = 0
    for (const row of readEditedLinks(db, [...new Set(linkIds)])) {
      const [old, next] = [describePin(row.pinned, row.pinned_words), describePin(pinned, said)]
      if (old === next) continue
      writer.pin(row.link_key, pinned === null ? null : { pinned, words: said, by, at })
      writer.record(row.link_key, 'pinned', old, next)
      changed += 1
    }
    return { changed }
  })

/** What a link is to be after an edit. */
export interface LinkEdit {
  readonly name: string
  /** null leaves it as it is. */
  readonly address: LinkUrlParts | null
  readonly group: { readonly groupId: string; readonly name: string }
  readonly backlinkSite: string | null
  readonly item: { readonly key: number | null; readonly id: string | null }
}

/** Writes an edit with one line of history for each field that really changes; false when none does. */
export function editLink(writer: LinkWriter, row: EditedLinkRow, edit: LinkEdit): boolean {
  const differences = (
    [
      ['name', row.name, edit.name],
      ['url', row.url, edit.address?.url ?? row.url],
      ['backlink', row.backlink_site, edit.backlinkSite],
      ['item', row.item_id, edit.item.id],
    ] as const
  ).filter(([, old, next]) => old !== next)
  const isMoved = row.group_id !== edit.group.groupId
  if (differences.length === 0 && !isMoved) return false
  const { name, address, group, backlinkSite, item } = edit
  writer.update(row.link_key, { name, groupId: group.groupId, backlinkSite, itemKey: item.key })
  if (address) writer.setAddress(row.link_key, address)
  forgetOldNews(writer, row, edit)
  for (const [field, old, next] of differences) writer.record(row.link_key, field, old, next)
  if (isMoved) writer.record(row.link_key, 'group', row.group_name, edit.group.name)
  return true
}

/** What was found out about another address, or about another wanted site, says nothing any more. */
function forgetOldNews(writer: LinkWriter, row: EditedLinkRow, { address, backlinkSite }: LinkEdit): void {
  const isElsewhere = address !== null && address.key !== row.url_key
  if (isElsewhere) writer.forgetChecks(row.link_key)
  else if (backlinkSite !== row.backlink_site) writer.forgetBacklink(row.link_key)
  else return
  const isHidden = isElsewhere ? row.is_shown === 0 : row.hidden_reason === toShownText({ kind: 'no-backlink' })
  const isFixed = row.whitelist_at !== null || row.pinned !== null
  if (isHidden && !isFixed) writer.record(row.link_key, 'shown', row.hidden_reason, toShownText(null))
}

type WhitelistedRow = Pick<EditedLinkRow, 'link_key' | 'whitelist_at' | 'whitelist_reason' | 'whitelist_review_on'>
const NOT_WHITELISTED = { whitelist_at: null, whitelist_reason: null, whitelist_review_on: null }

/** White-lists a link or ends it, with a line of history; false when it is as it was. */
export function putWhitelisting(
  writer: LinkWriter,
  row: WhitelistedRow,
  whitelisting: NewWhitelisting | null,
  who: { readonly by: string; readonly at: number },
): boolean {
  const old = row.whitelist_at === null ? null : describe(row.whitelist_reason ?? '', row.whitelist_review_on)
  const next = whitelisting === null ? null : describe(whitelisting.reason, whitelisting.reviewOn)
  if (old === next) return false
  writer.whitelist(row.link_key, whitelisting === null ? null : { ...whitelisting, ...who })
  writer.record(row.link_key, 'whitelist', old, next)
  return true
}

/** The id of the group of that name, which is made when there is none. */
export function openGroup(db: WriteDb, name: string, at: number, finder = createGroupFinder(db)): string {
  const found = finder.find(name)
  if (found) return found.groupId
  const groupId = randomUUID()
  insertLinkGroup(db, groupId, { ...NEW_GROUP, name: name.trim() }, at)
  finder.add(groupId, name.trim())
  return groupId
}

const describe = (words: string, more: string | null): string => (more === null ? words : `${words} · ${more}`)

function describePin(pinned: string | null, words: string | null): string | null {
  return pinned === null ? null : describe(pinned, words)
}

function checkName(name: string): string {
  const checked = name.trim()
  if (checked === '') throw new AppError('BAD_REQUEST', { field: 'name' })
  return checked
}

interface CheckedPatch {
  readonly name: string | null
  readonly address: LinkUrlParts | null
  readonly backlinkSite: string | null | undefined
}

function checkPatch(patch: LinkPatch): CheckedPatch {
  return {
    name: patch.name === undefined ? null : checkName(patch.name),
    address: patch.url === undefined ? null : checkAddress(patch.url),
    backlinkSite: patch.backlinkSite === undefined ? undefined : checkBacklinkSite(patch.backlinkSite),
  }
}

function toItemKey(db: ReadDb, itemId: string | null): number | null {
  if (itemId === null) return null
  const key = findItemKeys(db, [itemId]).get(itemId)
  if (key === undefined) throw new AppError('ITEM_NOT_FOUND', { item: itemId })
  return key
}

function toItem(key: number | null, { itemId }: LinkPatch): LinkEdit['item'] {
  return { key, id: itemId ?? null }
}
