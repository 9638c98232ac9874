import { Button } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslator } from '../lib/translator.tsx'

/** Milliseconds for which a button says that it has copied. */
const SAY_COPIED_MS = 2_000

/** Copies a text and says in its own words whether that worked. */
export function CopyButton({
  value,
  label,
}: {
  /** The text, or how to make it when it is wanted. */
  readonly value: string | (() => string)
  readonly label: string
}): ReactNode {
  const { t } = useTranslator()
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null)
  useEffect(() => {
    if (outcome === null) return undefined
    const timer = setTimeout(() => setOutcome(null), SAY_COPIED_MS)
    return () => clearTimeout(timer)
  }, [outcome])
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(typeof value === 'string' ? value : value())
      setOutcome('copied')
    } catch {
      setOutcome('failed')
    }
  }
  const words = { copied: t('shell.errorNote.copied'), failed: t('shell.errorNote.notCopied') }
  return (
    <Button
      variant="subtle"
      leftSection={outcome === 'copied' ? <IconCheck aria-hidden size={16} /> : <IconCopy aria-hidden size={16} />}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{outcome ? words[outcome] : label}</span>
    </Button>
  )
}
