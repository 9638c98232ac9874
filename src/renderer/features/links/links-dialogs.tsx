import type { ReactNode } from 'react'
import type { Link, PinnedState } from '../../../shared/domain/link.ts'
import { GroupsDialog } from './groups-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { LinkBulkForm } from './link-bulk-form.tsx'
import { LinkForm } from './link-form.tsx'
import type { LinkTarget } from './links-target.ts'
import { PinDialog } from './pin-dialog.tsx'
import { RemoveLinks } from './remove-links.tsx'
import { WhitelistDialog } from './whitelist-dialog.tsx'

/** The dialog that the list has open. */
export type OpenLinksDialog =
  | { readonly kind: 'add' | 'import' | 'groups' }
  | { readonly kind: 'edit'; readonly link: Link }
  | { readonly kind: 'editMany' | 'whitelist' | 'remove'; readonly target: LinkTarget }
  | { readonly kind: 'pin'; readonly target: LinkTarget; readonly pinned: PinnedState }

/** The dialogs over the list and over links of it. */
export function LinksDialogs({
  open,
  onClose,
  onAdded,
  onRemoved,
}: {
  readonly open: OpenLinksDialog | null
  readonly onClose: () => void
  readonly onAdded: (linkId: string) => void
  readonly onRemoved: (linkIds: readonly string[]) => void
}): ReactNode {
  const target = open !== null && 'target' in open ? open.target : NO_TARGET
  const shared = { linkIds: target.linkIds, names: target.names, onClose }
  return (
    <>
      <LinkForm link={null} isOpen={open?.kind === 'add'} onClose={onClose} onSaved={onAdded} />
      <LinkForm link={open?.kind === 'edit' ? open.link : null} isOpen={open?.kind === 'edit'} onClose={onClose} />
      <ImportDialog isOpen={open?.kind === 'import'} onClose={onClose} />
      <GroupsDialog isOpen={open?.kind === 'groups'} onClose={onClose} />
      <LinkBulkForm {...shared} isOpen={open?.kind === 'editMany'} />
      <WhitelistDialog {...shared} isOpen={open?.kind === 'whitelist'} current={target.link?.whitelisting ?? null} />
      <PinDialog {...shared} isOpen={open?.kind === 'pin'} pinned={open?.kind === 'pin' ? open.pinned : 'shown'} />
      <RemoveLinks {...shared} isOpen={open?.kind === 'remove'} onRemoved={() => onRemoved(target.linkIds)} />
    </>
  )
}

const NO_TARGET: LinkTarget = { linkIds: [], names: [], link: null }
