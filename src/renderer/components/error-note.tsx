import { Alert, Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ApiError } from '../lib/api.ts'
import { useTranslator } from '../lib/translator.tsx'
import { CopyButton } from './copy-button.tsx'

/** What support needs to know of a failure, as text. */
export function errorDetails(error: ApiError, sentence: string): string {
  const { code, params, raw } = error.body
  return JSON.stringify({ code, params, raw, sentence, at: new Date().toISOString() }, null, 2)
}

/** Says where it happened what went wrong, what it means and what to do. */
export function ErrorNote({
  error,
  onRetry,
  title,
}: {
  readonly error: ApiError
  readonly onRetry?: (() => void) | undefined
  readonly title?: string | undefined
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const sentence = translator.error(error.body)
  return (
    <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle aria-hidden />} title={title}>
      <Text>{sentence}</Text>
      <Group gap="xs" mt="xs">
        {onRetry && (
          <Button variant="default" onClick={onRetry}>
            {t('shell.errorNote.retry')}
          </Button>
        )}
        <CopyButton value={() => errorDetails(error, sentence)} label={t('shell.errorNote.copy')} />
      </Group>
    </Alert>
  )
}
