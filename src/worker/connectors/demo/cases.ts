import type { CivilDay } from '../../../shared/domain/civil-day.ts'
import type { RawCode } from '../../../shared/domain/item.ts'
import { CASE_COUNT } from './layout.ts'
import type { Timeline } from './timeline.ts'

/** What a reserved asset is made to show; everything not named is drawn as for any other asset. */
export interface SpecialCase {
  readonly timeline: Partial<Timeline> & Pick<Timeline, 'fate' | 'anchorOn' | 'termMonths'>
  readonly rawPolicy: RawCode
  /** Replaces what the dates say. */
  readonly rawStatus?: RawCode
  readonly isUndated?: true
}

const DAY_END = 86_399
const MIDNIGHT = 86_400

/**
 * Nobody renews these. Their expiries lie five or six days apart through every two months, so at any time one of them is
 * in its 7 days of grace and one in its 15 days of retention.
 */
const LAPSING: readonly SpecialCase[] = [
  ...['01', '06', '11', '16', '21', '26', '31'].map((dayOfMonth) => `2020-01-${dayOfMonth}`),
  ...['05', '10', '15', '20', '25', '28'].map((dayOfMonth) => `2020-02-${dayOfMonth}`),
].map((anchorOn, index) => ({
  timeline: { fate: 'lapses', anchorOn, termMonths: 1, endSecond: DAY_END },
  // Policy 4 has no grace, so it must not be one of those that prove the grace period.
  rawPolicy: index % 4 === 3 ? 5 : 0,
}))

function keptByHand(anchorOn: CivilDay, termMonths: number, rawPolicy = 0): SpecialCase {
  return { timeline: { fate: 'kept', anchorOn, termMonths, leadDays: -1, endSecond: DAY_END }, rawPolicy }
}

/** Monthly, at most 7 days apart: the bands 0-7, 8-15 and 16-30 are never empty. */
const MONTHLY = ['03', '09', '15', '21', '27'].map((dayOfMonth) => keptByHand(`2020-01-${dayOfMonth}`, 1))

/** Quarterly, at most 24 days apart: the bands 31-60 and 61-90 are never empty. */
const QUARTERLY = ['2020-01-05', '2020-01-28', '2020-02-20', '2020-03-13'].map((day) => keptByHand(day, 3))

/** Yearly, at opposite ends of the year: one is always more than 90 days away. */
const YEARLY = ['2020-05-31', '2020-11-30'].map((day) => keptByHand(day, 12))

const AUTO: SpecialCase['timeline'] = { fate: 'kept', anchorOn: '2020-01-18', termMonths: 12, leadDays: 7 }

const ODD: readonly SpecialCase[] = [
  { timeline: AUTO, rawPolicy: 3, isUndated: true },
  // An absent policy is unknown, not "no".
  { timeline: AUTO, rawPolicy: null, isUndated: true },
  // Unsubscribed before its term was over and still reported for a while.
  { timeline: { ...AUTO, anchorOn: '2020-08-12' }, rawPolicy: 0, rawStatus: 3 },
  { timeline: { ...AUTO, anchorOn: '2020-03-19' }, rawPolicy: 3, rawStatus: 7 },
  keptByHand('2020-04-30', 6, 9),
  keptByHand('2020-09-08', 1, 4),
  keptByHand('2020-09-17', 3, 5),
  { timeline: { fate: 'ends', anchorOn: '2020-02-07', termMonths: 1, endSecond: DAY_END }, rawPolicy: 1 },
  { timeline: { fate: 'ends', anchorOn: '2020-02-24', termMonths: 3, endSecond: DAY_END }, rawPolicy: 1 },
  { timeline: { fate: 'ends', anchorOn: '2020-01-13', termMonths: 1, endSecond: DAY_END }, rawPolicy: 2 },
  { timeline: { fate: 'ends', anchorOn: '2020-06-30', termMonths: 6, endSecond: MIDNIGHT }, rawPolicy: 2 },
  // Bought for years on end, always up to a leap day.
  { timeline: { fate: 'kept', anchorOn: '2024-02-29', termMonths: 48, leadDays: 7, lifeTerms: 1 }, rawPolicy: 3 },
  // Every month's last day, as it ends and one second later: the second one is a day of the next month in Beijing.
  keptByHand('2020-01-31', 1),
  { timeline: { fate: 'kept', anchorOn: '2020-01-31', termMonths: 1, endSecond: MIDNIGHT }, rawPolicy: 3 },
  { timeline: { fate: 'kept', anchorOn: '2020-01-12', termMonths: 1, endSecond: 9 * 3600 + 707 }, rawPolicy: 3 },
  // The automatic renewal failed for lack of money and went through two days late.
  { timeline: { fate: 'kept', anchorOn: '2020-01-24', termMonths: 1, leadDays: -2 }, rawPolicy: 3 },
]

/** The reserved assets, one after the other in the order of the estate. */
export const SPECIAL_CASES: readonly SpecialCase[] = [...LAPSING, ...MONTHLY, ...QUARTERLY, ...YEARLY, ...ODD]

if (SPECIAL_CASES.length !== CASE_COUNT) throw new Error(`${SPECIAL_CASES.length} cases for ${CASE_COUNT} places`)

const LONG_ZH =
  '华东区电商平台订单中心历史订单归档与对账专用数据库（含2019年至今全部交易流水，法务要求保留十年，未经财务部、法务部、信息安全部三方书面同意不得释放、降配或变更付费方式，续费前请先联系数据治理小组）'
const LONG_EN =
  'prod-order-center-archive-database-for-reconciliation-do-not-release-without-written-consent-of-finance-legal-and-security-please-ask-the-data-governance-group-before-any-renewal-downgrade-or-change'

/** Names that break careless programs: by number of the asset among each 1,600. */
const ODD_NAMES: ReadonlyMap<number, string> = new Map([
  [8, '=1+1'],
  [15, 'prod-web-01'],
  [21, LONG_ZH],
  [28, 'Prod-Web-01'],
  [36, '🚀 双11大促-网关-01'],
  [44, '  报销系统 应用 02 '],
  [53, 'PROD-WEB-01'],
  [60, '订单中心-数据库-主'],
  [69, '订单中心-数据库-主'],
  [76, '@SUM(A1:A9)'],
  [84, '+86 热线坐席'],
  [93, LONG_EN],
  [100, ''],
  [107, '-cache-old'],
  [115, '海外站 web 03'],
  [121, '报表"月结",勿删;备用'],
  [129, 'prod-order-db-01'],
  [140, 'prod-order-db-01'],
  [148, '👨‍👩‍👧 会员关怀\t短信'],
  [155, '𠮷野家联名活动-缓存'],
])

/** The odd name that an asset bears, or null. */
export function oddNameOf(asset: number): string | null {
  return ODD_NAMES.get(asset % 1600) ?? null
}
