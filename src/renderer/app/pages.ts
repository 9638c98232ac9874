import {
  IconBell,
  IconCalendarDue,
  IconCalendarMonth,
  IconChartBar,
  IconCloudDownload,
  IconHistory,
  IconLayoutDashboard,
  IconLink,
  IconSettings,
  IconUserCircle,
  type Icon,
} from '@tabler/icons-react'
import { lazy, type ComponentType } from 'react'
import type { PageName } from '../lib/navigation.ts'

const loaders: Readonly<Record<PageName, () => Promise<{ readonly default: ComponentType }>>> = {
  overview: async () => ({ default: (await import('../features/overview/overview-page.tsx')).OverviewPage }),
  items: async () => ({ default: (await import('../features/items/items-page.tsx')).ItemsPage }),
  calendar: async () => ({ default: (await import('../features/calendar/calendar-page.tsx')).CalendarPage }),
  forecast: async () => ({ default: (await import('../features/forecast/forecast-page.tsx')).ForecastPage }),
  changes: async () => ({ default: (await import('../features/changes/changes-page.tsx')).ChangesPage }),
  links: async () => ({ default: (await import('../features/links/links-page.tsx')).LinksPage }),
  sync: async () => ({ default: (await import('../features/sync/sync-page.tsx')).SyncPage }),
  notices: async () => ({ default: (await import('../features/notices/notices-page.tsx')).NoticesPage }),
  accounts: async () => ({ default: (await import('../features/accounts/accounts-page.tsx')).AccountsPage }),
  settings: async () => ({ default: (await import('../features/settings/settings-page.tsx')).SettingsPage }),
  welcome: async () => ({ default: (await import('../features/welcome/welcome-page.tsx')).WelcomePage }),
}

const loaded = new Map<PageName, ComponentType>()
const chosen = new Map<PageName, ComponentType>()

async function load(page: PageName): Promise<{ readonly default: ComponentType }> {
  const module = await loaders[page]()
  loaded.set(page, module.default)
  return module
}

/**
 * What draws a page; the same for as long as the window is open. A page whose code is there already is drawn at once:
 * React holds back what was lazy for a third of a second.
 */
export function pageComponent(page: PageName): ComponentType {
  const known = chosen.get(page)
  if (known) return known
  const component = loaded.get(page) ?? lazy(() => load(page))
  chosen.set(page, component)
  return component
}

/** Reads the code of all pages in idle time, so that going to one takes no wait. */
export function preloadPages(): () => void {
  const handle = requestIdleCallback(() => {
    for (const page of Object.keys(loaders) as PageName[]) void load(page).catch(() => undefined)
  })
  return () => cancelIdleCallback(handle)
}

export interface NavigationEntry {
  readonly page: PageName
  readonly icon: Icon
  /** The key that follows `g`. */
  readonly letter: string
}

export const MAIN_PAGES: readonly NavigationEntry[] = [
  { page: 'overview', icon: IconLayoutDashboard, letter: 'o' },
  { page: 'items', icon: IconCalendarDue, letter: 'i' },
  { page: 'calendar', icon: IconCalendarMonth, letter: 'c' },
  { page: 'forecast', icon: IconChartBar, letter: 'f' },
  { page: 'changes', icon: IconHistory, letter: 'h' },
  { page: 'links', icon: IconLink, letter: 'l' },
  { page: 'sync', icon: IconCloudDownload, letter: 's' },
  { page: 'notices', icon: IconBell, letter: 'n' },
]

export const BOTTOM_PAGES: readonly NavigationEntry[] = [
  { page: 'accounts', icon: IconUserCircle, letter: 'a' },
  { page: 'settings', icon: IconSettings, letter: 'e' },
]
