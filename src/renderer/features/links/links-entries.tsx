import { Menu } from '@mantine/core'
import {
  IconEye,
  IconEyeOff,
  IconPencil,
  IconPlayerPlay,
  IconRotate2,
  IconShieldCheck,
  IconShieldOff,
  IconTrash,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Link } from '../../../shared/domain/link.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { LinkTarget } from './links-target.ts'
import classes from './links-page.module.css'
import type { OpenLinksDialog } from './links-dialogs.tsx'
import { useLinkActions } from './use-link-actions.ts'

export interface LinkEntriesProps {
  /** The link when it is only one; null for several. */
  readonly link: Link | null
  readonly count: number
  /** Reads which links they are; undefined when they could not be read, which has been said then. */
  readonly target: () => Promise<LinkTarget | undefined>
  readonly onDialog: (dialog: OpenLinksDialog) => void
}

const icon = { 'aria-hidden': true, size: 15 } as const

/** What can be done with one link or with several. */
export function LinkEntries({ link, count, target, onDialog }: LinkEntriesProps): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const actions = useLinkActions()
  const counted = { count, shown: formats.number(count) }
  const isOne = link !== null

  function withTarget(act: (found: LinkTarget) => void): () => void {
    return () =>
      void target().then((found) => {
        if (found && found.linkIds.length > 0) act(found)
      })
  }
  const isWhitelisted = link !== null && link.whitelisting !== null
  const isPinned = link !== null && link.pinned !== null
  return (
    <>
      <Menu.Item
        leftSection={<IconPlayerPlay {...icon} />}
        onClick={withTarget(({ linkIds }) => void actions.check(linkIds))}
      >
        {isOne ? t('links.menu.checkOne') : t('links.menu.check', counted)}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconPencil {...icon} />}
        onClick={withTarget((found) =>
          onDialog(found.link ? { kind: 'edit', link: found.link } : { kind: 'editMany', target: found }),
        )}
      >
        {isOne ? t('links.menu.edit') : t('links.menu.editMany', counted)}
      </Menu.Item>
      <Menu.Divider />
      {!isWhitelisted && (
        <Menu.Item
          leftSection={<IconShieldCheck {...icon} />}
          onClick={withTarget((found) => onDialog({ kind: 'whitelist', target: found }))}
        >
          {t('links.menu.whitelist')}
        </Menu.Item>
      )}
      {(!isOne || isWhitelisted) && (
        <Menu.Item
          leftSection={<IconShieldOff {...icon} />}
          onClick={withTarget(({ linkIds }) => void actions.endWhitelisting(linkIds))}
        >
          {t('links.menu.endWhitelisting')}
        </Menu.Item>
      )}
      {(!isOne || link.pinned !== 'hidden') && (
        <Menu.Item
          leftSection={<IconEyeOff {...icon} />}
          onClick={withTarget((found) => onDialog({ kind: 'pin', target: found, pinned: 'hidden' }))}
        >
          {t('links.menu.hide')}
        </Menu.Item>
      )}
      {(!isOne || link.pinned !== 'shown') && (
        <Menu.Item
          leftSection={<IconEye {...icon} />}
          onClick={withTarget((found) => onDialog({ kind: 'pin', target: found, pinned: 'shown' }))}
        >
          {t('links.menu.show')}
        </Menu.Item>
      )}
      {(!isOne || isPinned) && (
        <Menu.Item
          leftSection={<IconRotate2 {...icon} />}
          onClick={withTarget(({ linkIds }) => void actions.release(linkIds))}
        >
          {t('links.menu.release')}
        </Menu.Item>
      )}
      <Menu.Divider />
      <Menu.Item
        className={classes.danger ?? ''}
        leftSection={<IconTrash {...icon} />}
        onClick={withTarget((found) => onDialog({ kind: 'remove', target: found }))}
      >
        {isOne ? t('links.menu.remove') : t('links.menu.removeMany', counted)}
      </Menu.Item>
    </>
  )
}
