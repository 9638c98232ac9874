import { AppError } from '../../shared/domain/app-error.ts'
import { isCivilDay, type CivilDay } from '../../shared/domain/civil-day.ts'
import type { Translator } from '../../shared/i18n/translator.ts'
import type { Io } from '../output/io.ts'
import type { GlobalOptions, Session } from '../session.ts'

/** What a command gets to be built with. */
export interface CommandHost {
  readonly io: Io
  readonly t: Translator
  options(): GlobalOptions
  /** Opens the data folder, runs the work, keeps its exit code; `kind` says where people see the app meanwhile. */
  run(work: (session: Session) => Promise<number>, kind?: 'terminal' | 'browser'): Promise<void>
  /** For commands that work without an open data folder. */
  finish(code: number): void
}

/** Reads a whole number within bounds, or fails naming the option. */
export function parseWhole(option: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (!/^-?\d+$/.test(text.trim()) || value < min || value > max) {
    throw new AppError('USAGE', { problem: `${option} ${text} (${min}…${max})` })
  }
  return value
}

/** Accepts one of a closed list, or fails naming the list. */
export function parseChoice<T extends string>(option: string, text: string, choices: readonly T[]): T {
  if (!(choices as readonly string[]).includes(text)) {
    throw new AppError('USAGE', { problem: `${option} ${text} (${choices.join(', ')})` })
  }
  return text as T
}

/** Accepts a day of the calendar, or fails naming the option. */
export function parseDay(option: string, text: string): CivilDay {
  const day = text.trim()
  if (!isCivilDay(day)) throw new AppError('USAGE', { problem: `${option} ${text} (2026-11-30)` })
  return day
}

/** Accepts the three letters of a currency in whatever case, or fails naming the option. */
export function parseCurrency(option: string, text: string): string {
  const code = text.trim().toUpperCase()
  if (!/^[A-Z]{3}$/.test(code)) throw new AppError('USAGE', { problem: `${option} ${text} (CNY, USD, …)` })
  return code
}

/** Accepts a decimal number without sign, grouping or exponent, or fails naming the option. */
export function parseDecimal(option: string, text: string): string {
  const number = text.trim()
  if (number.length > 40 || !/^(?:0|[1-9]\d*)(?:\.\d+)?$/.test(number)) {
    throw new AppError('USAGE', { problem: `${option} ${text} (12.50)` })
  }
  return number
}

/** Gathers an option that may be given several times; its values may contain commas, as names do. */
export function collectWhole(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value]
}

/** Gathers an option that may be given several times or with commas. */
export function collect(value: string, previous: readonly string[] | undefined): string[] {
  return [
    ...(previous ?? []),
    ...value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ]
}
