import { useState } from 'react'

/** True once something that was going on has ended, until it begins again. */
export function useAnnouncedEnd(isGoingOn: boolean): boolean {
  const [state, setState] = useState({ wasGoingOn: isGoingOn, hasEnded: false })
  if (state.wasGoingOn !== isGoingOn) setState({ wasGoingOn: isGoingOn, hasEnded: !isGoingOn })
  return state.hasEnded
}
