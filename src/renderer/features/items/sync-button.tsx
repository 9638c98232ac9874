import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Account } from '../../../shared/domain/account.ts'
import { ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { useLiveRuns } from '../../stores/live-runs.ts'

/** Starts a sync of every account and tells the first failure. */
export function useStartSync(accounts: readonly Account[] | undefined, onError: (error: ApiError) => void): () => void {
  const api = useApi()
  return () => {
    const starts = (accounts ?? []).map(({ accountId }) => api.request('sync.start', { accountId }))
    void Promise.allSettled(starts).then((outcomes) => {
      const failed = outcomes.find((outcome) => outcome.status === 'rejected')
      if (failed?.reason instanceof ApiError) onError(failed.reason)
    })
  }
}

/** Reads the list anew; while that is going on it leads to where one can watch. */
export function SyncButton({
  onSync,
  isEnabled,
}: {
  readonly onSync: () => void
  readonly isEnabled: boolean
}): ReactNode {
  const { t } = useTranslator()
  const isRunning = useLiveRuns(({ runs }) => Object.values(runs).some(({ run }) => run.links === null))
  if (isRunning) {
    return (
      <Button component="a" variant="default" href={hrefTo('sync')}>
        {t('items.sync.running')}
      </Button>
    )
  }
  return (
    <Button leftSection={<IconRefresh aria-hidden size={15} />} disabled={!isEnabled} onClick={onSync}>
      {t('items.sync.now')}
    </Button>
  )
}
