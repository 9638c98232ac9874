import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '../../shared/domain/app-error.ts'
import type { ReadDb } from '../db/connection.ts'
import { readTransaction } from '../db/connection.ts'
import { readIndexRows } from '../db/repositories/item-index.ts'
import { readDataVersion, readItemStamp } from '../db/repositories/item-stamp.ts'
import { appendHeavy, appendLight, createPicture, type Picture } from './picture.ts'
import { catchUp, MAX_CHANGED, refreshPicture, type Refreshed } from './refresh.ts'
import { createSlices } from './slices.ts'

/** Rows that are read at once: about three milliseconds. */
const ROWS_AT_ONCE = 500

/** Longer than it takes for 100,000 items. */
const PATIENCE_MS = 1000

/** A picture that changes this often while it is read is held back until the next question. */
const MAX_ATTEMPTS = 5
const MORE_EACH_TIME = 4

export interface ItemIndex {
  /**
   * The picture as the database holds it now. `whole` waits for the texts as well. While a picture of which more than a
   * few rows have changed is made anew, the former one may be answered, true to its own `freshAt`.
   */
  current(need: 'light' | 'whole'): Promise<Picture>
  /** Whether there is a picture that can answer at once. */
  isReady(need: 'light' | 'whole'): boolean
  /** Begins to read, to be ready for the first question. */
  start(): void
}

export interface ItemIndexOptions {
  readonly db: ReadDb
  readonly clock: { now(): number }
  /** Told when a new picture has taken the place of one that was answered though it was not true any more. */
  readonly onRenewed?: () => void
  /** Told of what keeps a picture from being made while nobody waits for it. */
  readonly onError?: (error: unknown) => void
  /** How long a picture may be in the making before the former one answers; default 1 s. */
  readonly patienceMs?: number
  /** Carried out in slices when a whole picture is ready, to have ready what many questions need. */
  readonly prepare?: (picture: Picture, isNeeded: () => boolean) => Promise<void>
}

/** A picture that is being made. */
interface Making {
  /** Resolves when there is something to answer from that needs no texts. */
  readonly light: Promise<void>
  readonly whole: Promise<void>
  /** On the clock of `performance`. */
  readonly beganMs: number
}

/** A promise with its two ends. */
interface Gate {
  readonly promise: Promise<void>
  readonly open: () => void
  readonly fail: (error: unknown) => void
}

/** Holds all items in memory, in columns; nothing is read before `start` or the first question. */
export function createItemIndex(options: ItemIndexOptions): ItemIndex {
  const { db, clock, patienceMs = PATIENCE_MS } = options
  let shown: Picture | null = null
  let making: Making | null = null
  let catching: Promise<Refreshed> | null = null
  let wasStale = false

  /** Everybody who asks meanwhile waits for the same. */
  function catchUpOnce(picture: Picture): Promise<Refreshed> {
    catching ??= catchUp(db, picture, clock).finally(() => {
      catching = null
    })
    return catching
  }

  function begin(): Making {
    if (making) return making
    const light = createGate()
    const whole = make(light)
      .catch((error: unknown) => {
        light.fail(error)
        throw error
      })
      .finally(() => {
        making = null
      })
    // Nobody may be waiting for it.
    light.promise.catch(() => {})
    whole.catch((error: unknown) => {
      if (db.isOpen) options.onError?.(error)
    })
    making = { whole, light: light.promise, beganMs: performance.now() }
    return making
  }

  /** Makes a picture and shows it: a first one as soon as its light part is there, a later one when it is whole. */
  async function make(light: Gate): Promise<void> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      // A run over links measures certificates without a pause: what was too much to take over is so no longer.
      const limit = MAX_CHANGED * MORE_EACH_TIME ** (attempt - 1)
      const picture = await readLight(db, clock)
      if (refreshPicture(db, picture, clock.now(), limit) !== 'fresh') continue
      if (shown === null) {
        shown = picture
        light.open()
        // Whoever waits for it is answered before more is read.
        await nextTurn()
      }
      if (!(await readHeavy(db, picture)) || refreshPicture(db, picture, clock.now(), limit) !== 'fresh') continue
      shown = picture
      light.open()
      if (wasStale) options.onRenewed?.()
      wasStale = false
      options
        .prepare?.(picture, () => db.isOpen && shown === picture)
        .catch((error: unknown) => {
          if (db.isOpen) options.onError?.(error)
        })
      return
    }
    throw new AppError('INTERNAL', {}, { raw: 'items change faster than they can be read' })
  }

  return {
    start() {
      if (shown === null) begin()
    },
    isReady: (need) => satisfies(shown, need),
    async current(need) {
      for (;;) {
        requireOpen(db)
        const former: Picture | null = shown
        let state = former === null ? 'broken' : refreshPicture(db, former, clock.now())
        if (state === 'behind' && former !== null) state = await catchUpOnce(former)
        // Another one may have taken its place meanwhile.
        if (shown !== former) continue
        if (state === 'fresh' && satisfies(former, need)) return former
        if (state === 'broken') shown = null
        const { whole, light, beganMs } = begin()
        if (state === 'broken') await (need === 'light' ? light : whole)
        else if (state === 'fresh' || !satisfies(former, need) || (await endsUntil(whole, beganMs + patienceMs)))
          await whole
        else {
          wasStale = true
          return former
        }
      }
    },
  }
}

