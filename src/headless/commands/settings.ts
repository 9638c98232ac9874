import type { Command } from 'commander'
import { AppError } from '../../shared/domain/app-error.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { Session } from '../session.ts'
import { parseChoice, type CommandHost } from './host.ts'

const KEYS = [
  'language',
  'businessZone',
  'userName',
  'proxy',
  'tagKeys.productLine',
  'tagKeys.env',
  'tagKeys.name',
] as const

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
        return print(session, await session.request('settings.update', { patch: toPatch(key, value, before) }))
      })
    })
}

function toPatch(key: (typeof KEYS)[number], value: string, before: Settings) {
  if (key === 'language') return { language: parseChoice('language', value, ['zh-CN', 'en', 'system']) }
  if (key === 'businessZone' || key === 'userName' || key === 'proxy') return { [key]: value }
  const list = value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (list.length === 0) throw new AppError('USAGE', { problem: key })
  const tagKeys = structuredClone(before.tagKeys) as Record<'productLine' | 'env' | 'name', string[]>
  return { tagKeys: { ...tagKeys, [key.slice('tagKeys.'.length)]: list } }
}

function print(session: Session, settings: Settings): number {
  session.answer(settings)
  const flat: [string, string][] = [
    ['language', settings.language],
    ['businessZone', settings.businessZone],
    ['userName', settings.userName],
    ['proxy', settings.proxy],
    ...Object.entries(settings.tagKeys).map(([key, list]): [string, string] => [`tagKeys.${key}`, list.join(', ')]),
  ]
  for (const [key, value] of flat) session.say(`${key.padEnd(22)}${value}`)
  return 0
}
