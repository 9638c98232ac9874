import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '../../shared/domain/app-error.ts'
import { readTransaction, type ReadDb } from '../db/connection.ts'
import { dataVersion } from '../db/repositories/digest.ts'
import { domainEndsAt } from '../db/repositories/link.ts'
import {
  listChangedLinks,
  readCertificateEnds,
  readCertificateEndsOf,
  readDomainEnds,
  readGroupNames,
  readLinkAnchors,
  readLinkChunk,
  readLinkListRows,
  readLinkStamp,
  type LinkStamp,
} from '../db/repositories/link-picture.ts'
import { getSettings } from '../db/repositories/setting.ts'
import {
  putAround,
  toEntry,
  type CertificateEnds,
  type EntryContext,
  type LinkEntry,
  type Surroundings,
} from './link-entry.ts'
import { CODED_FIELDS, createLinkDictionaries, type LinkDictionaries } from './link-values.ts'

/** All links at one moment. */
export interface LinkPicture {
  /** In the order of their keys. */
  readonly entries: readonly LinkEntry[]
  readonly texts: LinkDictionaries
  readonly zone: string
}

/** Reads all links into memory and keeps up with what is written, by whatever process. */
export interface LinkPictures {
  /** The links as the database holds them at this moment. */
  current(): Promise<LinkPicture>
}

/** Rows that are read in one go: some milliseconds. */
const CHUNK = 500
/** Changes that are taken over one by one; for more everything is read anew. */
const MAX_CHANGED = 2000
/** How often everything is read in chunks before it is read in one go, because others never stop writing. */
const MAX_TRIES = 3

interface Base extends EntryContext {
  readonly dataVersion: number
  readonly stamp: LinkStamp
  /** The newest rows of the stamp, as they were. */
  readonly anchors: string
}

interface Kept extends Base {
  readonly entries: readonly LinkEntry[]
}

export function createLinkPictures(db: ReadDb): LinkPictures {
  let kept: Kept | null = null
  let loading: Promise<void> | null = null
  // Kept when everything is read anew: then the names need not be sorted again.
  let texts = createLinkDictionaries()

  /** False when all links have to be read. */
  function renew(): boolean {
    const before = kept
    if (before === null) return false
    if (dataVersion(db) === before.dataVersion) return true
    kept = readTransaction(db, () => follow(db, before))
    if (kept === null && isWorn(texts, before.entries.length)) texts = createLinkDictionaries()
    return kept !== null
  }

  async function load(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      kept = tries < MAX_TRIES ? await readInChunks(db, texts) : readTransaction(db, () => readAtOnce(db, texts))
      if (renew()) return
    }
  }

  return {
    async current() {
      while (!renew()) {
        loading ??= load().finally(() => {
          loading = null
        })
        await loading
        if (!db.isOpen) throw new AppError('SHUTTING_DOWN')
      }
      const { entries, texts, around } = kept as Kept
      return { entries, texts, zone: around.zone }
    },
  }
}

/** Each part is read on its own; what is written in between is taken over afterwards like any other change. */
async function readInChunks(db: ReadDb, texts: LinkDictionaries): Promise<Kept> {
  const start = readTransaction(db, () => readStart(db, texts))
  const rest = async (): Promise<void> => {
    await nextTurn()
    if (!db.isOpen) throw new AppError('SHUTTING_DOWN')
  }
  const { zone, groups } = readNames(db)
  const domains = readDomains(db, zone)
  await rest()
  const certificates = readCertificateEnds(db)
  const base: Base = { ...start, around: { zone, groups, domains } }
  const entries: LinkEntry[] = []
  for (;;) {
    await rest()
    const rows = readLinkChunk(db, entries.at(-1)?.key ?? 0, CHUNK)
    for (const row of rows) entries.push(toEntry(db, row, base, certificates))
    if (rows.length < CHUNK) return { ...base, entries }
  }
}

function readAtOnce(db: ReadDb, texts: LinkDictionaries): Kept {
  const names = readNames(db)
  const certificates = readCertificateEnds(db)
  const base: Base = { ...readStart(db, texts), around: { ...names, domains: readDomains(db, names.zone) } }
  const rows = readLinkChunk(db, 0, Number.MAX_SAFE_INTEGER)
  return { ...base, entries: rows.map((row) => toEntry(db, row, base, certificates)) }
}

