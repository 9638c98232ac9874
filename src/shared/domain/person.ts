/** Somebody who owns items, with the department that pays; names are compared without case. */
export interface Person {
  readonly name: string
  readonly department: string
}

/** An owner as items and the directory know them. */
export interface KnownPerson {
  readonly name: string
  /** null: the directory does not say. */
  readonly department: string | null
  /** Active items that they own. */
  readonly items: number
}
