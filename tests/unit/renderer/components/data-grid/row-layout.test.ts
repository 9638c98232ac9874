import { array, assert, boolean, integer, nat, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flatLayout, groupedLayout } from '../../../../../src/renderer/components/data-grid/row-layout.ts'
import type { GridGroup } from '../../../../../src/renderer/components/data-grid/types.ts'

function groupsOf(parts: readonly { readonly count: number; readonly isCollapsed: boolean }[]): GridGroup[] {
  let start = 0
  return parts.map(({ count, isCollapsed }, index) => {
    const group = { key: `g${index}`, label: `g${index}`, summary: '', start, count, isCollapsed }
    start += count
    return group
  })
}

const parts = array(record({ count: integer({ min: 1, max: 5 }), isCollapsed: boolean() }), {
  minLength: 1,
  maxLength: 12,
})

describe('row layout', () => {
  it('puts every header and every unfolded row on exactly one line, and finds them there again', () => {
    assert(
      property(parts, (given) => {
        const groups = groupsOf(given)
        const layout = groupedLayout(groups)
        const expected: { group: number; position: number }[] = []
        for (const [index, group] of groups.entries()) {
          expected.push({ group: index, position: group.start })
          if (group.isCollapsed) continue
          for (let row = 0; row < group.count; row += 1) expected.push({ group: -1, position: group.start + row })
        }
        expect(layout.count).toBe(expected.length)
        for (const [line, { group, position }] of expected.entries()) {
          expect(layout.groupAt(line)).toBe(group)
          expect(layout.positionAt(line)).toBe(position)
          if (group < 0) expect(layout.lineOf(position)).toBe(line)
          else expect(layout.lineOfGroup(group)).toBe(line)
        }
      }),
      { seed: 20_261_121 },
    )
  })

  it('selects between two lines what stands on them, so that folded rows are never selected unseen', () => {
    assert(
      property(parts, nat(60), nat(60), (given, a, b) => {
        const layout = groupedLayout(groupsOf(given))
        const [line, other] = [a % layout.count, b % layout.count]
        const expected = new Set<number>()
        for (let at = Math.min(line, other); at <= Math.max(line, other); at += 1) {
          if (layout.groupAt(at) < 0) expected.add(layout.positionAt(at))
        }
        const found = new Set<number>()
        for (const [from, to] of layout.rangesBetween(line, other)) {
          for (let position = from; position < to; position += 1) found.add(position)
        }
        expect(found).toEqual(expected)
      }),
      { seed: 20_261_121 },
    )
  })

  it('leads from a folded row to the header of its group', () => {
    const layout = groupedLayout(
      groupsOf([
        { count: 3, isCollapsed: false },
        { count: 4, isCollapsed: true },
      ]),
    )
    expect(layout.lineOf(5)).toBe(4)
    expect(flatLayout(10).lineOf(5)).toBe(5)
  })
})
