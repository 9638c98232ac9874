import { describe, expect, it } from 'vitest'
import { readItemStamp } from '../../../../src/core/db/repositories/item-stamp.ts'
import { findTexts, prepareFindTexts, toComparable } from '../../../../src/core/index/find-ids.ts'
import { appendHeavy, appendLight, createPicture, type Picture } from '../../../../src/core/index/picture.ts'
import { repeat } from '../../../support/seeded.ts'
import { createTestDb } from '../../../support/test-db.ts'

type Named = readonly [resourceId: string, name: string]

/** Makes empty pictures. */
function arrange(): () => Picture {
  const stamp = readItemStamp(createTestDb().read)
  return () => createPicture(stamp, 1, 0)
}

function add(picture: Picture, items: readonly Named[]): void {
  const start = picture.rows
  const rows = items.map(([id, name], index) => ({
    item_key: start + index + 1,
    item_id: `item-${start + index + 1}`,
    resource_id: id,
    resource_name: name,
  }))
  appendLight(picture, rows)
  appendHeavy(picture, rows)
}

/** What a look at every single item finds. */
function lookAtAll(items: readonly Named[], texts: readonly string[]): Map<string, number[]> {
  const found = new Map<string, number[]>()
  const keysOf = (place: 0 | 1, text: string): number[] =>
    items.flatMap((item, index) => (toComparable(item[place]) === text ? [index + 1] : []))
  for (const text of texts) {
    const ids = keysOf(0, text)
    const names = keysOf(1, text)
    if (ids.length > 0) found.set(text, ids)
    else if (names.length === 1) found.set(text, names)
  }
  return found
}

const TEXTS = [
  'a',
  'ａ',
  ' a',
  'A',
  'b c',
  'b\u3000c',
  'ﬁ',
  'fi',
  '订单',
  '订单 ',
  '\u00e9',
  'e\u0301',
  '',
  '1',
  '１',
  'z',
]

describe('looking up pasted texts', () => {
  it('finds what a look at every item finds, whatever the width of what is stored, also of items that come later', () => {
    const aPicture = arrange()
    repeat(60, (random) => {
      const picture = aPicture()
      const items: Named[] = []
      for (let round = 0; round < 4; round += 1) {
        const more = Array.from({ length: random.integer(0, 12) }, (): Named => [
          random.pick(TEXTS),
          random.pick(TEXTS),
        ])
        items.push(...more)
        add(picture, more)
        const asked = [...new Set(TEXTS.filter(() => random.chance(0.7)).map(toComparable))]
        const found = findTexts(picture, asked)
        const wanted = lookAtAll(items, asked)
        for (const text of asked) expect([text, found.get(text)]).toEqual([text, wanted.get(text)])
      }
    })
  })

  it('looks at each stored text once', async () => {
    const picture = arrange()()
    add(picture, [
      ['ａ', 'x'],
      ['b', 'y'],
    ])
    expect(await prepareFindTexts(picture, () => true)).toBe(false)
    add(
      picture,
      Array.from({ length: 3000 }, (_, index): Named => [`id-${index}`, `name ${index}`]),
    )
    expect(await prepareFindTexts(picture, () => true)).toBe(true)
    expect(await prepareFindTexts(picture, () => true)).toBe(false)
    expect(findTexts(picture, ['id-2999', 'name 5', 'a']).size).toBe(3)
  })
})
