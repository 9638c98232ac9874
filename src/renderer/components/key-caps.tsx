import { Kbd } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import { toKeyCaps } from '../lib/hotkeys.ts'
import { useTranslator } from '../lib/translator.tsx'

/** A key combination (`mod+k`, `g o`) as the caps of this machine's keyboard. */
export function KeyCaps({ keys }: { readonly keys: string }): ReactNode {
  const { t } = useTranslator()
  return toKeyCaps(keys).map((stroke, index) => (
    <Fragment key={stroke.join()}>
      {index > 0 && <span>{t('shell.keys.next')}</span>}
      {stroke.map((cap) => (
        <Kbd key={cap} size="xs">
          {cap}
        </Kbd>
      ))}
    </Fragment>
  ))
}
