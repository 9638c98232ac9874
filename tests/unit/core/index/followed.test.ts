import { describe, expect, it } from 'vitest'
import { readItemStamp } from '../../../../src/core/db/repositories/item-stamp.ts'
import { putNumber } from '../../../../src/core/index/columns.ts'
import { followed, prepareFollowed, type FollowedColumn } from '../../../../src/core/index/followed.ts'
import { createJournal } from '../../../../src/core/index/journal.ts'
import { appendLight, createPicture, type Picture } from '../../../../src/core/index/picture.ts'
import { repeat, type Random } from '../../../support/seeded.ts'
import { createTestDb } from '../../../support/test-db.ts'

function arrange(stamp = readItemStamp(createTestDb().read)) {
  const picture = createPicture(stamp, 1, 0)
  return { picture, column: doubled(picture) }
}

/** A column that holds twice what another one does, plus its basis. */
function doubled(picture: Picture) {
  const made = { writes: 0, basis: 1 }
  const column = (): FollowedColumn<Float64Array> => ({
    name: 'doubled',
    basis: String(made.basis),
    create: (capacity) => new Float64Array(capacity),
    writer() {
      const { values } = picture.columns.numbers.act_by_at
      return (target, row) => {
        made.writes += 1
        target[row] = (values[row] as number) * 2 + made.basis
      }
    },
  })
  return Object.assign(made, { now: column })
}

function add(picture: Picture, count: number): void {
  const last = picture.rows === 0 ? 0 : (picture.keys[picture.rows - 1] as number)
  appendLight(
    picture,
    Array.from({ length: count }, (_, index) => ({ item_key: last + index + 1, act_by_at: last + index })),
  )
}

function change(picture: Picture, row: number, value: number): void {
  picture.journal.add(row)
  putNumber(picture.columns.numbers.act_by_at, row, value)
}

const expected = (picture: Picture, basis: number): number[] =>
  Array.from(picture.columns.numbers.act_by_at.values.subarray(0, picture.rows), (value) => value * 2 + basis)

function changeOddly(random: Random, picture: Picture, column: { basis: number }): void {
  const what = random.next()
  if (what < 0.1) add(picture, random.integer(1, 900))
  else if (what < 0.15) column.basis += 1
  else {
    const count = what < 0.2 ? 20_000 : random.integer(1, 30)
    for (let done = 0; done < count && picture.rows > 0; done += 1) {
      change(picture, random.integer(0, picture.rows - 1), random.integer(0, 1000))
    }
  }
}

describe('a column that follows others', () => {
  it('holds what it would hold if it were made anew, after whatever has changed', () => {
    const stamp = readItemStamp(createTestDb().read)
    repeat(40, (random) => {
      const { picture, column } = arrange(stamp)
      for (let step = 0; step < 30; step += 1) {
        changeOddly(random, picture, column)
        if (random.chance(0.6)) {
          expect(Array.from(followed(picture, column.now()))).toEqual(expected(picture, column.basis))
        }
      }
    })
  })

  it('writes changed and new rows only', () => {
    const { picture, column } = arrange()
    add(picture, 1000)
    followed(picture, column.now())
    expect(column.writes).toBe(1000)
    change(picture, 7, 70)
    add(picture, 2)
    followed(picture, column.now())
    followed(picture, column.now())
    expect(column.writes).toBe(1003)
  })

  it('is right when rows change while it is being made in slices', async () => {
    const { picture, column } = arrange()
    add(picture, 5000)
    let asked = 0
    await prepareFollowed(picture, column.now, () => {
      asked += 1
      for (const row of [0, 499, 500, 2500, picture.rows - 1]) change(picture, row, asked * 10 + row)
      if (asked === 5) add(picture, 700)
      return true
    })
    const { writes } = column
    expect(Array.from(followed(picture, column.now()))).toEqual(expected(picture, 1))
    expect(column.writes).toBe(writes)
  })

  it('is left half made when nobody needs it any more', async () => {
    const { picture, column } = arrange()
    add(picture, 5000)
    let asked = 0
    await prepareFollowed(picture, column.now, () => (asked += 1) < 3)
    expect(column.writes).toBe(1000)
    expect(Array.from(followed(picture, column.now()))).toEqual(expected(picture, 1))
  })
})

describe('the journal of changed rows', () => {
  it('tells all changes since a place, or that they are too long ago', () => {
    repeat(30, (random) => {
      const kept = random.integer(1, 20)
      const journal = createJournal(kept)
      const all: number[] = []
      for (let step = 0; step < 100; step += 1) {
        all.push(random.integer(0, 9))
        journal.add(all.at(-1) as number)
        const place = random.integer(0, all.length)
        const since = journal.since(place)
        if (since === null) expect(all.length - place).toBeGreaterThan(kept)
        else expect(since).toEqual(all.slice(place))
      }
      expect(journal.end).toBe(100)
    })
  })
})
