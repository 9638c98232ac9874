import type { ReactNode } from 'react'
import type { HostInfo } from '../../shared/ipc/host.ts'
import { PaletteButton } from './palette-button.tsx'
import classes from './title-bar.module.css'

/** True where the page draws the window's upper edge itself: beside traffic lights and below Windows' buttons. */
export function hasOwnTitleBar(host: HostInfo): boolean {
  return host.kind === 'desktop' && (host.platform === 'darwin' || host.platform === 'win32')
}

/** The strip by which the window is moved; elsewhere the system has one. */
export function TitleBar({ host }: { readonly host: HostInfo }): ReactNode {
  if (!hasOwnTitleBar(host)) return null
  return (
    <div className={classes.root} data-platform={host.platform}>
      <div className={classes.search}>
        <PaletteButton />
      </div>
    </div>
  )
}
