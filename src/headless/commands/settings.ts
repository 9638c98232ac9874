import type { Command } from 'commander'
import { AppError } from '../../shared/domain/app-error.ts'
import { TIERS } from '../../shared/domain/account.ts'
import { TIER_DAYS } from '../../shared/domain/phase.ts'
import { MAX_LADDER_DAYS } from '../../shared/domain/reminder.ts'
import { CLOSE_ACTIONS, type Settings } from '../../shared/domain/settings.ts'
import type { RouteInput } from '../../shared/ipc/contract.ts'
import type { Session } from '../session.ts'
import { parseChoice, parseCurrency, parseWhole, type CommandHost } from './host.ts'

const KEYS = [
  'language',
  'businessZone',
  'userName',
  'proxy',
  'tagKeys.productLine',
  'tagKeys.env',
  'tagKeys.name',
  'bandDays',
  'defaultPolicy.tier',
  'defaultPolicy.graceDays',
  'defaultPolicy.retentionDays',
  'defaultPolicy.deductionLeadDays',
  'defaultLimits.concurrency',
  'defaultLimits.requestTimeoutMs',
  'defaultLimits.maxRequestsPerSecond',
  'defaultLimits.quoteWithinDays',
  'quoteMaxAgeDays',
  'linkLimits.concurrency',
  'linkLimits.perHost',
  'linkLimits.hostPaceMs',
  'linkLimits.timeoutMs',
  'measuresDomains',
  'reportCurrency',
  'reminders.isOn',
  'reminders.ladders.cloud',
  'reminders.ladders.imported',
  'reminders.ladders.manual',
  'reminders.ladders.certificate',
  'reminders.ladders.domain',
  'reminders.repeatsOverdue',
  'reminders.digestTime',
  'reminders.sendsUrgent',
  'reminders.quietHours',
  'reminders.workingDaysOnly',
  'desktop.closeAction',
  'desktop.showsNotifications',
] as const
type Key = (typeof KEYS)[number]

/** Word for "no upper bound", "no steps" and "at any hour". */
const NONE = 'none'

/** settings show, set. */
export function addSettingsCommands(program: Command, host: CommandHost): void {
  const { t } = host
  const settings = program.command('settings').description(t.t('cli.settings.about'))
  settings
    .command('show')
    .description(t.t('cli.settings.show'))
    .action(() => host.run(async (session) => print(session, await session.request('settings.get', {}))))
  settings
    .command('set')
    .description(t.t('cli.settings.set', { keys: KEYS.join(', ') }))
    .argument('<key>', KEYS.join(', '))
    .argument('<value>', t.t('cli.settings.value'))
    .action(async (name: string, value: string) => {
      const key = parseChoice('settings set', name, KEYS)
      await host.run(async (session) => {
        const before = await session.request('settings.get', {})
        return print(session, await session.request('settings.update', { patch: toPatch(key, value.trim(), before) }))
      })
    })
}

type Patch = RouteInput<'settings.update'>['patch']

