import { AppError } from '../../shared/domain/app-error.ts'
import { isBandDays } from '../../shared/domain/band.ts'
import { isZone } from '../../shared/domain/civil-day.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { transaction } from '../db/connection.ts'
import { recomputeDerived } from '../db/repositories/item-derived.ts'
import { checkSettings, getSettings, putSetting, SETTING_KEYS } from '../db/repositories/setting.ts'
import type { WriteDb } from '../db/connection.ts'
import type { WriteHandler } from './context.ts'

/** Settings from which columns of the items follow. */
const DERIVING: readonly (keyof Settings)[] = ['businessZone', 'tagKeys']

/** Keeps what the patch leaves out. Throws BAD_REQUEST naming the key when a value cannot be used; nothing is stored. */
export const updateSettings: WriteHandler<'settings.update'> = ({ db }, { patch }) => {
  const given = Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  ) as Partial<Settings>
  if (given.bandDays !== undefined && !isBandDays(given.bandDays)) {
    throw new AppError('BAD_REQUEST', { field: 'bandDays', problem: 'notRising' })
  }
  checkSettings(given)
  if (given.businessZone !== undefined && !isZone(given.businessZone)) {
    throw new AppError('BAD_REQUEST', { field: 'businessZone' }, { raw: given.businessZone })
  }
  return transaction(db, () => {
    const before = getSettings(db)
    for (const key of SETTING_KEYS) putGiven(db, key, given)
    const after = getSettings(db)
    if (DERIVING.some((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))) recomputeDerived(db, {})
    return after
  })
}

function putGiven<Key extends keyof Settings>(db: WriteDb, key: Key, given: Partial<Settings>): void {
  const value = given[key]
  if (value !== undefined) putSetting(db, key, value)
}
