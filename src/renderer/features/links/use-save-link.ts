import { notifications } from '@mantine/notifications'
import type { Link, LinkGroup } from '../../../shared/domain/link.ts'
import type { RouteInput } from '../../../shared/ipc/contract.ts'
import type { Api } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import { groupNamed, nameFromAddress, NEW_GROUP, orNull, type LinkDraft } from './link-draft.ts'
import { shortName } from './link-words.ts'
import { useLinkActions } from './use-link-actions.ts'

type Patch = RouteInput<'link.update'>['patch']

/** The id of the group that a draft names; a new one is made. */
export async function toGroupId(
  api: Api,
  groups: readonly LinkGroup[],
  { groupId, newGroup }: Pick<LinkDraft, 'groupId' | 'newGroup'>,
): Promise<string> {
  if (groupId !== NEW_GROUP) return groupId
  const known = groupNamed(groups, newGroup)
  if (known) return known.groupId
  const made = await api.request('link.saveGroup', {
    name: newGroup.trim(),
    policy: 'confirmed',
    allowsPrivate: false,
    includesSubdomains: false,
  })
  return made.groupId
}

const toWhitelisting = ({ isWhitelisted, whitelist }: LinkDraft): RouteInput<'link.add'>['whitelisting'] =>
  isWhitelisted ? { reason: whitelist.reason.trim(), reviewOn: orNull(whitelist.reviewOn) } : null

/** What has to be sent to turn a link into the draft. */
function toPatch(link: Link, draft: LinkDraft, name: string, groupId: string): Patch {
  const [url, backlinkSite] = [draft.url.trim(), orNull(draft.backlinkSite)]
  return {
    ...(name === link.name ? {} : { name }),
    ...(url === link.url ? {} : { url }),
    ...(backlinkSite === link.backlinkSite ? {} : { backlinkSite }),
    ...(groupId === link.groupId ? {} : { groupId }),
    ...(draft.itemId === link.itemId ? {} : { itemId: draft.itemId }),
  }
}

/** Keeps a draft and answers with the link's id; failures are left to the caller, success is told in a note. */
export function useSaveLink(): (
  link: Link | null,
  draft: LinkDraft,
  groups: readonly LinkGroup[],
  /** Tells the id of a group that had to be made, so that another attempt does not make it again. */
  onGroup: (groupId: string) => void,
) => Promise<string> {
  const api = useApi()
  const { t } = useTranslator()
  const actions = useLinkActions()

  async function add(draft: LinkDraft, name: string, groups: readonly LinkGroup[]): Promise<string> {
    const group =
      draft.groupId === NEW_GROUP
        ? draft.newGroup.trim()
        : orNull(groups.find(({ groupId }) => groupId === draft.groupId)?.name ?? '')
    const link = await api.request('link.add', {
      name,
      url: draft.url.trim(),
      backlinkSite: orNull(draft.backlinkSite),
      group,
      itemId: draft.itemId,
      whitelisting: toWhitelisting(draft),
    })
    notifications.show({ message: t('links.form.added', { name: shortName(link.name) }) })
    // The link is there whatever becomes of its check, so nobody waits for that.
    if (draft.checksAfter && !draft.isWhitelisted) void actions.check([link.linkId])
    return link.linkId
  }

  async function update(link: Link, draft: LinkDraft, name: string, groupId: string): Promise<string> {
    const linkIds = [link.linkId]
    const patch = toPatch(link, draft, name, groupId)
    if (Object.keys(patch).length > 0) await api.request('link.update', { linkIds, patch })
    const whitelisting = toWhitelisting(draft) ?? null
    const { reason = null, reviewOn = null } = link.whitelisting ?? {}
    if ((whitelisting?.reason ?? null) !== reason || (whitelisting?.reviewOn ?? null) !== reviewOn) {
      await api.request('link.whitelist', { linkIds, whitelisting })
    }
    notifications.show({ message: t('links.form.saved', { name: shortName(name) }) })
    return link.linkId
  }

  return async (link, draft, groups, onGroup) => {
    const name = draft.name.trim() || nameFromAddress(draft.url)
    if (link === null) return add(draft, name, groups)
    const groupId = await toGroupId(api, groups, draft)
    onGroup(groupId)
    return update(link, draft, name, groupId)
  }
}
