/** What a plain reading of the rules says about decisions, their history and what can be taken back. */
const DAY_MS = 86_400_000
const BEIJING_MS = 8 * 3_600_000
const LEAD_DAYS = 7

export interface OracleLayer {
  owner: string | null
  backupOwner: string | null
  decision: string
  decidedFor: number | null
  reason: string | null
  note: string | null
  tags: string[]
  snoozedUntil: string | null
  acknowledgedAt: number | null
  acknowledgedFor: number | null
}

export interface OracleItem {
  expiresAt: number | null
  mode: string
  isActive: boolean
  layer: OracleLayer
  /** The edit that spoke last. */
  lastEdit: string | null
  unasked: { at: number; expiresAt: number | null } | null
  lines: string[]
}

export interface OraclePatch {
  owner?: string | null
  backupOwner?: string | null
  decision?: string
  reason?: string | null
  note?: string | null
  noteAppended?: string
  tagsAdded?: string[]
  tagsRemoved?: string[]
  snoozedUntil?: string | null
  isAcknowledged?: boolean
}

const beijingDay = (at: number): string => new Date(at + BEIJING_MS).toISOString().slice(0, 10)

export function anOracleItem(expiresAt: number | null, mode: string): OracleItem {
  const layer: OracleLayer = {
    owner: null,
    backupOwner: null,
    decision: 'undecided',
    decidedFor: null,
    reason: null,
    note: null,
    tags: [],
    snoozedUntil: null,
    acknowledgedAt: null,
    acknowledgedFor: null,
  }
  return { expiresAt, mode, isActive: true, layer, lastEdit: null, unasked: null, lines: [] }
}

/** Seven days before the day of expiry, at three in the morning of Beijing, where money moves by itself. */
export function oracleActBy(expiresAt: number | null, mode: string): number | null {
  if (expiresAt === null || mode !== 'auto') return expiresAt
  const midnight = Date.parse(`${beijingDay(expiresAt)}T00:00:00Z`) - BEIJING_MS
  return Math.min(expiresAt, midnight - LEAD_DAYS * DAY_MS + 3 * 3_600_000)
}

/** The decision that holds on the Beijing day of `now`. */
export function oracleDecision({ layer, expiresAt, mode }: OracleItem, now: number): string {
  if (layer.decision === 'undecided') return 'undecided'
  if (layer.decidedFor === expiresAt) return layer.decision
  if (!['renew', 'renewed'].includes(layer.decision)) return 'undecided'
  if (layer.decidedFor === null || expiresAt === null || expiresAt <= layer.decidedFor) return 'undecided'
  const openDays = [layer.decidedFor, (oracleActBy(expiresAt, mode) as number) - 90 * DAY_MS].map(beijingDay)
  const isOpenAgain = openDays.every((day) => day <= beijingDay(now))
  return isOpenAgain ? 'undecided' : 'renewed'
}

/** Whether an expiry is later by whole months of Beijing's calendar. */
export function isRenewal(old: number | null, next: number | null): boolean {
  if (old === null || next === null) return false
  const [a, b] = [new Date(old + BEIJING_MS), new Date(next + BEIJING_MS)]
  const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth()
  if (months < 1) return false
  const lastOf = (date: Date): number =>
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  const areEnds = a.getUTCDate() === lastOf(a) && b.getUTCDate() === lastOf(b)
  return areEnds || b.getUTCDate() === Math.min(a.getUTCDate(), lastOf(b))
}

export interface OracleSays {
  readonly at: number
  readonly by: string
}

function say(
  item: OracleItem,
  { at, by }: OracleSays,
  field: string,
  old: string | null,
  next: string | null,
  expiresAt = item.expiresAt,
): void {
  item.lines.push([at, by, field, old, next, expiresAt].map(String).join('|'))
}

/** A sync reports the item, or no longer does. */
export function oracleSync(
  item: OracleItem,
  seen: { readonly expiresAt: number | null; readonly mode: string } | null,
  at: number,
): void {
  if (!seen) {
    item.isActive = false
    return
  }
  item.isActive = true
  const before = oracleDecision(item, at)
  const old = item.expiresAt
  Object.assign(item, seen)
  if (old === seen.expiresAt) return
  const isUnasked = isRenewal(old, seen.expiresAt) && before !== 'renew' && before !== 'renewed'
  item.unasked = isUnasked ? { at, expiresAt: seen.expiresAt } : null
  const after = oracleDecision(item, at)
  if (before !== after) say(item, { at, by: '' }, 'decision', before, after)
}

