import { AppError } from '../../../shared/domain/app-error.ts'
import { isBandDays } from '../../../shared/domain/band.ts'
import { ITEM_KINDS } from '../../../shared/domain/item.ts'
import { MAX_LADDER_DAYS, MAX_LADDER_STEPS } from '../../../shared/domain/reminder.ts'
import { CLOSE_ACTIONS, DEFAULT_SETTINGS, type Settings } from '../../../shared/domain/settings.ts'
import { all, run, type ReadDb, type WriteDb } from '../connection.ts'
import { sql } from '../sql.ts'
import { isAccountLimits, isAccountPolicy } from './account.ts'
import { isRecord, isStringList, isWholeNumber, readJson } from './json-column.ts'

interface SettingRow {
  readonly key: string
  readonly value: string
}

function isLinkLimits(value: unknown): value is Settings['linkLimits'] {
  return (
    isRecord(value) &&
    isWholeNumber(value['concurrency'], 1, 512) &&
    isWholeNumber(value['perHost'], 1, 64) &&
    isWholeNumber(value['hostPaceMs'], 0, 60_000) &&
    isWholeNumber(value['timeoutMs'], 100, 120_000)
  )
}

/** `HH:MM`. */
const isTime = (value: unknown): value is string =>
  typeof value === 'string' && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value)

function isLadder(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length <= MAX_LADDER_STEPS &&
    value.every((day, index) => isWholeNumber(day, 0, MAX_LADDER_DAYS) && (index === 0 || day < value[index - 1]))
  )
}

function isReminderSettings(value: unknown): value is Settings['reminders'] {
  if (!isRecord(value)) return false
  const { ladders, quietHours: quiet } = value
  return (
    isRecord(ladders) &&
    ITEM_KINDS.every((kind) => isLadder(ladders[kind])) &&
    isTime(value['digestTime']) &&
    (quiet === null ||
      (isRecord(quiet) && isTime(quiet['from']) && isTime(quiet['to']) && quiet['from'] !== quiet['to'])) &&
    ['isOn', 'repeatsOverdue', 'sendsUrgent', 'workingDaysOnly'].every((key) => typeof value[key] === 'boolean')
  )
}

function isDesktopSettings(value: unknown): value is Settings['desktop'] {
  return (
    isRecord(value) &&
    CLOSE_ACTIONS.some((action) => action === value['closeAction']) &&
    typeof value['showsNotifications'] === 'boolean'
  )
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** What each setting may hold; a setting missing here does not compile. */
const RULES: { readonly [Key in keyof Settings]: (value: unknown) => value is Settings[Key] } = {
  language: (value): value is Settings['language'] => value === 'zh-CN' || value === 'en' || value === 'system',
  businessZone: isText,
  tagKeys: (value): value is Settings['tagKeys'] =>
    isRecord(value) && isStringList(value['productLine']) && isStringList(value['env']) && isStringList(value['name']),
  userName: isText,
  proxy: isText,
  bandDays: (value): value is Settings['bandDays'] => Array.isArray(value) && isBandDays(value),
  defaultPolicy: isAccountPolicy,
  defaultLimits: isAccountLimits,
  quoteMaxAgeDays: (value): value is number => isWholeNumber(value, 1, 365),
  linkLimits: isLinkLimits,
  measuresDomains: (value): value is boolean => typeof value === 'boolean',
  reminders: isReminderSettings,
  reportCurrency: (value): value is string | null => value === null || (isText(value) && /^[A-Z]{3}$/.test(value)),
  desktop: isDesktopSettings,
}

export const SETTING_KEYS = Object.keys(RULES) as readonly (keyof Settings)[]

/** The defaults with what people have changed. Rows of settings that this build does not know are passed over. */
export function getSettings(db: ReadDb): Settings {
  const settings: Record<string, unknown> = { ...DEFAULT_SETTINGS }
  for (const row of all<SettingRow>(db, 'setting.list', sql`SELECT key, value FROM setting`)) {
    if (!isSettingKey(row.key)) continue
    const isValid = RULES[row.key] as (value: unknown) => value is unknown
    settings[row.key] = readJson(db, `setting ${row.key}`, row.value, isValid)
  }
  return settings as unknown as Settings
}

/** Throws BAD_REQUEST naming the key when a setting is unknown or cannot hold the value. */
export function checkSettings(patch: Partial<Settings>): void {
  for (const [key, value] of Object.entries(patch)) {
    if (!isSettingKey(key) || !RULES[key](value)) throw new AppError('BAD_REQUEST', { field: key })
  }
}

/** Stores what differs from the defaults; a setting put back to its default is no longer stored. */
export function putSetting<Key extends keyof Settings>(db: WriteDb, key: Key, value: Settings[Key]): void {
  const text = JSON.stringify(value)
  if (text === JSON.stringify(DEFAULT_SETTINGS[key])) {
    run(db, 'setting.delete', sql`DELETE FROM setting WHERE key = ${key}`)
    return
  }
  run(
    db,
    'setting.put',
    sql`INSERT INTO setting (key, value) VALUES (${key}, ${text}) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  )
}

function isSettingKey(key: string): key is keyof Settings {
  return Object.hasOwn(RULES, key)
}
