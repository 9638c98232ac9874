import { AppError } from '../../shared/domain/app-error.ts'
import { isCivilDay } from '../../shared/domain/civil-day.ts'
import { compareAmounts } from '../../shared/domain/money.ts'
import { transaction } from '../db/connection.ts'
import { deleteRate, putRate } from '../db/repositories/rate.ts'
import type { WriteHandler } from './context.ts'

/** Throws BAD_REQUEST when the currencies are the same, the rate is not above 0 or the day does not exist. */
export const setRate: WriteHandler<'rate.set'> = ({ db }, { rate }) => {
  if (rate.from === rate.to) throw new AppError('BAD_REQUEST', { field: 'to', problem: rate.to })
  if (compareAmounts(rate.rate, '0') <= 0) throw new AppError('BAD_REQUEST', { field: 'rate', problem: rate.rate })
  if (!isCivilDay(rate.on)) throw new AppError('BAD_REQUEST', { field: 'on', problem: rate.on })
  return transaction(db, () => {
    putRate(db, rate)
    return rate
  })
}

/** Throws NOT_FOUND when there is no such rate. */
export const removeRate: WriteHandler<'rate.remove'> = ({ db }, { from, to, on }) =>
  transaction(db, () => {
    if (!deleteRate(db, from, to, on)) throw new AppError('NOT_FOUND', { what: `${from} ${to} ${on}` })
    return null
  })
