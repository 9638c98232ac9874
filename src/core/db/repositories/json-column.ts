import { AppError } from '../../../shared/domain/app-error.ts'
import type { ReadDb } from '../connection.ts'

/**
 * Reads JSON text that we wrote ourselves. What does not have the expected shape is damage and is reported as such:
 * a default put in its place would be a fact that nobody stated.
 */
export function readJson<T>(db: ReadDb, where: string, text: string, isValid: (value: unknown) => value is T): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw unreadable(db, where, error)
  }
  if (!isValid(value)) throw unreadable(db, where)
  return value
}

/** Reads a text that must be one of a fixed set. */
export function readOneOf<T extends string>(db: ReadDb, where: string, text: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(text)) return text as T
  throw unreadable(db, where)
}

function unreadable(db: ReadDb, where: string, cause?: unknown): AppError {
  return new AppError('DB_DAMAGED', { file: db.file, backup: '' }, { cause, raw: `${where} cannot be read` })
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isWholeNumber(value: unknown, min: number, max: number): value is number {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
}

export function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
}

/** True for an object whose values are texts and finite numbers, as error and log parameters are. */
export function isParams(value: unknown): value is Record<string, string | number> {
  return isRecord(value) && Object.values(value).every((entry) => typeof entry === 'string' || Number.isFinite(entry))
}
