import { isWithinDays } from './band.ts'
import type { RunFigures } from './run.ts'

/** The expiry counts of a run. */
export type ExpiryFigures = Pick<RunFigures, 'expired' | 'expiringIn7Days' | 'expiringIn15Days' | 'expiringIn30Days'>

/** Counts items by days left. The three windows are cumulative (7 is inside 15 is inside 30) and leave out the expired. */
export function countFigures(daysLeft: Iterable<number | null>): ExpiryFigures {
  let [expired, expiringIn7Days, expiringIn15Days, expiringIn30Days] = [0, 0, 0, 0]
  for (const days of daysLeft) {
    if (days !== null && days < 0) expired += 1
    if (isWithinDays(days, 7)) expiringIn7Days += 1
    if (isWithinDays(days, 15)) expiringIn15Days += 1
    if (isWithinDays(days, 30)) expiringIn30Days += 1
  }
  return { expired, expiringIn7Days, expiringIn15Days, expiringIn30Days }
}
