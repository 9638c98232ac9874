import { type CivilDay, startOfCivilDay } from '../../../shared/domain/civil-day.ts'

/** The zone in which the provider counts days. */
export const BEIJING = 'Asia/Shanghai'

/** The instant of a second of a Beijing day; 86,400 is the midnight that ends it. China has had no summer time since 1991. */
export function toInstant(day: CivilDay, second: number): number {
  return startOfCivilDay(day, BEIJING) + second * 1000
}
