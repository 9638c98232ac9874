import { domainToUnicode } from 'node:url'
import { LINKS_ACCOUNT_ID } from '../../shared/domain/account.ts'
import { toChangeKind } from '../../shared/domain/change-kind.ts'
import { startOfNextCivilDay } from '../../shared/domain/civil-day.ts'
import type { ItemFacts, ItemStatus } from '../../shared/domain/item.ts'
import { toItemRow } from '../../shared/worker/fact-rows.ts'
import type { WriteDb } from '../db/connection.ts'
import { FACT_INDEX, type StoredFacts } from '../db/repositories/item-columns.ts'
import { toSearchText } from '../db/repositories/item-search.ts'
import { noteItemWrite } from '../db/repositories/item-version.ts'
import { createItemWriter, readStoredItems, type ItemUpdate, type NewChange } from '../db/repositories/item-write.ts'
import { domainEndsAt } from '../db/repositories/link.ts'
import { deleteUnusedCertificates, type StoredCertificate } from '../db/repositories/link-certificate.ts'
import { deleteUnusedDomains, findDomain } from '../db/repositories/link-domain.ts'
import {
  deriveMeasuredDates,
  findMeasuredKey,
  insertMeasuredItem,
  isDomainUsed,
  isHostUsed,
  listMisplacedItems,
  putBack,
  putSeenAt,
  toCertificateId,
  type MeasuredKind,
} from '../db/repositories/measured-item.ts'
import { getSettings } from '../db/repositories/setting.ts'
import { countSync } from '../db/repositories/sync-end.ts'
import { diffFacts } from './sync-diff.ts'
import { followDecisions } from './sync-review.ts'

/** Where a change of a measured item comes from; a person's edit has no run: `''`. */
export interface MeasuredChange {
  readonly runId: string
  readonly at: number
}

/** What is known of a certificate or a domain. */
interface Measured {
  readonly kind: MeasuredKind
  readonly resourceId: string
  readonly name: string
  /** Issuer, or registrar. */
  readonly spec: string | null
  readonly createdAt: number | null
  readonly expiresAt: number | null
  readonly status: ItemStatus
  /** Why it could not be measured, or what is wrong with it. */
  readonly problem: string | null
  /** Only a good measurement moves the instant for which an item's dates hold. */
  readonly isSeen: boolean
}

const HTTPS_PORT = 443

/**
 * Makes certificates and domains that no link uses any more gone, and those that are used again come back. To be called
 * in the transaction that adds, edits or removes links. Answers the items that moved.
 */
export function retireMeasuredItems(db: WriteDb, change: MeasuredChange): number {
  const { unused, usedAgain } = listMisplacedItems(db)
  deleteUnusedCertificates(db)
  deleteUnusedDomains(db)
  const moved = unused.length + usedAgain.length
  if (moved === 0) return 0
  // The kind counts for rewritten rows only, and these keep theirs.
  const writer = createItemWriter(db, { ...change, kind: 'certificate' })
  for (const { itemKey, seenAt } of unused) {
    writer.markGone(itemKey, 'unknown', seenAt)
    writer.record({ itemKey, kind: 'gone', field: null, old: null, new: 'unknown' })
  }
  for (const { itemKey, goneCause } of usedAgain) {
    putBack(db, itemKey)
    writer.record({ itemKey, kind: 'back', field: null, old: goneCause, new: null })
  }
  noteMeasured(db)
  return moved
}

/**
 * Brings the item of a domain up to what `link_domain` says; a typed date wins. To be called in the transaction that
 * writes the row. True when the item moved.
 */
export function writeDomainItem(db: WriteDb, domain: string, change: MeasuredChange): boolean {
  const known = findDomain(db, domain)
  if (!known || !isDomainUsed(db, domain)) return false
  const expiresAt = domainEndsAt(known, getSettings(db).businessZone)
  const isTyped = known.typedOn !== null
  const isKnown = isTyped || (known.problem === null && expiresAt !== null)
  // What nobody has registered is no item until it once had a date.
  if (expiresAt === null && known.problem === 'not-registered' && findMeasuredKey(db, domain) === null) return false
  // The day that was typed has been taken back before anything was measured.
  if (expiresAt === null && known.checkedAt === null && findMeasuredKey(db, domain) === null) return false
  return put(
    db,
    {
      kind: 'domain',
      resourceId: domain,
      name: toReadableHost(domain),
      spec: known.registrar,
      createdAt: null,
      expiresAt,
      status: isKnown ? toStatus(expiresAt, change.at) : 'unknown',
      problem: isTyped ? null : known.problem,
      isSeen: isKnown,
    },
    change,
  )
}

