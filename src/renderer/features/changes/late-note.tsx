import { useEffect, useState, type ReactNode } from 'react'
import { ProgressLine } from '../../components/progress-line.tsx'
import classes from './changes.module.css'

/** What is awaited longer than this is said. */
const LATE_MS = 300

/** Says what is being waited for as soon as that takes longer than a moment. */
export function LateNote({ words }: { readonly words: string }): ReactNode {
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), LATE_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!isLate) return null
  return (
    <div className={classes.late} role="status">
      <p className={classes.dim}>{words}</p>
      <ProgressLine isBare done={0} total={null} label={words} />
    </div>
  )
}