function satisfies(picture: Picture | null, need: 'light' | 'whole'): picture is Picture {
  return picture !== null && (need === 'light' || picture.heavyRows === picture.rows)
}

async function readLight(db: ReadDb, clock: { now(): number }): Promise<Picture> {
  requireOpen(db)
  const picture = readTransaction(db, () => createPicture(readItemStamp(db), readDataVersion(db), clock.now()))
  const slices = createSlices()
  for (;;) {
    const after = picture.rows === 0 ? Number.MIN_SAFE_INTEGER : (picture.keys[picture.rows - 1] as number)
    const rows = readIndexRows(db, 'light', after, ROWS_AT_ONCE)
    // What came after the stamp is taken over with everything else that has changed since.
    appendLight(
      picture,
      rows.filter((row) => row.item_key <= picture.stamp.lastItemKey),
    )
    if (rows.length < ROWS_AT_ONCE || (rows.at(-1)?.item_key ?? 0) >= picture.stamp.lastItemKey) return picture
    await slices.rest()
    requireOpen(db)
  }
}

/** False when rows are not where they were. */
async function readHeavy(db: ReadDb, picture: Picture): Promise<boolean> {
  const slices = createSlices()
  while (picture.heavyRows < picture.rows) {
    const after = picture.heavyRows === 0 ? Number.MIN_SAFE_INTEGER : picture.keys[picture.heavyRows - 1]
    const count = Math.min(ROWS_AT_ONCE, picture.rows - picture.heavyRows)
    const rows = readIndexRows(db, 'heavy', after as number, count)
    const isInPlace = rows.every((row, index) => row.item_key === picture.keys[picture.heavyRows + index])
    if (rows.length < count || !isInPlace) return false
    appendHeavy(picture, rows)
    await slices.rest()
    requireOpen(db)
  }
  return true
}

function requireOpen(db: ReadDb): void {
  if (!db.isOpen) throw new AppError('SHUTTING_DOWN')
}

function createGate(): Gate {
  let open: () => void = () => {}
  let fail: (error: unknown) => void = () => {}
  const promise = new Promise<void>((resolve, reject) => {
    open = resolve
    fail = reject
  })
  return { promise, open, fail }
}

async function endsUntil(work: Promise<void>, untilMs: number): Promise<boolean> {
  const timeoutMs = untilMs - performance.now()
  if (timeoutMs <= 0) return false
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs)
  })
  try {
    return await Promise.race([work.then(() => true as const), late])
  } finally {
    clearTimeout(timer)
  }
}
