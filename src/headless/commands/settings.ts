import type { Command } from 'commander'
import { AppError } from '../../shared/domain/app-error.ts'
import { TIERS } from '../../shared/domain/account.ts'
import { TIER_DAYS } from '../../shared/domain/phase.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { RouteInput } from '../../shared/ipc/contract.ts'
import type { Session } from '../session.ts'
import { parseChoice, parseWhole, type CommandHost } from './host.ts'

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
  'linkLimits.concurrency',
  'linkLimits.perHost',
  'linkLimits.hostPaceMs',
  'linkLimits.timeoutMs',
  'measuresDomains',
] as const
type Key = (typeof KEYS)[number]

/** Word for "no upper bound" where a number may be null. */
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

function toPatch(key: Key, value: string, before: Settings): RouteInput<'settings.update'>['patch'] {
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
    case 'linkLimits.concurrency':
    case 'linkLimits.perHost':
    case 'linkLimits.hostPaceMs':
    case 'linkLimits.timeoutMs':
      return { linkLimits: { ...before.linkLimits, [fieldOf(key)]: toNumber(key, value) } }
    case 'measuresDomains':
      return { measuresDomains: parseChoice(key, value, ['true', 'false']) === 'true' }
  }
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
  if (value === null) return NONE
  return Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value)
}
