import { APP_ERROR_CODES } from '../../../shared/domain/app-error.ts'
import { isBand, isBandDays } from '../../../shared/domain/band.ts'
import { isCivilDay } from '../../../shared/domain/civil-day.ts'
import type { NoticePayload } from '../../../shared/domain/notice.ts'
import { isParams, isRecord, isStringList, isWholeNumber } from './json-column.ts'

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isCount: Check = (value) => isWholeNumber(value, 0, Number.MAX_SAFE_INTEGER)
const isInstant: Check = (value) => Number.isSafeInteger(value)

const isSums: Check = (value) =>
  isRecord(value) &&
  isCount(value['missing']) &&
  Array.isArray(value['sums']) &&
  value['sums'].every(
    (sum) =>
      isRecord(sum) &&
      typeof sum['amount'] === 'string' &&
      /^-?\d+(\.\d+)?$/.test(sum['amount']) &&
      isText(sum['currency']),
  )

const isReminder: Check = (value) =>
  isRecord(value) &&
  typeof value['on'] === 'string' &&
  isCivilDay(value['on']) &&
  ['items', 'overdue', 'today'].every((key) => isCount(value[key])) &&
  (value['soonestDays'] === null || isCount(value['soonestDays'])) &&
  Array.isArray(value['bandDays']) &&
  isBandDays(value['bandDays']) &&
  isSums(value['sums']) &&
  isStringList(value['names']) &&
  Array.isArray(value['bands']) &&
  value['bands'].every(
    (band) =>
      isRecord(band) &&
      typeof band['band'] === 'string' &&
      isBand(band['band']) &&
      isCount(band['items']) &&
      isSums(band['sums']),
  )

const isTarget: Check = (value) =>
  isRecord(value) &&
  ((value['kind'] === 'account' && isText(value['accountId'])) ||
    (value['kind'] === 'link-group' && isText(value['groupId'])))

const isMissed: Check = (value) =>
  isRecord(value) &&
  isTarget(value['target']) &&
  isText(value['name']) &&
  isCount(value['missed']) &&
  isInstant(value['from']) &&
  isInstant(value['to']) &&
  isText(value['runId'])

const isFailure: Check = (value) =>
  isRecord(value) &&
  isText(value['runId']) &&
  isText(value['account']) &&
  (value['state'] === 'failed' || value['state'] === 'incomplete') &&
  (value['error'] === null || isError(value['error']))

const isError: Check = (value) =>
  isRecord(value) &&
  APP_ERROR_CODES.some((code) => code === value['code']) &&
  isParams(value['params']) &&
  (value['raw'] === null || isText(value['raw']))

/** What each kind of notice holds; a kind missing here does not compile. */
const CHECKS: Readonly<Record<NoticePayload['kind'], Check>> = {
  digest: isReminder,
  urgent: isReminder,
  missed: isMissed,
  failure: isFailure,
  test: isRecord,
}

/** True for what a notice of that kind holds. */
export function isPayloadOf(kind: NoticePayload['kind']): (value: unknown) => value is NoticePayload {
  return (value): value is NoticePayload => isRecord(value) && value['kind'] === kind && CHECKS[kind](value)
}
