import type { Command } from 'commander'
import { AppError } from '../../shared/domain/app-error.ts'
import { DEFAULT_GROUP_ID, LINK_POLICIES, type LinkGroup } from '../../shared/domain/link.ts'
import { toGroupName } from '../../shared/i18n/link-words.ts'
import { plain } from '../../shared/plain-text.ts'
import { toLinkDomainJson, toLinkGroupJson, toListJson } from '../output/json.ts'
import { formatTable } from '../output/table.ts'
import { askYesNo } from '../prompt.ts'
import type { Session } from '../session.ts'
import { parseChoice, parseDay, type CommandHost } from './host.ts'

/** links set, whitelist, pin, remove, groups, group, domain. */
export function addLinkEditCommands(links: Command, host: CommandHost): void {
  const { t } = host
  const many = (name: string, about: string): Command =>
    links.command(name).description(t.t(about)).argument('<id...>', t.t('cli.links.id'))
  many('set', 'cli.links.set')
    .option('--name <name>', t.t('cli.links.name'))
    .option('--url <url>', t.t('cli.links.url'))
    .option('--backlink <site>', t.t('cli.links.backlinkClear'))
    .option('--group <name>', t.t('cli.links.group'))
    .action((ids: string[], options: SetOptions) => host.run((session) => set(session, ids, options)))
  many('whitelist', 'cli.links.whitelist')
    .option('--reason <text>', t.t('cli.links.whitelistReason'))
    .option('--review-on <day>', t.t('cli.links.reviewOn'))
    .option('--end', t.t('cli.links.whitelistEnd'))
    .action((ids: string[], options: WhitelistOptions) => host.run((session) => whitelist(session, ids, options)))
  many('pin', 'cli.links.pin')
    .option('--shown', t.t('cli.links.pinShown'))
    .option('--hidden', t.t('cli.links.pinHidden'))
    .option('--release', t.t('cli.links.pinRelease'))
    .option('--reason <text>', t.t('cli.links.pinReason'))
    .action((ids: string[], options: PinOptions) => host.run((session) => pin(session, ids, options)))
  many('remove', 'cli.links.remove')
    .option('--yes', t.t('cli.accounts.yes'))
    .action((ids: string[], options: { yes?: boolean }) => host.run((session) => remove(session, ids, options)))
  links
    .command('groups')
    .description(t.t('cli.links.groups'))
    .action(() => host.run(listGroups))
  links
    .command('group')
    .description(t.t('cli.links.groupAbout'))
    .argument('<name>', t.t('cli.links.group'))
    .option('--policy <policy>', t.t('cli.links.policy', { policies: LINK_POLICIES.join(', ') }))
    .option('--allow-private <true|false>', t.t('cli.links.allowPrivateGroup'))
    .option('--subdomains <true|false>', t.t('cli.links.subdomains'))
    .option('--rename <name>', t.t('cli.links.renameGroup'))
    .option('--remove', t.t('cli.links.removeGroup'))
    .action((name: string, options: GroupOptions) => host.run((session) => group(session, name, options)))
  links
    .command('domain')
    .description(t.t('cli.links.domain'))
    .argument('<domain>', t.t('link.field.domain'))
    .option('--expires-on <day>', t.t('cli.links.domainDate'))
    .option('--clear', t.t('cli.links.domainClear'))
    .action((domain: string, options: DomainOptions) => host.run((session) => setDomain(session, domain, options)))
}

/** A group by its name, that of the default group in either language included. Throws LINK_GROUP_NOT_FOUND. */
export async function findGroup(session: Session, name: string): Promise<LinkGroup> {
  const groups = await session.request('link.groups', {})
  const wanted = name.trim().toLowerCase()
  const found =
    groups.find((group) => group.name !== '' && group.name.toLowerCase() === wanted) ??
    groups.find((group) => toGroupName(session.t, group.name).toLowerCase() === wanted || group.groupId === wanted)
  if (!found) throw new AppError('LINK_GROUP_NOT_FOUND', { group: name })
  return found
}

/** Ids as they are, names as the ids of their links. */
async function toLinkIds(session: Session, typed: readonly string[]): Promise<{ ids: string[]; names: string[] }> {
  const found = new Map<string, string>()
  for (const id of typed) {
    const { link } = await session.request('link.get', { id })
    found.set(link.linkId, link.name)
  }
  return { ids: [...found.keys()], names: [...found.values()] }
}

function sayChanged(session: Session, changed: number, count: number): number {
  session.answer({ changed })
  session.say(session.t.t('cli.links.changed', { changed, count }))
  return 0
}

interface SetOptions {
  readonly name?: string
  readonly url?: string
  readonly backlink?: string
  readonly group?: string
}

async function set(session: Session, typed: readonly string[], options: SetOptions): Promise<number> {
  const { name, url, backlink } = options
  const { ids } = await toLinkIds(session, typed)
  const patch = {
    ...(name === undefined ? {} : { name }),
    ...(url === undefined ? {} : { url }),
    // An empty text clears it, as an emptied input in the window would.
    ...(backlink === undefined ? {} : { backlinkSite: backlink.trim() === '' ? null : backlink }),
    ...(options.group === undefined ? {} : { groupId: (await findGroup(session, options.group)).groupId }),
  }
  if (Object.keys(patch).length === 0) throw new AppError('USAGE', { problem: '--name, --url, --backlink, --group' })
  const { changed } = await session.request('link.update', { linkIds: ids, patch })
  return sayChanged(session, changed, ids.length)
}

interface WhitelistOptions {
  readonly reason?: string
  readonly reviewOn?: string
  readonly end?: boolean
}