function readStart(db: ReadDb, texts: LinkDictionaries): Omit<Base, 'around'> {
  const stamp = readLinkStamp(db)
  const anchors = readLinkAnchors(db, stamp)
  return { dataVersion: dataVersion(db), stamp, anchors, texts }
}

function readNames(db: ReadDb): Pick<Surroundings, 'zone' | 'groups'> {
  return { zone: getSettings(db).businessZone, groups: new Map(readGroupNames(db)) }
}

function readDomains(db: ReadDb, zone: string): ReadonlyMap<string, number | null> {
  return new Map([...readDomainEnds(db)].map(([domain, ends]) => [domain, domainEndsAt(ends, zone)]))
}

/**
 * Takes over what has changed since. Every change of a link leaves a new link, a line of its history or a check, so that
 * what is newer than the stamp is all of it, unless rows were taken away: then null, and everything is read anew.
 */
function follow(db: ReadDb, before: Kept): Kept | null {
  const version = dataVersion(db)
  const stamp = readLinkStamp(db)
  if (readLinkAnchors(db, before.stamp) !== before.anchors) return null
  const around = followSurroundings(db, before, stamp)
  const base: Base = {
    dataVersion: version,
    stamp,
    anchors: readLinkAnchors(db, stamp),
    around,
    texts: before.texts,
  }
  const changed = isSameLinks(before.stamp, stamp) ? [] : listChangedLinks(db, before.stamp, MAX_CHANGED)
  if (changed === null) return null
  // Certificates are written while a run over links goes on; links that stay as they are take them over when it ends.
  const certificates = before.stamp.endedRun === stamp.endedRun ? null : readCertificateEnds(db)
  const isSameAround = around === before.around && certificates === null
  const kept = isSameAround ? before.entries : before.entries.map((entry) => putAround(entry, base, certificates))
  const entries = mergeEntries(kept, readEntries(db, changed, base, certificates))
  if (entries.length !== stamp.links || isWorn(base.texts, entries.length)) return null
  return { ...base, entries }
}

/**
 * A changed link may have come to a host whose former certificate was forgotten when the last link left it, so its end is
 * looked up anew.
 */
function readEntries(
  db: ReadDb,
  keys: readonly number[],
  base: Base,
  certificates: CertificateEnds | null,
): LinkEntry[] {
  if (keys.length === 0) return []
  const ends = certificates ?? readCertificateEndsOf(db, keys)
  return readLinkListRows(db, keys).map((row) => toEntry(db, row, base, ends))
}

/** Texts that nothing has any more are looked through in every search; many of them are worth a new start. */
function isWorn(texts: LinkDictionaries, links: number): boolean {
  return CODED_FIELDS.some((field) => texts[field].size > 2 * links + 1000)
}

function isSameLinks(a: LinkStamp, b: LinkStamp): boolean {
  return (
    a.links === b.links &&
    a.lastKey === b.lastKey &&
    a.lastChangeId === b.lastChangeId &&
    a.lastCheckId === b.lastCheckId
  )
}

function followSurroundings(db: ReadDb, { stamp, around }: Kept, now: LinkStamp): Surroundings {
  const zone = getSettings(db).businessZone
  const isZoneSame = zone === around.zone
  if (isZoneSame && stamp.groups === now.groups && stamp.domains === now.domains) return around
  return {
    zone,
    groups: stamp.groups === now.groups ? around.groups : new Map(readGroupNames(db)),
    domains: stamp.domains === now.domains && isZoneSame ? around.domains : readDomains(db, zone),
  }
}

/** Both are in the order of keys when this is done. */
function mergeEntries(entries: readonly LinkEntry[], changed: readonly LinkEntry[]): readonly LinkEntry[] {
  if (changed.length === 0) return entries
  const byKey = new Map(changed.map((entry) => [entry.key, entry]))
  const lastKey = entries.at(-1)?.key ?? 0
  const merged = entries.map((entry) => byKey.get(entry.key) ?? entry)
  const added = changed.filter((entry) => entry.key > lastKey).sort((a, b) => a.key - b.key)
  return added.length === 0 ? merged : merged.concat(added)
}
