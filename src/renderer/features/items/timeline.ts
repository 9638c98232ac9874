import type { ItemChange } from '../../../shared/domain/change.ts'
import { toCivilDay } from '../../../shared/domain/civil-day.ts'
import { GONE_CAUSES, ITEM_STATUSES, PRICE_SOURCES } from '../../../shared/domain/item.ts'
import { RENEWAL_MODES } from '../../../shared/domain/renewal-mode.ts'
import { DECISIONS, type ReviewChange } from '../../../shared/domain/review.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import { UNKNOWN, type Formats } from '../../lib/format.ts'

/** One thing that happened to an item: found by a sync, or done by a person. */
export interface TimelineEntry {
  readonly key: string
  readonly at: number
  /** null: a sync found it; `''`: nobody, what people said closed or opened by itself. */
  readonly by: string | null
  readonly runId: string | null
  /** Kind of change; null for what people did. */
  readonly kind: ItemChange['kind'] | null
  /** The expiry for which people said it; null where that is not known or does not matter. */
  readonly expiresAt: number | null
  readonly lines: readonly TimelineLine[]
}

export interface TimelineLine {
  /** null: the item itself, not one of its fields. */
  readonly field: string | null
  readonly old: string | null
  readonly new: string | null
}

/**
 * Puts what syncs found and what people did into one course, newest first. Fields that one run or one act changed at the
 * same moment stand together.
 */
export function mergeTimeline(
  changes: readonly ItemChange[],
  history: readonly ReviewChange[],
): readonly TimelineEntry[] {
  const entries = new Map<string, { entry: Omit<TimelineEntry, 'lines'>; lines: TimelineLine[] }>()
  const add = (entry: Omit<TimelineEntry, 'lines'>, line: TimelineLine): void => {
    const known = entries.get(entry.key)
    if (known) known.lines.push(line)
    else entries.set(entry.key, { entry, lines: [line] })
  }
  for (const { runId, at, kind, field, old, new: now } of changes) {
    add({ key: `run ${runId} ${kind} ${at}`, at, by: null, runId, kind, expiresAt: null }, { field, old, new: now })
  }
  // What followed from a run stands above the run's own finding of the same moment: `by` is before `run`.
  for (const { at, by, field, old, new: now, expiresAt, runId } of history) {
    add({ key: `by ${by} ${at}`, at, by, runId, kind: null, expiresAt }, { field, old, new: now })
  }
  return [...entries.values()]
    .map(({ entry, lines }) => ({ ...entry, lines }))
    .toSorted((a, b) => b.at - a.at || (a.key < b.key ? -1 : 1))
}

type Words = readonly [group: string, values: readonly string[]]

/** Fields whose values come from a closed list, with the place of their words. */
const WORDS: Readonly<Record<string, Words>> = {
  status: ['domain.status', ITEM_STATUSES],
  renewalMode: ['domain.mode', RENEWAL_MODES],
  decision: ['domain.decision', DECISIONS],
  goneCause: ['domain.goneCause', GONE_CAUSES],
  priceSource: ['grid.provenance', PRICE_SOURCES],
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** A stored value of a change as people read it. */
export function changeValue(t: Translator['t'], formats: Formats, field: string | null, value: string | null): string {
  if (value === null || value === '') return UNKNOWN
  const words = WORDS[field ?? '']
  if (field === 'customTags') return readTagNames(value)?.join(', ') || UNKNOWN
  if (words?.[1].includes(value)) return t(`${words[0]}.${value}`)
  if (value === 'true' || value === 'false') return t(value === 'true' ? 'grid.yes' : 'grid.no')
  if (DAY.test(value)) return formats.day(value)
  if (!INSTANT.test(value)) return value
  const at = Date.parse(value)
  return `${formats.day(toCivilDay(at, formats.zone))} ${formats.clock(at)}`
}

/** Tags of people as the history writes them; null when they cannot be read. */
function readTagNames(text: string): readonly string[] | null {
  try {
    const tags: unknown = JSON.parse(text)
    return Array.isArray(tags) ? tags.map(String) : null
  } catch {
    return null
  }
}

/** What became of a decision by itself, when a sync moved the expiry that it was made for. */
export function movedDecision(
  t: Translator['t'],
  formats: Formats,
  { old, new: now }: TimelineLine,
  expiresAt: number | null,
): string {
  const decision = (value: string | null): string => changeValue(t, formats, 'decision', value ?? 'undecided')
  if (now === 'renewed') return t('review.history.closed')
  if (now === null || now === 'undecided') return t('review.history.reopened', { decision: decision(old) })
  const day = expiresAt === null ? UNKNOWN : toCivilDay(expiresAt, formats.zone)
  return t('review.history.holdsAgain', { decision: decision(now), day })
}

/** One tag that a change of the tags has touched; null: there was or is none. */
export interface TagDifference {
  readonly key: string
  readonly old: string | null
  readonly new: string | null
}

/** By key, in a map: a tag may be called like something that every object has. */
function readTags(text: string | null): ReadonlyMap<string, string> | null {
  if (text === null || text === '') return new Map()
  try {
    const tags: unknown = JSON.parse(text)
    if (tags === null || typeof tags !== 'object' || Array.isArray(tags)) return null
    return new Map(Object.entries(tags).map(([key, value]) => [key, String(value)]))
  } catch {
    return null
  }
}

/** The tags that differ between two sets as the change log writes them; null when these cannot be read. */
export function tagDifferences(old: string | null, now: string | null): readonly TagDifference[] | null {
  const [before, after] = [readTags(old), readTags(now)]
  if (!before || !after) return null
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((key) => ({ key, old: before.get(key) ?? null, new: after.get(key) ?? null }))
    .filter((tag) => tag.old !== tag.new)
}
