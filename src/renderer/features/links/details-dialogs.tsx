import type { ReactNode } from 'react'
import type { Link, PinnedState } from '../../../shared/domain/link.ts'
import { LinkForm } from './link-form.tsx'
import { PinDialog } from './pin-dialog.tsx'
import { RemoveLinks } from './remove-links.tsx'
import { WhitelistDialog } from './whitelist-dialog.tsx'

/** A dialog over one link. */
export type OpenDialog =
  /** `url` proposes another address. */
  | { readonly kind: 'edit'; readonly url: string | null }
  | { readonly kind: 'whitelist' }
  | { readonly kind: 'pin'; readonly pinned: PinnedState }
  | { readonly kind: 'remove' }

/** The dialogs over the link whose details are open. */
export function LinkDialogs({
  link,
  open,
  onClose,
  onRemoved,
}: {
  readonly link: Link
  readonly open: OpenDialog | null
  readonly onClose: () => void
  readonly onRemoved: () => void
}): ReactNode {
  const shared = { linkIds: [link.linkId], names: [link.name], onClose }
  return (
    <>
      <LinkForm
        link={link}
        isOpen={open?.kind === 'edit'}
        proposedUrl={open?.kind === 'edit' ? open.url : null}
        onClose={onClose}
      />
      <WhitelistDialog {...shared} isOpen={open?.kind === 'whitelist'} current={link.whitelisting} />
      <PinDialog {...shared} isOpen={open?.kind === 'pin'} pinned={open?.kind === 'pin' ? open.pinned : 'shown'} />
      <RemoveLinks {...shared} isOpen={open?.kind === 'remove'} onRemoved={onRemoved} />
    </>
  )
}
