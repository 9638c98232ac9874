import { IconSearch } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { KeyCaps } from '../components/key-caps.tsx'
import { useTranslator } from '../lib/translator.tsx'
import { openPalette } from './overlays.ts'
import classes from './palette-button.module.css'

/** Opens the palette with the mouse; `isSmall` shows the sign alone. */
export function PaletteButton({ isSmall = false }: { readonly isSmall?: boolean }): ReactNode {
  const { t } = useTranslator()
  const label = t('shell.nav.search')
  return (
    <button
      type="button"
      className={isSmall ? `${classes.root} ${classes.small}` : classes.root}
      {...(isSmall ? { 'aria-label': label, title: label } : {})}
      onClick={openPalette}
    >
      <IconSearch aria-hidden size={15} />
      {!isSmall && (
        <>
          <span className={classes.label}>{label}</span>
          <span className={classes.keys} aria-hidden>
            <KeyCaps keys="mod+k" />
          </span>
        </>
      )}
    </button>
  )
}
