import { useLayoutEffect, useRef, useState, type RefObject } from 'react'

/** Nearer to the end than this counts as being at the end, in pixels. */
const END_PX = 24

export interface Follow {
  readonly isFollowing: boolean
  /** Rows that have come since the view stopped following. */
  readonly newCount: number
  set(isFollowing: boolean): void
  onScroll(): void
}

/** Keeps the end of a growing list in sight until the person scrolls up, and again once they are back at the end. */
export function useFollow(
  scroller: RefObject<HTMLElement | null>,
  isLive: boolean,
  count: number,
  totalPx: () => number,
): Follow {
  const [isWanted, setWanted] = useState(isLive)
  const [countAtPause, setCountAtPause] = useState(0)
  const last = useRef({ top: 0, height: 0 })
  const isFollowing = isLive && isWanted
  const height = totalPx()

  useLayoutEffect(() => {
    const element = scroller.current
    if (element && isFollowing) element.scrollTop = element.scrollHeight
  }, [scroller, isFollowing, count, height])

  function set(next: boolean): void {
    setWanted(next)
    if (!next) setCountAtPause(count)
  }
  return {
    isFollowing,
    newCount: isFollowing ? 0 : Math.max(0, count - countAtPause),
    set,
    onScroll() {
      const element = scroller.current
      if (!element) return
      const { scrollTop: top, scrollHeight, clientHeight } = element
      const before = last.current
      last.current = { top, height: scrollHeight }
      const isAtEnd = top + clientHeight >= scrollHeight - END_PX
      // A list that has shrunk moves the view by itself; only the person moves it up otherwise.
      if (isFollowing && !isAtEnd && top < before.top && scrollHeight >= before.height) set(false)
      else if (!isFollowing && isLive && isAtEnd && top > before.top) set(true)
    },
  }
}
