import { IconAlarm, IconAlertTriangle, IconBell, IconClockX, IconFlask, type Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { NoticeKind } from '../../../shared/domain/notice.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './notices.module.css'

const ICONS: Readonly<Record<NoticeKind, Icon>> = {
  digest: IconBell,
  urgent: IconAlarm,
  missed: IconClockX,
  failure: IconAlertTriangle,
  test: IconFlask,
}

/** The sign of a kind alone; whoever uses it says the word. */
export function KindIcon({ kind }: { readonly kind: NoticeKind }): ReactNode {
  const Sign = ICONS[kind]
  return <Sign aria-hidden size={16} stroke={1.7} className={classes.kindIcon ?? ''} data-kind={kind} />
}

/** A kind as sign and word. */
export function KindMark({ kind }: { readonly kind: NoticeKind }): ReactNode {
  const { t } = useTranslator()
  return (
    <span className={classes.kind}>
      <KindIcon kind={kind} />
      {t(`notices.page.kind.${kind}`)}
    </span>
  )
}
