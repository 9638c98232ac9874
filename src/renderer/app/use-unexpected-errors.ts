import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { ApiError } from '../lib/api.ts'
import { useTranslator } from '../lib/translator.tsx'

/** Says once, not a hundred times, that something failed which nobody had expected to fail. */
export function useUnexpectedErrors(): void {
  const translator = useTranslator()
  useEffect(() => {
    function onRejection(event: PromiseRejectionEvent): void {
      const reason: unknown = event.reason
      const body =
        reason instanceof ApiError
          ? reason.body
          : { code: 'INTERNAL' as const, params: {}, raw: reason instanceof Error ? reason.message : String(reason) }
      notifications.show({
        id: `unexpected-${body.code}`,
        color: 'red',
        title: translator.t('shell.pageError.unexpected'),
        message: translator.error(body),
        autoClose: false,
      })
    }
    window.addEventListener('unhandledrejection', onRejection)
    return () => window.removeEventListener('unhandledrejection', onRejection)
  }, [translator])
}