function toPatch(key: Key, value: string, before: Settings): Patch {
  switch (key) {
    case 'language':
      return { language: parseChoice(key, value, ['zh-CN', 'en', 'system'] as const) }
    case 'businessZone':
      return { businessZone: value }
    case 'userName':
      return { userName: value }
    case 'proxy':
      return { proxy: value }
    case 'bandDays':
      return { bandDays: toList(key, value).map((day) => parseWhole(key, day, 0, 3650)) }
    case 'tagKeys.productLine':
    case 'tagKeys.env':
    case 'tagKeys.name': {
      const tagKeys = structuredClone(before.tagKeys) as Record<'productLine' | 'env' | 'name', string[]>
      return { tagKeys: { ...tagKeys, [fieldOf(key)]: toList(key, value) } }
    }
    case 'defaultPolicy.tier': {
      const tier = parseChoice(key, value, TIERS)
      return { defaultPolicy: { ...before.defaultPolicy, ...(tier === 'custom' ? {} : TIER_DAYS[tier]), tier } }
    }
    case 'defaultPolicy.graceDays':
    case 'defaultPolicy.retentionDays':
    case 'defaultPolicy.deductionLeadDays':
      return { defaultPolicy: { ...before.defaultPolicy, [fieldOf(key)]: toNumber(key, value) } }
    case 'defaultLimits.maxRequestsPerSecond':
      return { defaultLimits: { ...before.defaultLimits, maxRequestsPerSecond: value === NONE ? null : toRate(value) } }
    case 'defaultLimits.concurrency':
    case 'defaultLimits.requestTimeoutMs':
    case 'defaultLimits.quoteWithinDays':
      return { defaultLimits: { ...before.defaultLimits, [fieldOf(key)]: toNumber(key, value) } }
    case 'reportCurrency':
      return { reportCurrency: value === NONE || value.trim() === '' ? null : parseCurrency(key, value) }
    case 'quoteMaxAgeDays':
      return { quoteMaxAgeDays: toNumber(key, value) }
    case 'linkLimits.concurrency':
    case 'linkLimits.perHost':
    case 'linkLimits.hostPaceMs':
    case 'linkLimits.timeoutMs':
      return { linkLimits: { ...before.linkLimits, [fieldOf(key)]: toNumber(key, value) } }
    case 'measuresDomains':
      return { measuresDomains: toFlag(key, value) }
    case 'reminders.isOn':
    case 'reminders.repeatsOverdue':
    case 'reminders.sendsUrgent':
    case 'reminders.workingDaysOnly':
      return { reminders: { ...remindersOf(before), [fieldOf(key)]: toFlag(key, value) } }
    case 'reminders.digestTime':
      return { reminders: { ...remindersOf(before), digestTime: value } }
    case 'reminders.quietHours':
      return { reminders: { ...remindersOf(before), quietHours: value === NONE ? null : toHours(key, value) } }
    case 'reminders.ladders.cloud':
    case 'reminders.ladders.imported':
    case 'reminders.ladders.manual':
    case 'reminders.ladders.certificate':
    case 'reminders.ladders.domain': {
      const steps = value === NONE ? [] : toList(key, value).map((day) => parseWhole(key, day, 0, MAX_LADDER_DAYS))
      const reminders = remindersOf(before)
      const kind = key.slice(key.lastIndexOf('.') + 1)
      return { reminders: { ...reminders, ladders: { ...reminders.ladders, [kind]: steps } } }
    }
    case 'desktop.closeAction':
      return { desktop: { ...before.desktop, closeAction: parseChoice(key, value, CLOSE_ACTIONS) } }
    case 'desktop.showsNotifications':
      return { desktop: { ...before.desktop, showsNotifications: toFlag(key, value) } }
  }
}

/** What is sent may be changed, what has been read may not. */
function remindersOf({ reminders }: Settings): Patch['reminders'] & object {
  return structuredClone(reminders) as Patch['reminders'] & object
}

function toFlag(key: Key, value: string): boolean {
  return parseChoice(key, value, ['true', 'false']) === 'true'
}

/** `20:00-08:00`; the core knows what a time is. */
function toHours(key: Key, value: string): { from: string; to: string } {
  const [from, to, ...more] = value.split(/[-–—~]/).map((part) => part.trim())
  if (!from || !to || more.length > 0)
    throw new AppError('USAGE', { problem: `${key} ${value} (20:00-08:00, ${NONE})` })
  return { from, to }
}

function fieldOf(key: Key): string {
  return key.slice(key.indexOf('.') + 1)
}

function toList(key: Key, value: string): string[] {
  const list = value
    .split(/[,，]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (list.length === 0) throw new AppError('USAGE', { problem: key })
  return list
}

/** The core knows the bounds. */
function toNumber(key: Key, value: string): number {
  return parseWhole(key, value, 0, 1_000_000_000)
}

function toRate(value: string): number {
  if (!/^\d+(\.\d+)?$/.test(value))
    throw new AppError('USAGE', { problem: `maxRequestsPerSecond ${value} (${NONE}, 20)` })
  return Number(value)
}

function print(session: Session, settings: Settings): number {
  session.answer(settings)
  for (const key of KEYS) session.say(`${key.padEnd(36)}${toText(settings, key)}`)
  return 0
}

function toText(settings: Settings, key: Key): string {
  const value = key
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Readonly<Record<string, unknown>>)[name], settings)
  if (value === null || (Array.isArray(value) && value.length === 0)) return NONE
  if (key === 'reminders.quietHours') return Object.values(value as Readonly<Record<string, string>>).join('-')
  return Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value)
}
