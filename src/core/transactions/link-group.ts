import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/domain/app-error.ts'
import { DEFAULT_GROUP_ID } from '../../shared/domain/link.ts'
import { transaction, type ReadDb } from '../db/connection.ts'
import {
  createGroupFinder,
  deleteLinkGroup,
  getLinkGroup,
  insertLinkGroup,
  updateLinkGroup,
} from '../db/repositories/link-group.ts'
import { listLinkIdsOfGroup, readEditedLinks, createLinkWriter } from '../db/repositories/link-write.ts'
import { editLink, type LinkHandler } from './link-edit.ts'

/** Throws LINK_GROUP_NOT_FOUND, or LINK_GROUP_NAME_TAKEN when another group has the name in whatever case and width. */
export const saveLinkGroup: LinkHandler<'link.saveGroup'> = ({ db }, { groupId, at, ...fields }) =>
  transaction(db, () => {
    const name = fields.name.trim()
    if (groupId === DEFAULT_GROUP_ID) {
      updateLinkGroup(db, groupId, { ...fields, name: '' })
      return getLinkGroup(db, groupId)
    }
    if (name === '') throw new AppError('BAD_REQUEST', { field: 'name' })
    if (groupId !== null) getLinkGroup(db, groupId)
    refuseTakenName(db, name, groupId)
    const id = groupId ?? randomUUID()
    if (groupId === null) insertLinkGroup(db, id, { ...fields, name }, at)
    else updateLinkGroup(db, id, { ...fields, name })
    return getLinkGroup(db, id)
  })

/** Throws LINK_GROUP_NOT_FOUND, and BAD_REQUEST for the default group, which always exists. */
export const removeLinkGroup: LinkHandler<'link.removeGroup'> = ({ db }, { groupId, by, at }) => {
  if (groupId === DEFAULT_GROUP_ID) throw new AppError('BAD_REQUEST', { field: 'groupId', problem: 'other' })
  return transaction(db, () => {
    getLinkGroup(db, groupId)
    const writer = createLinkWriter(db, { by, at })
    const rows = readEditedLinks(db, listLinkIdsOfGroup(db, groupId))
    for (const row of rows) {
      editLink(writer, row, {
        name: row.name,
        address: null,
        group: { groupId: DEFAULT_GROUP_ID, name: '' },
        backlinkSite: row.backlink_site,
        item: { key: row.item_key, id: row.item_id },
      })
    }
    deleteLinkGroup(db, groupId)
    return { moved: rows.length }
  })
}

/** The words for the default group are taken as well: two groups of one name could not be told apart. */
function refuseTakenName(db: ReadDb, name: string, ownId: string | null): void {
  const other = createGroupFinder(db).find(name)
  if (other && other.groupId !== ownId) throw new AppError('LINK_GROUP_NAME_TAKEN', { name: other.name || name })
}
