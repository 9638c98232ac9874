import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { KeyCaps } from '../components/key-caps.tsx'
import { useHotkey, useHotkeys, type Hotkey } from '../lib/hotkeys.ts'
import { goTo } from '../lib/navigation.ts'
import { useTranslator } from '../lib/translator.tsx'
import { closeOverlay, openPalette, openShortcuts, useOverlays } from './overlays.ts'
import { BOTTOM_PAGES, MAIN_PAGES, type NavigationEntry } from './pages.ts'
import classes from './shortcuts.module.css'

/** The frame's own keys, and the list of all keys that `?` shows. */
export function Shortcuts(): ReactNode {
  const { t } = useTranslator()
  const isOpen = useOverlays(({ open }) => open === 'shortcuts')
  useHotkey('mod+k', openPalette, t('shell.keys.palette'), { isGlobal: true, group: t('shell.keys.general') })
  useHotkey('?', openShortcuts, t('shell.keys.help'), { group: t('shell.keys.general') })
  return (
    <>
      {[...MAIN_PAGES, ...BOTTOM_PAGES].map((entry) => (
        <PageKey key={entry.page} {...entry} />
      ))}
      <Modal opened={isOpen} onClose={closeOverlay} title={t('shell.keys.title')}>
        <KeyList />
      </Modal>
    </>
  )
}

function PageKey({ page, letter }: NavigationEntry): ReactNode {
  const { t } = useTranslator()
  const description = t('shell.keys.goTo', { page: t(`shell.page.${page}`) })
  useHotkey(`g ${letter}`, () => goTo(page), description, { group: t('shell.keys.go') })
  return null
}

function KeyList(): ReactNode {
  const { t } = useTranslator()
  const hotkeys = useHotkeys((state) => state.hotkeys)
  const groups = new Map<string, Hotkey[]>()
  for (const hotkey of hotkeys) {
    const group = hotkey.group ?? t('shell.keys.page')
    // An older meaning of the same key is out of force while a newer one stands.
    if (hotkeys.findLast(({ keys }) => keys === hotkey.keys) !== hotkey) continue
    groups.set(group, [...(groups.get(group) ?? []), hotkey])
  }
  // What can be done here comes first.
  const order = [t('shell.keys.page'), t('shell.keys.general'), t('shell.keys.go')]
  const rank = (group: string): number => (order.indexOf(group) + order.length + 1) % (order.length + 1)
  return [...groups]
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .map(([group, members]) => (
      <section key={group} className={classes.group}>
        <h3 className={classes.heading}>{group}</h3>
        <dl className={classes.list}>
          {members.map(({ id, keys, description }) => (
            <KeyRow key={`${id} ${keys}`} keys={keys} description={description} />
          ))}
          {group === t('shell.keys.general') && <KeyRow keys="escape" description={t('shell.keys.escape')} />}
        </dl>
      </section>
    ))
}

function KeyRow({ keys, description }: Pick<Hotkey, 'keys' | 'description'>): ReactNode {
  return (
    <div className={classes.row}>
      <dt className={classes.name}>{description}</dt>
      <dd className={classes.keys}>
        <KeyCaps keys={keys} />
      </dd>
    </div>
  )
}
