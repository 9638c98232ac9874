import { useEffect, useState } from 'react'

/** The time, told again every `everyMs` while `isTicking`; epoch ms. */
export function useNow(everyMs: number, isTicking: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isTicking) return undefined
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs, isTicking])
  return now
}
