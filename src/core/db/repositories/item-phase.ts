import { PHASELESS_KINDS } from '../../../shared/domain/phase.ts'
import { sqlFragment, sqlJoin, type SqlFragment } from '../sql.ts'
import { LAST_SYNCED_AT } from './item.ts'

/** What the provider's status says, as a position in PHASES; NULL when it says nothing. */
const STATED = sqlFragment`CASE i.status WHEN 'closed' THEN 3 WHEN 'frozen' THEN 2
  WHEN 'expired' THEN iif(i.expires_at IS NULL OR ${LAST_SYNCED_AT} >= i.expires_at, 1, NULL)
  WHEN 'in-use' THEN iif(coalesce(i.grace_ends_at, i.retention_ends_at) IS NOT NULL
    AND ${LAST_SYNCED_AT} >= i.expires_at, 1, NULL) END`

/**
 * `phaseAt` of the domain in SQL: position in PHASES at an instant, NULL where it is null. Both are held together by a
 * test over random rows.
 */
export function phaseIndex(now: number): SqlFragment {
  return sqlFragment`CASE
    WHEN i.kind IN (${sqlJoin(PHASELESS_KINDS)}) THEN NULL
    WHEN i.expires_at IS NULL THEN ${STATED}
    WHEN i.expires_at > ${now} THEN CASE i.status WHEN 'closed' THEN 3 WHEN 'frozen' THEN 2 ELSE 0 END
    WHEN ${STATED} IS NULL THEN CASE
      WHEN i.retention_ends_at <= ${now} THEN 3
      WHEN i.grace_ends_at <= ${now} THEN 2
      WHEN i.grace_ends_at IS NOT NULL OR i.retention_ends_at IS NOT NULL THEN 1
      ELSE 0 END
    ELSE max(${STATED}, CASE
      WHEN i.retention_ends_at <= ${now} AND i.retention_ends_at > ${LAST_SYNCED_AT} THEN 3
      WHEN i.grace_ends_at <= ${now} AND i.grace_ends_at > ${LAST_SYNCED_AT} THEN 2
      ELSE 0 END)
    END`
}
