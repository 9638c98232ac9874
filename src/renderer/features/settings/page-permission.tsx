import { Button } from '@mantine/core'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './settings.module.css'

type Permission = NotificationPermission | 'missing'

function readPermission(): Permission {
  return typeof Notification === 'undefined' ? 'missing' : Notification.permission
}

/** Whether the browser lets this page show notifications, and the way to allow it. */
export function PagePermission(): ReactNode {
  const { t } = useTranslator()
  const [permission, setPermission] = useState(readPermission)
  useEffect(() => {
    // It can be changed beside the address while the page stands.
    const look = (): void => setPermission(readPermission())
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
  }, [])
  return (
    <div className={classes.permission}>
      <p role="status">{t(`settings.desktop.permission.${permission}`)}</p>
      {permission === 'default' ? (
        <Button variant="default" onClick={() => void Notification.requestPermission().then(setPermission)}>
          {t('settings.desktop.allow')}
        </Button>
      ) : null}
    </div>
  )
}
