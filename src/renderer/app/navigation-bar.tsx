import { Tooltip, VisuallyHidden } from '@mantine/core'
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react'
import { useSyncExternalStore, type ReactNode } from 'react'
import type { HostInfo } from '../../shared/ipc/host.ts'
import { useFormats } from '../lib/format.ts'
import { hrefTo, type PageName } from '../lib/navigation.ts'
import { useTranslator } from '../lib/translator.tsx'
import { usePreference } from '../stores/preferences.ts'
import classes from './navigation-bar.module.css'
import { BOTTOM_PAGES, MAIN_PAGES, type NavigationEntry } from './pages.ts'
import { PaletteButton } from './palette-button.tsx'
import { hasOwnTitleBar } from './title-bar.tsx'
import { useNavigationCounts, type NavigationCount } from './use-navigation-counts.ts'

/** Below this width of the window the navigation starts with signs only, in CSS pixels. */
const NARROW = '(max-width: 1099px)'

function followWidth(listener: () => void): () => void {
  const query = window.matchMedia(NARROW)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

/** The way to all pages, with counts where something asks for action. */
export function NavigationBar({ page, host }: { readonly page: PageName; readonly host: HostInfo }): ReactNode {
  const { t } = useTranslator()
  const isNarrow = useSyncExternalStore(followWidth, () => window.matchMedia(NARROW).matches)
  const [wish, setWish] = usePreference<boolean | null>('navigation.isCollapsed', null)
  const isCollapsed = wish ?? isNarrow
  const counts = useNavigationCounts()
  const toggleLabel = t(isCollapsed ? 'shell.nav.expand' : 'shell.nav.collapse')
  const ToggleIcon = isCollapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse

  function toLink({ page: target, icon: PageIcon }: NavigationEntry): ReactNode {
    const count = counts[target] ?? null
    const label = t(`shell.page.${target}`)
    return (
      <li key={target}>
        <Tooltip
          label={
            count && isCollapsed
              ? t('shell.nav.withCount', { page: label, count: count.title })
              : (count?.title ?? label)
          }
          position="right"
          disabled={!isCollapsed && !count}
          aria-hidden
        >
          <a className={classes.link} href={hrefTo(target)} aria-current={page === target ? 'page' : undefined}>
            <PageIcon aria-hidden size={18} stroke={1.6} />
            {isCollapsed ? <VisuallyHidden>{label}</VisuallyHidden> : <span className={classes.label}>{label}</span>}
            {count && <Count {...count} isCollapsed={isCollapsed} />}
          </a>
        </Tooltip>
      </li>
    )
  }

  return (
    <nav className={classes.root} aria-label={t('shell.nav.label')} data-collapsed={isCollapsed || undefined}>
      {!hasOwnTitleBar(host) && (
        <div className={classes.search}>
          <PaletteButton isSmall={isCollapsed} />
        </div>
      )}
      <ul className={classes.list}>{MAIN_PAGES.map(toLink)}</ul>
      <div className={classes.gap} />
      <ul className={classes.list}>{BOTTOM_PAGES.map(toLink)}</ul>
      <button
        type="button"
        className={`${classes.link} ${classes.quiet}`}
        aria-expanded={!isCollapsed}
        aria-label={toggleLabel}
        title={isCollapsed ? toggleLabel : undefined}
        onClick={() => setWish(!isCollapsed)}
      >
        <ToggleIcon aria-hidden size={18} stroke={1.6} />
        {!isCollapsed && <span className={classes.label}>{toggleLabel}</span>}
      </button>
    </nav>
  )
}

function Count({ count, title, isCollapsed }: NavigationCount & { readonly isCollapsed: boolean }): ReactNode {
  const formats = useFormats()
  return (
    <>
      {isCollapsed ? (
        <span className={classes.dot} aria-hidden />
      ) : (
        <span className={classes.count} aria-hidden>
          {formats.number(count)}
        </span>
      )}
      <VisuallyHidden>{title}</VisuallyHidden>
    </>
  )
}
