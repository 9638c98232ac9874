import { AppError } from '../../shared/domain/app-error.ts'
import { transaction } from '../db/connection.ts'
import { deletePerson, putPerson } from '../db/repositories/person.ts'
import type { WriteHandler } from './context.ts'

/** Says to which department somebody belongs, or forgets it with null. */
export const setPerson: WriteHandler<'person.set'> = ({ db }, { name, department, by, at }) => {
  const person = { name: name.trim(), department: department?.trim() ?? null }
  if (person.name === '') throw new AppError('BAD_REQUEST', { field: 'name' })
  if (person.department === '') throw new AppError('BAD_REQUEST', { field: 'department' })
  const { department: known } = person
  transaction(db, () => {
    if (known === null) deletePerson(db, person.name)
    else putPerson(db, { name: person.name, department: known, by, at })
  })
  return null
}
