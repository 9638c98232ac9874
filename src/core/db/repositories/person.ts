import type { KnownPerson } from '../../../shared/domain/person.ts'
import { comparePeople } from '../../../shared/people-order.ts'
import { all, run, type ReadDb, type WriteDb } from '../connection.ts'
import { foldName } from '../search-text.ts'
import { sql, type SqlQuery } from '../sql.ts'

interface PersonRow {
  readonly name_key: string
  readonly name: string
  readonly department: string
}

interface OwnerRow {
  readonly name: string
  readonly items: number
}

export const personQueries = {
  directory: (): SqlQuery => sql`SELECT name_key, name, department FROM person ORDER BY name_key`,
  /** Every spelling, the one that was used first in front. */
  owners: (): SqlQuery =>
    sql`SELECT r.owner AS name, count(*) AS items FROM item_review r CROSS JOIN item i ON i.item_key = r.item_key
        WHERE r.owner IS NOT NULL AND i.is_active = 1 GROUP BY r.owner ORDER BY min(r.item_key)`,
}

/** Everybody in the directory and every owner of active items, by name; spellings that differ in case or width are one. */
export function listPeople(db: ReadDb): KnownPerson[] {
  const people = new Map<string, { name: string; department: string | null; items: number }>()
  for (const row of all<PersonRow>(db, 'person.directory', personQueries.directory())) {
    people.set(row.name_key, { name: row.name, department: row.department, items: 0 })
  }
  for (const { name, items } of all<OwnerRow>(db, 'person.owners', personQueries.owners())) {
    const key = foldName(name)
    const known = people.get(key)
    if (known) known.items += items
    else people.set(key, { name, department: null, items })
  }
  return [...people.values()].toSorted((a, b) => comparePeople(a.name, b.name))
}

/** Finds the department of an owner, however the name is written; null when the directory does not say. */
export function readDepartments(db: ReadDb): (owner: string | null) => string | null {
  const rows = all<PersonRow>(db, 'person.directory', personQueries.directory())
  const byKey = new Map(rows.map((row) => [row.name_key, row.department]))
  const found = new Map<string, string | null>()
  return (owner) => {
    if (owner === null || byKey.size === 0) return null
    let department = found.get(owner)
    if (department === undefined) {
      department = byKey.get(foldName(owner)) ?? null
      found.set(owner, department)
    }
    return department
  }
}

/** Writes a person's department; the first spelling of the name stays. */
export function putPerson(
  db: WriteDb,
  person: { readonly name: string; readonly department: string; readonly by: string; readonly at: number },
): void {
  run(
    db,
    'person.put',
    sql`INSERT INTO person (name_key, name, department, updated_at, updated_by)
        VALUES (${foldName(person.name)}, ${person.name}, ${person.department}, ${person.at}, ${person.by})
        ON CONFLICT (name_key) DO UPDATE SET department = excluded.department, updated_at = excluded.updated_at,
          updated_by = excluded.updated_by`,
  )
}

export function deletePerson(db: WriteDb, name: string): void {
  run(db, 'person.delete', sql`DELETE FROM person WHERE name_key = ${foldName(name)}`)
}
