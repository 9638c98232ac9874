import { AppError } from '../../shared/domain/app-error.ts'
import type { FoundId } from '../../shared/ipc/item.ts'
import type { ReadDb } from '../db/connection.ts'
import { findItemIds } from '../db/repositories/item.ts'
import { listItemIds } from '../db/repositories/item-index.ts'
import type { ItemEngine } from '../index/item-engine.ts'
import { toComparable } from '../index/find-ids.ts'
import { createSlices, type Slices } from '../index/slices.ts'

/** Texts that are looked up at once: two milliseconds. */
const AT_ONCE = 500

export interface FoundIds {
  readonly found: readonly FoundId[]
  readonly unknown: readonly string[]
}

/**
 * What pasted texts stand for, each text once and in their order: the id of an item, of resources (one in each account that
 * has it), or the name that one item alone has. White space around a text and its width do not count.
 */
export async function findPastedIds(
  db: ReadDb,
  engine: Pick<ItemEngine, 'find'>,
  pasted: readonly string[],
): Promise<FoundIds> {
  const texts = [...new Set(pasted.map((text) => text.trim()))].filter((text) => text !== '')
  const slices = createSlices()
  const own = new Set<string>()
  for (const part of partsOf(texts.map(toOwnId))) {
    for (const id of findItemIds(db, part)) own.add(id)
    await rest(db, slices)
  }
  const others = await engine.find(texts.filter((text) => !own.has(toOwnId(text))).map(toComparable))
  const ids = new Map<number, string>()
  for (const part of partsOf([...new Set([...others.values()].flat())])) {
    for (const [key, id] of listItemIds(db, part)) ids.set(key, id)
    await rest(db, slices)
  }
  await rest(db, slices)
  const found: FoundId[] = []
  const unknown: string[] = []
  for (const text of texts) {
    const itemIds = own.has(toOwnId(text))
      ? [toOwnId(text)]
      : (others.get(toComparable(text)) ?? []).flatMap((key) => ids.get(key) ?? [])
    if (itemIds.length > 0) found.push({ id: text, itemIds })
    else unknown.push(text)
  }
  return { found, unknown }
}

function* partsOf<T>(values: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < values.length; start += AT_ONCE) yield values.slice(start, start + AT_ONCE)
}

async function rest(db: ReadDb, slices: Slices): Promise<void> {
  await slices.rest()
  if (!db.isOpen) throw new AppError('SHUTTING_DOWN')
}

/** Ids of items are written in small letters. */
function toOwnId(text: string): string {
  return toComparable(text).toLowerCase()
}