/** Brings the item of a certificate up to what is known; one that was never measured is none. True when it moved. */
export function writeCertificateItem(db: WriteDb, known: StoredCertificate, change: MeasuredChange): boolean {
  const { facts, measuredAt } = known
  if (measuredAt === null || !isHostUsed(db, facts.host, facts.port)) return false
  return put(
    db,
    {
      kind: 'certificate',
      resourceId: toCertificateId(facts.host, facts.port),
      name: toCertificateName(facts.host, facts.port),
      spec: facts.issuer,
      createdAt: facts.startsAt,
      expiresAt: facts.expiresAt,
      status: facts.isMeasured ? toStatus(facts.expiresAt, change.at) : 'unknown',
      problem: facts.problem,
      isSeen: facts.isMeasured,
    },
    change,
  )
}

function toCertificateName(host: string, port: number): string {
  const name = toReadableHost(host)
  return port === HTTPS_PORT ? name : toCertificateId(name, port)
}

/** In the letters that its owner writes; registries and certificates know A-labels (`xn--…`) only. */
function toReadableHost(host: string): string {
  return domainToUnicode(host) || host
}

/** Leaves the trace by which readers see that measured items are not what they were. */
export function noteMeasured(db: WriteDb): void {
  countSync(db, LINKS_ACCOUNT_ID)
  noteItemWrite(db)
}

function toStatus(expiresAt: number | null, at: number): ItemStatus {
  if (expiresAt === null) return 'unknown'
  return expiresAt <= at ? 'expired' : 'in-use'
}

function put(db: WriteDb, measured: Measured, change: MeasuredChange): boolean {
  const { kind, isSeen } = measured
  const { at, runId } = change
  const facts = toFacts(measured)
  const { businessZone } = getSettings(db)
  const dates = deriveMeasuredDates(measured.expiresAt, businessZone)
  const itemKey = findMeasuredKey(db, measured.resourceId)
  noteMeasured(db)
  if (itemKey === null) {
    insertMeasuredItem(db, { kind, facts, dates, ...change })
    return true
  }
  const before = readStoredItems(db, [itemKey]).get(itemKey)
  if (!before) throw new Error('an item without a row')
  const changes: Omit<NewChange, 'itemKey'>[] = diffFacts(before.facts, facts).map((entry) =>
    entry.field === 'expireTime' ? { ...entry, kind: toExpiryChange(before.facts, facts) } : entry,
  )
  if (!before.isActive) changes.push({ kind: 'back', field: null, old: before.goneCause, new: null })
  if (changes.length === 0) {
    if (isSeen) putSeenAt(db, itemKey, at)
    return false
  }
  const writer = createItemWriter(db, { ...change, kind })
  const after: ItemUpdate = {
    ...before,
    ...dates,
    facts,
    searchText: toSearchText(facts, null),
    isActive: true,
    goneAt: null,
    goneCause: null,
    seenAt: isSeen ? at : before.seenAt,
  }
  // Nobody is charged for a certificate or a domain that ends later, so that it was asked for is not a question.
  const author = { by: '', at, runId: runId === '' ? null : runId }
  followDecisions({ db, author, tomorrowStart: startOfNextCivilDay(at, businessZone) }, [{ before, after, changes }])
  writer.update(after)
  for (const entry of changes) writer.record({ itemKey, ...entry })
  return true
}

/** A certificate or a registration that ends later has been renewed, whatever the number of months. */
function toExpiryChange(before: StoredFacts, after: StoredFacts): NewChange['kind'] {
  const [old, next] = [before[FACT_INDEX.expiresAt] ?? null, after[FACT_INDEX.expiresAt] ?? null]
  if (typeof old === 'number' && typeof next === 'number') return next > old ? 'renewed' : 'expiry-moved'
  return toChangeKind('expiresAt', old, next)
}

function toFacts(measured: Measured): StoredFacts {
  const facts: ItemFacts = {
    resourceId: measured.resourceId,
    resourceName: measured.name,
    serviceTypeCode: null,
    serviceTypeName: null,
    typeCode: measured.kind,
    typeName: null,
    spec: measured.spec,
    specText: null,
    regionCode: null,
    regionName: null,
    projectId: null,
    isMain: null,
    parentResourceId: null,
    enterpriseProjectId: null,
    enterpriseProjectName: null,
    createdAt: measured.createdAt,
    expiresAt: measured.expiresAt,
    status: measured.status,
    rawStatus: measured.problem,
    renewalMode: 'unknown',
    rawPolicy: null,
    paymentType: '',
  }
  return toItemRow(facts) as StoredFacts
}