async function whitelist(session: Session, typed: readonly string[], options: WhitelistOptions): Promise<number> {
  const { reason, reviewOn = null, end } = options
  if ((reason === undefined) === (end !== true)) throw new AppError('USAGE', { problem: '--reason, --end' })
  const { ids } = await toLinkIds(session, typed)
  const whitelisting =
    reason === undefined ? null : { reason, reviewOn: reviewOn === null ? null : parseDay('--review-on', reviewOn) }
  const { changed } = await session.request('link.whitelist', { linkIds: ids, whitelisting })
  return sayChanged(session, changed, ids.length)
}

interface PinOptions {
  readonly shown?: boolean
  readonly hidden?: boolean
  readonly release?: boolean
  readonly reason?: string
}

async function pin(session: Session, typed: readonly string[], options: PinOptions): Promise<number> {
  const { shown, hidden, release, reason = null } = options
  if ([shown, hidden, release].filter(Boolean).length !== 1) {
    throw new AppError('USAGE', { problem: '--shown, --hidden, --release' })
  }
  const { ids } = await toLinkIds(session, typed)
  const pinned = shown ? 'shown' : hidden ? 'hidden' : null
  const { changed } = await session.request('link.pin', { linkIds: ids, pinned, words: reason })
  return sayChanged(session, changed, ids.length)
}

async function remove(session: Session, typed: readonly string[], options: { yes?: boolean }): Promise<number> {
  const { ids, names } = await toLinkIds(session, typed)
  // A program cannot be asked.
  const canAsk = !session.isJson && session.io.stdin.isTTY === true
  if (!options.yes && canAsk) {
    const question = session.t.t('cli.links.removeAsk', { count: ids.length, names: names.map(plain).join(', ') })
    if (!(await askYesNo(session.io, question))) {
      session.say(session.t.t('cli.accounts.removeKept'))
      return 1
    }
  }
  const { removed } = await session.request('link.remove', { linkIds: ids })
  session.answer({ removed })
  session.say(session.t.t('cli.links.removed', { count: removed }))
  return 0
}

async function listGroups(session: Session): Promise<number> {
  const { t } = session
  const groups = await session.request('link.groups', {})
  session.answer(
    toListJson(
      groups.length,
      1,
      groups.length,
      groups.map((entry) => toLinkGroupJson(entry, t)),
    ),
  )
  session.say(formatGroups(session, groups))
  return 0
}

function formatGroups({ t, colors }: Session, groups: readonly LinkGroup[]): string {
  const yesNo = (is: boolean): string => t.t(is ? 'cli.links.yes' : 'cli.links.no')
  return formatTable(
    groups,
    [
      { title: t.t('link.field.group'), value: ({ name }) => toGroupName(t, name), max: 30 },
      { title: t.t('cli.links.policyTitle'), value: ({ policy }) => t.t(`link.policy.${policy}`) },
      { title: t.t('cli.links.privateTitle'), value: ({ allowsPrivate }) => yesNo(allowsPrivate) },
      { title: t.t('cli.links.subdomainsTitle'), value: ({ includesSubdomains }) => yesNo(includesSubdomains) },
      { title: t.t('shell.page.links'), value: ({ linkCount }) => String(linkCount), align: 'right' },
    ],
    colors,
  )
}

interface GroupOptions {
  readonly policy?: string
  readonly allowPrivate?: string
  readonly subdomains?: string
  readonly rename?: string
  readonly remove?: boolean
}

/** Changes a group, or makes it when there is none of that name. */
async function group(session: Session, name: string, options: GroupOptions): Promise<number> {
  const { t } = session
  const flag = (option: string, value: string | undefined, other: boolean): boolean =>
    value === undefined ? other : parseChoice(option, value, ['true', 'false']) === 'true'
  if (options.remove) {
    const { groupId } = await findGroup(session, name)
    if (groupId === DEFAULT_GROUP_ID) throw new AppError('USAGE', { problem: t.t('cli.links.groupStays', { name }) })
    const { moved } = await session.request('link.removeGroup', { groupId })
    session.answer({ moved })
    session.say(t.t('cli.links.groupRemoved', { name, count: moved }))
    return 0
  }
  const known = await findGroup(session, name).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'LINK_GROUP_NOT_FOUND') return null
    throw error
  })
  const policy =
    options.policy === undefined
      ? (known?.policy ?? 'confirmed')
      : parseChoice('--policy', options.policy, LINK_POLICIES)
  const saved = await session.request('link.saveGroup', {
    groupId: known?.groupId ?? null,
    // The default group keeps its own name, whatever is said here.
    name: options.rename ?? (known?.name || name),
    policy,
    allowsPrivate: flag('--allow-private', options.allowPrivate, known?.allowsPrivate ?? false),
    includesSubdomains: flag('--subdomains', options.subdomains, known?.includesSubdomains ?? false),
  })
  session.answer(toLinkGroupJson(saved, t))
  session.say(formatGroups(session, [saved]))
  return 0
}

interface DomainOptions {
  readonly expiresOn?: string
  readonly clear?: boolean
}

async function setDomain(session: Session, domain: string, options: DomainOptions): Promise<number> {
  const { expiresOn, clear } = options
  if ((expiresOn === undefined) === (clear !== true)) throw new AppError('USAGE', { problem: '--expires-on, --clear' })
  const day = expiresOn === undefined ? null : parseDay('--expires-on', expiresOn)
  const saved = await session.request('link.setDomainDate', { domain, expiresOn: day })
  session.answer(toLinkDomainJson(saved))
  session.say(session.t.t('cli.links.domainSaved', { domain: saved.domain, day: saved.typedOn ?? '—' }))
  return 0
}
