import { bandNames, bandsOf } from '../../../shared/domain/band.ts'
import { sqlFragment, sqlJoin, type SqlFragment } from '../sql.ts'

/** An expression over the day of expiry that gives one value per band; `undated` where there is no expiry. */
function byBand(
  today: number,
  bandDays: readonly number[],
  toValue: (index: number) => string | number | null,
): SqlFragment {
  const ranges = bandsOf(bandDays)
  const cases = ranges.map((range, index) =>
    range.maxDays === Infinity
      ? sqlFragment`WHEN i.expires_on IS NOT NULL THEN ${toValue(index)}`
      : sqlFragment`WHEN i.expires_on <= ${today + range.maxDays} THEN ${toValue(index)}`,
  )
  return sqlFragment`CASE ${sqlJoin(cases, sqlFragment` `)} ELSE ${toValue(ranges.length)} END`
}

/** Position of an item's band among those of the settings on a day; NULL when it has no expiry. */
export function bandIndex(today: number, bandDays: readonly number[]): SqlFragment {
  const undated = bandsOf(bandDays).length
  return byBand(today, bandDays, (index) => (index === undated ? null : index))
}

/** Name of an item's band on a day. */
export function bandName(today: number, bandDays: readonly number[]): SqlFragment {
  const names = bandNames(bandDays)
  return byBand(today, bandDays, (index) => names[index] as string)
}
