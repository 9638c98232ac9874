import { BAND_RANGES, BANDS } from '../../../shared/domain/band.ts'
import { sqlFragment, sqlJoin, type SqlFragment } from '../sql.ts'

const UNDATED = BANDS.indexOf('undated')

/** An expression over the day of expiry that gives one value per band. */
function byBand(today: number, toValue: (index: number) => string | number): SqlFragment {
  const cases = BAND_RANGES.map((range, index) =>
    range.maxDays === Infinity
      ? sqlFragment`WHEN i.expires_on IS NOT NULL THEN ${toValue(index)}`
      : sqlFragment`WHEN i.expires_on <= ${today + range.maxDays} THEN ${toValue(index)}`,
  )
  return sqlFragment`CASE ${sqlJoin(cases, sqlFragment` `)} ELSE ${toValue(UNDATED)} END`
}

/** Position of an item's band in BANDS on a day; NULL when it has no expiry. */
export function bandIndex(today: number): SqlFragment {
  return sqlFragment`nullif(${byBand(today, (index) => index)}, ${UNDATED})`
}

/** Name of an item's band on a day. */
export function bandName(today: number): SqlFragment {
  return byBand(today, (index) => BANDS[index] as string)
}