const fold = (tag: string): string => tag.normalize('NFKC').toLowerCase()

function spoken(item: OracleItem, patch: OraclePatch, at: number): OracleLayer {
  const layer = structuredClone(item.layer)
  for (const field of ['owner', 'backupOwner', 'reason', 'note', 'snoozedUntil'] as const) {
    const value = patch[field]
    if (value !== undefined) layer[field] = value
  }
  if (patch.noteAppended !== undefined)
    layer.note = [layer.note, patch.noteAppended].filter((x) => x !== null).join('\n\n')
  if (patch.decision !== undefined) {
    layer.decision = patch.decision
    layer.decidedFor = patch.decision === 'undecided' ? null : item.expiresAt
  }
  layer.tags = layer.tags.filter((tag) => !patch.tagsRemoved?.some((gone) => fold(gone) === fold(tag)))
  for (const tag of patch.tagsAdded ?? [])
    if (!layer.tags.some((known) => fold(known) === fold(tag))) layer.tags.push(tag)
  layer.tags.sort(new Intl.Collator('zh-CN', { numeric: true }).compare)
  if (patch.isAcknowledged === false) Object.assign(layer, { acknowledgedAt: null, acknowledgedFor: null })
  const isNew = layer.acknowledgedAt === null || layer.acknowledgedFor !== item.expiresAt
  if (patch.isAcknowledged && isNew) Object.assign(layer, { acknowledgedAt: at, acknowledgedFor: item.expiresAt })
  return layer
}

function become(item: OracleItem, layer: OracleLayer, who: OracleSays): void {
  const old = item.layer
  const held = oracleDecision(item, who.at)
  item.layer = layer
  const list = (tags: readonly string[]): string | null => (tags.length === 0 ? null : JSON.stringify(tags))
  const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
  const pairs: [string, string | null, string | null][] = [
    ['owner', old.owner, layer.owner],
    ['backupOwner', old.backupOwner, layer.backupOwner],
    ['reason', old.reason, layer.reason],
    ['note', old.note, layer.note],
    ['customTags', list(old.tags), list(layer.tags)],
    ['snoozedUntil', old.snoozedUntil, layer.snoozedUntil],
  ]
  for (const [field, before, after] of pairs) if (before !== after) say(item, who, field, before, after)
  if (old.acknowledgedAt !== layer.acknowledgedAt || old.acknowledgedFor !== layer.acknowledgedFor) {
    say(item, who, 'acknowledgedAt', iso(old.acknowledgedAt), iso(layer.acknowledgedAt))
  }
  if (old.decision !== layer.decision || old.decidedFor !== layer.decidedFor) {
    // What is said, for the expiry it is said for: an undo gives back what was said for another one.
    const saidFor = layer.decision === 'undecided' ? item.expiresAt : layer.decidedFor
    say(item, who, 'decision', held, layer.decision, saidFor)
  }
}

/** What an edit had found, by item. */
export type OracleEdit = Map<OracleItem, { layer: OracleLayer; lastEdit: string | null }>

/** Somebody says something about items; answers what was there before, of those that changed. */
export function oracleEdit(
  items: readonly OracleItem[],
  patch: OraclePatch,
  who: OracleSays,
  editId: string | null,
): OracleEdit {
  const former: OracleEdit = new Map()
  for (const item of items) {
    const layer = spoken(item, patch, who.at)
    if (JSON.stringify(layer) === JSON.stringify(item.layer)) continue
    former.set(item, { layer: item.layer, lastEdit: item.lastEdit })
    become(item, layer, who)
    item.lastEdit = editId
  }
  return former
}

/** Gives items back what they had before an edit, unless another one spoke later. */
export function oracleUndo(edit: OracleEdit, editId: string, who: OracleSays): { restored: number; skipped: number } {
  let restored = 0
  for (const [item, former] of edit) {
    if (item.lastEdit !== editId) continue
    become(item, former.layer, who)
    item.lastEdit = former.lastEdit
    restored += 1
  }
  return { restored, skipped: edit.size - restored }
}
