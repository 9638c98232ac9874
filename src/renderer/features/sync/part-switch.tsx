import type { ReactNode } from 'react'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './schedules-part.module.css'

const PARTS = ['runs', 'schedules'] as const

/** Leads between what has been synced and when it will be. */
export function PartSwitch({ part }: { readonly part: (typeof PARTS)[number] }): ReactNode {
  const { t } = useTranslator()
  return (
    <nav className={classes.parts} aria-label={t('schedules.page.views')}>
      {PARTS.map((name) => (
        <a
          key={name}
          className={classes.partLink}
          href={name === 'runs' ? hrefTo('sync') : hrefTo('sync', { part: name })}
          aria-current={name === part ? 'page' : undefined}
        >
          {t(name === 'runs' ? 'schedules.page.runs' : 'schedules.page.title')}
        </a>
      ))}
    </nav>
  )
}
