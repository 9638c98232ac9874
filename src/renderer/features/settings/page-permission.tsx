import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { askPagePermission, usePagePermission } from '../../lib/notification-permission.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './settings.module.css'

/** Whether the browser lets this page show notifications, and the way to allow it. */
export function PagePermission(): ReactNode {
  const { t } = useTranslator()
  const permission = usePagePermission()
  return (
    <div className={classes.permission}>
      <p role="status">{t(`settings.desktop.permission.${permission}`)}</p>
      {permission === 'default' ? (
        <Button variant="default" onClick={() => void askPagePermission()}>
          {t('settings.desktop.allow')}
        </Button>
      ) : null}
    </div>
  )
}
