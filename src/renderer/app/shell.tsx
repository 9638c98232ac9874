import { Notifications } from '@mantine/notifications'
import { createElement, memo, useEffect, useRef, type ReactNode, type RefObject } from 'react'
import type { HostInfo } from '../../shared/ipc/host.ts'
import type { PreloadApi } from '../../shared/preload-api.ts'
import { PAGE_TITLE_ID } from '../components/page-header.tsx'
import { useRequest } from '../lib/api-context.tsx'
import { listenToKeys } from '../lib/hotkeys.ts'
import { usePlace, type PageName } from '../lib/navigation.ts'
import { useTranslator } from '../lib/translator.tsx'
import { DemoBanner } from './demo-banner.tsx'
import { NavigationBar } from './navigation-bar.tsx'
import { PageBoundary } from './page-boundary.tsx'
import { pageComponent, preloadPages } from './pages.ts'
import { Palette } from './palette.tsx'
import classes from './shell.module.css'
import { Shortcuts } from './shortcuts.tsx'
import { StatusBar } from './status-bar.tsx'
import { TitleBar } from './title-bar.tsx'
import { useMenuCommands } from './use-menu-commands.ts'
import { usePageNotifications } from './use-page-notifications.ts'
import { useUnexpectedErrors } from './use-unexpected-errors.ts'

const CONTENT_ID = 'content'

/** The frame around every page. */
export function Shell({ host, bridge }: { readonly host: HostInfo; readonly bridge: PreloadApi | null }): ReactNode {
  const { t, language } = useTranslator()
  const { page } = usePlace()
  const accounts = useRequest('account.list', {})
  const links = useRequest('link.summary', {})
  // Without an account and a link there is nothing to have an overview of.
  const hasNothing = accounts.data?.length === 0 && links.data?.total === 0
  const shown: PageName = page === 'overview' && hasNothing ? 'welcome' : page

  const hasArrived = useRef(false)

  useEffect(() => listenToKeys(document), [])
  useEffect(preloadPages, [])
  useMenuCommands(bridge)
  usePageNotifications(host.notifications)
  useUnexpectedErrors()
  useEffect(() => {
    document.documentElement.lang = language
    document.title = `${t(`shell.page.${shown}`)} – Duewatch`
  }, [language, shown, t])

  return (
    <div className={classes.root}>
      <a
        className={classes.skip}
        href={`#${CONTENT_ID}`}
        onClick={(event) => {
          // The address after # names the page.
          event.preventDefault()
          document.querySelector<HTMLElement>(`#${CONTENT_ID}`)?.focus()
        }}
      >
        {t('shell.nav.skip')}
      </a>
      <TitleBar host={host} />
      <div className={classes.body}>
        <NavigationBar page={shown === 'welcome' ? 'overview' : shown} host={host} />
        <div className={classes.column}>
          {shown !== 'welcome' && <Banner />}
          <main className={classes.main} id={CONTENT_ID} tabIndex={-1}>
            <PageBoundary key={shown}>
              <PageContent page={shown} />
              <Arrival hasArrived={hasArrived} />
            </PageBoundary>
          </main>
        </div>
      </div>
      <Around />
    </div>
  )
}

/** What is the same on every page, and not drawn anew when somebody goes to another one. */
const Banner = memo(DemoBanner)
const Around = memo(function Around(): ReactNode {
  return (
    <>
      <StatusBar />
      <Palette />
      <Shortcuts />
      <Notifications position="bottom-right" limit={3} autoClose={6000} />
    </>
  )
})

/** The page itself, which is not drawn anew with the frame. */
const PageContent = memo(function PageContent({ page }: { readonly page: PageName }): ReactNode {
  return createElement(pageComponent(page))
})

/** Takes the focus to the page's heading when the person has come from another page, so that it is read out. */
function Arrival({ hasArrived }: { readonly hasArrived: RefObject<boolean> }): ReactNode {
  useEffect(() => {
    const isFirst = !hasArrived.current
    hasArrived.current = true
    const main = document.querySelector<HTMLElement>(`#${CONTENT_ID}`)
    // A page that has taken the focus itself knows better, and the first page takes it from nobody.
    if (isFirst || !main || main.contains(document.activeElement)) return
    const title = document.querySelector<HTMLElement>(`#${PAGE_TITLE_ID}`) ?? main
    title.focus({ preventScroll: true })
  }, [hasArrived])
  return null
}
