import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'

/** The frame of a dialog over links; its content is made anew whenever it opens. */
export function LinkModal({
  title,
  isOpen,
  onClose,
  size = 'md',
  closesOnEscape = true,
  children,
}: {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly size?: 'sm' | 'md' | 'lg' | 'xl'
  /** False while something in it answers esc first. */
  readonly closesOnEscape?: boolean
  readonly children: ReactNode
}): ReactNode {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size={size} closeOnEscape={closesOnEscape}>
      {isOpen ? children : null}
    </Modal>
  )
}
