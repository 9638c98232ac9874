import { Button } from '@mantine/core'
import type { ReactNode } from 'react'

/** An action that belongs to one part of the details. */
export function SmallButton({
  children,
  onClick,
  isBusy = false,
  isExpanded,
}: {
  readonly children: ReactNode
  readonly onClick: () => void
  readonly isBusy?: boolean
  readonly isExpanded?: boolean
}): ReactNode {
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={isBusy}
      onClick={onClick}
      {...(isExpanded === undefined ? {} : { 'aria-expanded': isExpanded })}
    >
      {children}
    </Button>
  )
}
