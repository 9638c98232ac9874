import { ActionIcon, Anchor } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useRef, useState, type ReactNode } from 'react'
import type { LinkDetails as Details } from '../../../shared/domain/link.ts'
import { DEFAULT_SETTINGS } from '../../../shared/domain/settings.ts'
import { plain } from '../../../shared/plain-text.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useHotkey } from '../../lib/hotkeys.ts'
import { hrefToItem } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { DetailActions } from './details-actions.tsx'
import { CertificateSection } from './details-certificate.tsx'
import { ChecksSection } from './details-checks.tsx'
import { LinkDialogs, type OpenDialog } from './details-dialogs.tsx'
import { DomainSection } from './details-domain.tsx'
import { EvidenceSection } from './details-evidence.tsx'
import { HistorySection } from './details-history.tsx'
import { Detail, DetailGroup, InstantDetail } from '../../components/details/detail.tsx'
import { LinkSummary, ShownSection, VerdictSection } from './details-state.tsx'
import classes from './link-details.module.css'
import { groupOf, newestCheck } from './link-words.ts'
import { useKeepFocus } from './use-keep-focus.ts'
import { useLinkActions } from './use-link-actions.ts'
import { useLinkCheck } from './use-link-check.ts'

export interface LinkDetailsProps {
  readonly linkId: string
  readonly onClose: () => void
  /** null or absent: there is no row before or after it. */
  readonly onPrevious?: (() => void) | null
  readonly onNext?: (() => void) | null
}

/** Everything that is known about one link, beside the list. */
export function LinkDetails({ linkId, onClose, onPrevious = null, onNext = null }: LinkDetailsProps): ReactNode {
  const { t } = useTranslator()
  const read = useRequest('link.get', { id: linkId })
  const [dialog, setDialog] = useState<OpenDialog | null>(null)
  useHotkey('k', () => onPrevious?.(), t('links.details.previous'), { isEnabled: onPrevious !== null })
  useHotkey('j', () => onNext?.(), t('links.details.next'), { isEnabled: onNext !== null })
  useHotkey('alt+up', () => onPrevious?.(), t('links.details.previous'), { isEnabled: onPrevious !== null })
  useHotkey('alt+down', () => onNext?.(), t('links.details.next'), { isEnabled: onNext !== null })
  const details = read.error || read.data?.link.linkId !== linkId ? null : read.data
  // While the next link is on its way the former one keeps its place, out of reach.
  const former = read.isPlaceholderData && !read.error ? (read.data ?? null) : null
  const shown = details ?? former

  const step = (label: string, action: (() => void) | null, icon: ReactNode): ReactNode => (
    <ActionIcon aria-label={label} title={label} disabled={action === null} onClick={() => action?.()}>
      {icon}
    </ActionIcon>
  )
  return (
    <>
      <SidePanel
        id="link"
        title={shown === null ? t('links.details.title') : plain(shown.link.name)}
        isOpen
        onClose={onClose}
        actions={
          <>
            {step(t('links.details.previous'), onPrevious, <IconChevronUp aria-hidden size={16} />)}
            {step(t('links.details.next'), onNext, <IconChevronDown aria-hidden size={16} />)}
          </>
        }
        footer={
          details && <CopyButton value={() => JSON.stringify(details, null, 2)} label={t('links.details.copyAll')} />
        }
      >
        {read.error && <ErrorNote error={read.error} onRetry={() => void read.refetch()} />}
        {shown === null && !read.error && <p className={classes.explain}>{t('links.details.reading')}</p>}
        {shown && <Body key={shown.link.linkId} details={shown} isInert={details === null} onDialog={setDialog} />}
      </SidePanel>
      {details && (
        // Beside the panel, not in it: keys that are pressed in a dialog are none of the panel's.
        <LinkDialogs
          link={details.link}
          open={dialog}
          onClose={() => setDialog(null)}
          onRemoved={() => {
            setDialog(null)
            onClose()
          }}
        />
      )}
    </>
  )
}

