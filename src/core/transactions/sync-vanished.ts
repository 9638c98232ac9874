import { goneCause } from '../../shared/domain/gone-cause.ts'
import type { ItemStatus } from '../../shared/domain/item.ts'
import type { RenewalMode } from '../../shared/domain/renewal-mode.ts'
import { getAccount } from '../db/repositories/account.ts'
import { FACT_INDEX } from '../db/repositories/item-columns.ts'
import { readActiveProjects, readStoredItems } from '../db/repositories/item-write.ts'
import { countStagedProjects } from '../db/repositories/stage.ts'
import { inChunks, type Commit, type Plan } from './sync-plan.ts'
import { toStageKey } from './sync-stage.ts'

/** Marks what a complete run should have reported and did not; answers how many. */
export function markVanished(commit: Commit, plan: Plan): number {
  const { db, stage, writer, at, throwIfCancelled } = commit
  const { known } = stage
  if (plan.vanished.length === 0) return 0
  const { lastComplete } = getAccount(db, stage.accountId)
  const siblings = countSiblings(commit, plan)
  for (const chunk of inChunks(plan.vanished, throwIfCancelled)) {
    const stored = readStoredItems(
      db,
      chunk.map((slot) => known.itemKeys[slot] as number),
    )
    for (const item of stored.values()) {
      const { before, reported } = siblings(item.facts[FACT_INDEX.enterpriseProjectId] as string | null)
      const facts = {
        status: item.facts[FACT_INDEX.status] as ItemStatus,
        expiresAt: item.facts[FACT_INDEX.expiresAt] as number | null,
        renewalMode: item.facts[FACT_INDEX.renewalMode] as RenewalMode,
        graceEndsAt: item.graceEndsAt,
        retentionEndsAt: item.retentionEndsAt,
      }
      const cause = goneCause(facts, { now: at, siblingsStillReported: reported, siblingsBefore: before })
      // An active item was seen by every complete run, though only changed rows say so themselves.
      writer.markGone(item.itemKey, cause, Math.max(item.seenAt, lastComplete?.at ?? item.seenAt))
      writer.record({ itemKey: item.itemKey, kind: 'gone', field: null, old: null, new: cause })
    }
  }
  return plan.vanished.length
}

/** Counts, per enterprise project, the items that were there before this run and those that it still reports. */
function countSiblings(
  { db, stage }: Commit,
  { added, isReported, isExpected }: Plan,
): (project: string | null) => { before: number; reported: number } {
  const { known } = stage
  const projects = readActiveProjects(db, stage.accountId)
  const counts = new Map<string | null, { before: number; reported: number }>()
  const countOf = (project: string | null) => {
    let count = counts.get(project)
    if (!count) {
      count = { before: 0, reported: 0 }
      counts.set(project, count)
    }
    return count
  }
  for (let slot = 0; slot < known.size; slot += 1) {
    if (!isExpected(slot)) continue
    const count = countOf(projects.get(known.itemKeys[slot] as number) ?? null)
    count.before += 1
    if (isReported(slot)) count.reported += 1
  }
  const newKeys = added.map((slot) => toStageKey(stage, slot))
  for (const { project, items } of countStagedProjects(db, newKeys)) countOf(project).reported += items
  return countOf
}
