import type { ReviewLayer } from '../../../shared/domain/review-layer.ts'
import { REVIEW_FIELDS, type ReviewField } from '../../../shared/domain/review.ts'
import { prepare, type WriteDb } from '../connection.ts'
import { sql } from '../sql.ts'
import { createReviewWriter, PUT_REVIEW, RECORD_CHANGE, type ReviewAuthor, type ReviewedItem } from './review.ts'

/** Fewer items than this are written one by one: a statement for them together would cost more than it saves. */
const FEW = 3

/** Layers and their history for many items, most of which get the same: what is equal is one statement. */
export interface BulkReviewWriter {
  /** `editId`: the edit by which the layer became what it is. */
  put(itemKey: number, layer: ReviewLayer, editId: string | null): void
  record(item: ReviewedItem, field: ReviewField, old: string | null, next: string | null): void
  /** Writes what has been put and recorded since the last time; an item's lines stand in the order of the fields. */
  flush(): void
}

type Bond = number | null

/** Items that get the same but for the expiry that it is said for. */
interface Group {
  readonly keys: number[]
  readonly bonds: Bond[]
}

interface LayerGroup extends Group {
  readonly layer: ReviewLayer
  readonly editId: string | null
}

interface LineGroup extends Group {
  readonly old: string | null
  readonly next: string | null
}

interface FieldLines {
  readonly byName: Map<string, LineGroup>
  last: LineGroup | null
}

/** To be used in one transaction. */
export function createBulkReviewWriter(db: WriteDb, author: ReviewAuthor): BulkReviewWriter {
  const { by, at, editId = null, runId = null } = author
  const single = createReviewWriter(db, author)
  const putAll = prepare<(string | number | null)[]>(
    db,
    sql`${PUT_REVIEW.into}
        SELECT CAST(key AS INTEGER), ?, ?, ?, value, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM json_each(?) WHERE true
        ${PUT_REVIEW.onConflict}`,
  )
  const recordAll = prepare<(string | number | null)[]>(
    db,
    sql`${RECORD_CHANGE.into} SELECT CAST(key AS INTEGER), ?, ?, ?, ?, ?, value, ?, ? FROM json_each(?)`,
  )
  const layers = new Map<string, LayerGroup>()
  const lines = new Map<ReviewField, FieldLines>()
  let lastLayer: LayerGroup | null = null

  function groupOf(layer: ReviewLayer, setBy: string | null): LayerGroup {
    if (lastLayer && lastLayer.editId === setBy && isSameButBond(lastLayer.layer, layer)) return lastLayer
    const name = JSON.stringify([setBy, { ...layer, decidedForExpiresAt: null }])
    let group = layers.get(name)
    if (!group) {
      group = { layer, editId: setBy, keys: [], bonds: [] }
      layers.set(name, group)
    }
    lastLayer = group
    return group
  }

  function flushLayers(): void {
    for (const { layer, editId: setBy, keys, bonds } of layers.values()) {
      if (keys.length < FEW) {
        keys.forEach((key, index) => single.put(key, { ...layer, decidedForExpiresAt: bonds[index] as Bond }, setBy))
        continue
      }
      putAll.run(
        layer.owner,
        layer.backupOwner,
        layer.decision,
        layer.reason,
        layer.note,
        layer.customTags,
        layer.snoozedUntil,
        layer.acknowledgedAt,
        layer.acknowledgedForExpiresAt,
        setBy,
        at,
        by,
        toPairs(keys, bonds),
      )
    }
    layers.clear()
    lastLayer = null
  }

  function flushLines(): void {
    for (const field of REVIEW_FIELDS) {
      for (const { old, next, keys, bonds } of lines.get(field)?.byName.values() ?? []) {
        if (keys.length < FEW) {
          keys.forEach((itemKey, index) =>
            single.record({ itemKey, expiresAt: bonds[index] as Bond }, field, old, next),
          )
        } else recordAll.run(at, by, field, old, next, editId, runId, toPairs(keys, bonds))
      }
    }
    lines.clear()
  }

  return {
    put(itemKey, layer, setBy) {
      const { keys, bonds } = groupOf(layer, setBy)
      keys.push(itemKey)
      bonds.push(layer.decidedForExpiresAt)
    },
    record({ itemKey, expiresAt }, field, old, next) {
      let groups = lines.get(field)
      if (!groups) {
        groups = { byName: new Map(), last: null }
        lines.set(field, groups)
      }
      let group = groups.last
      if (group?.old !== old || group.next !== next) {
        const name = JSON.stringify([old, next])
        group = groups.byName.get(name) ?? { old, next, keys: [], bonds: [] }
        groups.byName.set(name, group)
        groups.last = group
      }
      group.keys.push(itemKey)
      group.bonds.push(expiresAt)
    },
    flush() {
      flushLayers()
      flushLines()
    },
  }
}

/** Keys and instants as one JSON text, `{"12":1767225600000,"13":null}`. */
function toPairs(keys: readonly number[], bonds: readonly Bond[]): string {
  let text = ''
  for (let index = 0; index < keys.length; index += 1)
    text += `${index === 0 ? '' : ','}"${keys[index]}":${bonds[index]}`
  return `{${text}}`
}

function isSameButBond(a: ReviewLayer, b: ReviewLayer): boolean {
  return (
    a.owner === b.owner &&
    a.backupOwner === b.backupOwner &&
    a.decision === b.decision &&
    a.reason === b.reason &&
    a.note === b.note &&
    a.customTags === b.customTags &&
    a.snoozedUntil === b.snoozedUntil &&
    a.acknowledgedAt === b.acknowledgedAt &&
    a.acknowledgedForExpiresAt === b.acknowledgedForExpiresAt
  )
}