function Body({
  details,
  isInert,
  onDialog,
}: {
  readonly details: Details
  readonly isInert: boolean
  readonly onDialog: (dialog: OpenDialog) => void
}): ReactNode {
  const { link, checks, certificate, domain, history } = details
  const groups = useRequest('link.groups', {})
  const settings = useRequest('settings.get', {})
  const bandDays = settings.data?.bandDays ?? DEFAULT_SETTINGS.bandDays
  const root = useRef<HTMLDivElement>(null)
  const keepFocus = useKeepFocus(root, details)
  const checking = useLinkCheck(details)
  const actions = useLinkActions()
  const [busy, setBusy] = useState<'endWhitelisting' | 'release' | null>(null)
  const { verdict, finalUrl } = link

  async function take(kind: 'endWhitelisting' | 'release'): Promise<void> {
    keepFocus()
    setBusy(kind)
    await actions[kind]([link.linkId])
    setBusy(null)
  }
  function checkHere(): void {
    keepFocus()
    checking.check()
  }
  function open(dialog: OpenDialog): void {
    keepFocus()
    onDialog(dialog)
  }

  return (
    <div ref={root} className={classes.root} inert={isInert}>
      <LinkSummary link={link} history={history} />
      <DetailActions link={link} checking={checking} onDialog={open} />
      <VerdictSection
        link={link}
        checking={{ ...checking, check: checkHere }}
        onUseFinal={
          verdict === 'redirected' && finalUrl !== null && finalUrl !== link.url
            ? () => open({ kind: 'edit', url: finalUrl })
            : null
        }
      />
      <ShownSection
        link={link}
        history={history}
        group={groupOf(groups.data, link.groupId)}
        busy={busy}
        onEditWhitelist={() => open({ kind: 'whitelist' })}
        onEndWhitelist={() => void take('endWhitelisting')}
        onRelease={() => void take('release')}
      />
      <EvidenceSection link={link} check={newestCheck(checks)} />
      <CertificateSection link={link} certificate={certificate} bandDays={bandDays} />
      <DomainSection link={link} domain={domain} bandDays={bandDays} onLeaving={keepFocus} />
      <ItemSection itemId={link.itemId} />
      <ChecksSection checks={checks} wantsBacklink={link.backlinkSite !== null} />
      <HistorySection history={history} />
      <RecordSection details={details} />
    </div>
  )
}

/** The item that the link belongs to. */
function ItemSection({ itemId }: { readonly itemId: string | null }): ReactNode {
  const { t } = useTranslator()
  const item = useRequest('item.get', { id: itemId ?? '' }, { isEnabled: itemId !== null })
  const name = item.data?.id === itemId ? item.data?.resourceName || item.data?.resourceId : null
  return (
    <DetailGroup title={t('links.details.section.item')}>
      {itemId === null ? (
        <p className={classes.explain}>{t('links.details.noItem')}</p>
      ) : (
        <Anchor size="sm" href={hrefToItem(itemId)}>
          {plain(name ?? itemId)}
        </Anchor>
      )}
    </DetailGroup>
  )
}

function RecordSection({ details: { link } }: { readonly details: Details }): ReactNode {
  const { t } = useTranslator()
  return (
    <DetailGroup title={t('links.details.section.record')}>
      <dl>
        <Detail
          label={t('link.field.backlinkSite')}
          value={link.backlinkSite === null ? null : plain(link.backlinkSite)}
          reason={t('links.details.noBacklinkWanted')}
        />
        <InstantDetail label={t('links.details.createdAt')} at={link.createdAt} />
        <InstantDetail label={t('links.details.updatedAt')} at={link.updatedAt} />
        <Detail
          label={t('links.details.id')}
          value={<span className={classes.code}>{link.linkId}</span>}
          copy={link.linkId}
        />
      </dl>
    </DetailGroup>
  )
}
