import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/domain/app-error.ts'
import { transaction, type WriteDb } from '../db/connection.ts'
import { putPreference } from '../db/repositories/preference.ts'
import {
  deleteView,
  findViewByName,
  getView,
  insertView,
  orderViews,
  updateView,
} from '../db/repositories/saved-view.ts'
import type { WriteHandler } from './context.ts'

/** Keeps a text of a window under a key; null takes it away. */
export const setPreference: WriteHandler<'preference.set'> = ({ db }, { key, value }) =>
  transaction(db, () => {
    putPreference(db, key, value)
    return null
  })

/** A new view goes behind all others. Throws NOT_FOUND, or VIEW_NAME_TAKEN when another view has the name. */
export const saveView: WriteHandler<'view.save'> = ({ db }, { viewId, name, state, at }) =>
  transaction(db, () => {
    refuseTakenName(db, name, viewId)
    const id = viewId ?? randomUUID()
    if (viewId === null) insertView(db, { viewId: id, name, state, createdAt: at, updatedAt: at })
    else updateView(db, { viewId, name, state, updatedAt: at })
    return getView(db, id)
  })

export const removeView: WriteHandler<'view.remove'> = ({ db }, { viewId }) =>
  transaction(db, () => {
    deleteView(db, viewId)
    return null
  })

export const orderSavedViews: WriteHandler<'view.order'> = ({ db }, { viewIds }) =>
  transaction(db, () => {
    orderViews(db, viewIds)
    return null
  })

function refuseTakenName(db: WriteDb, name: string, ownId: string | null): void {
  const other = findViewByName(db, name)
  if (other && other.viewId !== ownId) throw new AppError('VIEW_NAME_TAKEN', { name: other.name })
}
