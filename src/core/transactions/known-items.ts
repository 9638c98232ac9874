import type { KnownItemRow } from '../db/repositories/item-known.ts'

/** What is known of one slot, as bits. `const` object instead of an enum: only erasable syntax. */
export const Flag = {
  /** Active in the stored picture. */
  Active: 1,
  /** Came from a connector, so that a sync may mark it gone. */
  Cloud: 2,
  /** The provider's stored status is `closed`. */
  Closed: 4,
  StagedItem: 8,
  StagedTags: 16,
  StagedPrice: 32,
  /** Not in the list, but found by its id. */
  LookedUp: 64,
  /** The run has found the stored tags unchanged. */
  SameTags: 128,
} as const

/** What the run has brought, as opposed to what is stored. */
const BROUGHT = Flag.StagedItem | Flag.StagedTags | Flag.StagedPrice | Flag.LookedUp | Flag.SameTags

/**
 * The account's fingerprints in parallel lists: 100,000 resources cost some megabytes and no object each. A slot exists
 * for every resource id that is stored or was mentioned by the run; item key 0 means "not stored".
 */
export interface KnownItems {
  readonly ids: readonly string[]
  readonly itemKeys: number[]
  readonly contentHashes: (string | null)[]
  readonly tagHashes: (string | null)[]
  readonly expiresAt: (number | null)[]
  readonly stagedHashes: (string | null)[]
  readonly size: number
  /** Slots below this one were stored when the run began; their numbers are what batches call unchanged rows by. */
  readonly firstNewSlot: number
  /** Slot of a resource, made when there is none. */
  slotOf(resourceId: string): number
  isStored(slot: number): boolean
  has(slot: number, flag: number): boolean
  set(slot: number, flag: number): void
  unset(slot: number, flag: number): void
  /** Last pass that reported the resource; 0 = none. */
  passOf(slot: number): number
  /** Notes that a pass reports the resource; false when a newer pass has done so already. */
  markSeen(slot: number, pass: number): boolean
  /** Distinct resources whose latest report is of this pass. */
  countSeen(pass: number): number
  /**
   * Takes over a newer stored picture. False, and nothing is taken over, when a resource that the run found unchanged is
   * no longer what it was compared with.
   */
  renew(fresh: Iterable<KnownItemRow>): boolean
}

/** Takes over the stored picture of one account. */
export function createKnownItems(rows: Iterable<KnownItemRow>): KnownItems {
  const slots = new Map<string, number>()
  const ids: string[] = []
  const itemKeys: number[] = []
  const contentHashes: (string | null)[] = []
  const tagHashes: (string | null)[] = []
  const expiresAt: (number | null)[] = []
  const stagedHashes: (string | null)[] = []
  const flags: number[] = []
  const passes: number[] = []
  const seenByPass = new Map<number, number>()

  function addSlot(resourceId: string): number {
    const slot = ids.length
    slots.set(resourceId, slot)
    ids.push(resourceId)
    itemKeys.push(0)
    contentHashes.push(null)
    tagHashes.push(null)
    expiresAt.push(null)
    stagedHashes.push(null)
    flags.push(0)
    passes.push(0)
    return slot
  }

  const flagsOf = (slot: number) => flags[slot] as number

  function take(slot: number, row: KnownItemRow): void {
    itemKeys[slot] = row.item_key
    contentHashes[slot] = row.content_hash
    tagHashes[slot] = row.tags_hash
    expiresAt[slot] = row.expires_at
    flags[slot] =
      (flagsOf(slot) & BROUGHT) |
      (row.is_active === 1 ? Flag.Active : 0) |
      (row.kind === 'cloud' ? Flag.Cloud : 0) |
      (row.status === 'closed' ? Flag.Closed : 0)
  }
  for (const row of rows) take(addSlot(row.resource_id), row)
  const firstNewSlot = ids.length

  return {
    ids,
    itemKeys,
    contentHashes,
    tagHashes,
    expiresAt,
    stagedHashes,
    firstNewSlot,
    get size() {
      return ids.length
    },
    slotOf: (resourceId) => slots.get(resourceId) ?? addSlot(resourceId),
    isStored: (slot) => itemKeys[slot] !== 0,
    has: (slot, flag) => (flagsOf(slot) & flag) !== 0,
    set(slot, flag) {
      flags[slot] = flagsOf(slot) | flag
    },
    unset(slot, flag) {
      flags[slot] = flagsOf(slot) & ~flag
    },
    passOf: (slot) => passes[slot] as number,
    markSeen(slot, pass) {
      const before = passes[slot] as number
      if (before > pass) return false
      if (before === pass) return true
      if (before > 0) seenByPass.set(before, (seenByPass.get(before) as number) - 1)
      passes[slot] = pass
      seenByPass.set(pass, (seenByPass.get(pass) ?? 0) + 1)
      return true
    },
    countSeen: (pass) => seenByPass.get(pass) ?? 0,
    renew(fresh) {
      const byId = new Map(Array.from(fresh, (row) => [row.resource_id, row]))
      for (let slot = 0; slot < ids.length; slot += 1) {
        const row = byId.get(ids[slot] as string)
        const isReported = passes[slot] !== 0 || (flagsOf(slot) & Flag.LookedUp) !== 0
        const wasCompared = isReported && (flagsOf(slot) & Flag.StagedItem) === 0
        if (wasCompared && row?.content_hash !== contentHashes[slot]) return false
        const hadSameTags = isReported && (flagsOf(slot) & Flag.SameTags) !== 0
        if (hadSameTags && row?.tags_hash !== tagHashes[slot]) return false
      }
      itemKeys.fill(0)
      for (const row of byId.values()) take(slots.get(row.resource_id) ?? addSlot(row.resource_id), row)
      return true
    },
  }
}
