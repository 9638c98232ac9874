import { ActionIcon } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './details.module.css'

/** Milliseconds for which a button shows that it has copied. */
const SAY_COPIED_MS = 1_500

/** A small button that copies one value; it shows itself in a fact, or in an element with `data-copies`, under the pointer. */
export function CopyValue({ value, label }: { readonly value: string; readonly label: string }): ReactNode {
  const { t } = useTranslator()
  const [isCopied, setIsCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setIsCopied(false), SAY_COPIED_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const words = t(isCopied ? 'list.detail.copied' : 'list.detail.copy', { label })
  return (
    <ActionIcon
      className={classes.copy ?? ''}
      size="xs"
      aria-label={words}
      title={words}
      onClick={() =>
        void navigator.clipboard.writeText(value).then(
          () => setIsCopied(true),
          () => setIsCopied(false),
        )
      }
    >
      {isCopied ? <IconCheck aria-hidden size={13} /> : <IconCopy aria-hidden size={13} />}
    </ActionIcon>
  )
}
