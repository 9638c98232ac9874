import { describe, expect, it } from 'vitest'
import { candidatesOf, judgePasted, readPasted } from '../../../../../src/renderer/features/items/paste-ids.ts'

const known = (ids: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(ids).map(([id, itemIds]) => ({ id, itemIds }))

const ALL = known({ a1: ['i1'], a2: ['i2'], both: ['i3', 'i4'], '主机, 备用': ['i5'] })

describe('pasted ids', () => {
  it('are read line by line, whatever ends the lines, without quotes and white space', () => {
    expect(readPasted('a1\r\n  "a2"  \n\n"b ""c"""\n')).toEqual([['a1'], ['a2'], ['b "c"']])
  })

  it.each([
    ['lines', 'a1\na2'],
    ['a list by commas', 'a1, a2'],
    ['a Chinese list', 'a1、a2；'],
    ['words', 'a1 a2'],
    ['a row of cells', 'a1\ta2'],
  ])('are found in %s', (_what, text) => {
    const cells = readPasted(text)
    expect(candidatesOf(cells)).toEqual(expect.arrayContaining(['a1', 'a2']))
    expect(judgePasted(cells, ALL)).toMatchObject({ itemIds: ['i1', 'i2'], unknown: [], column: null })
  })

  it('that are a name with a comma stay one', () => {
    expect(judgePasted(readPasted('主机, 备用'), ALL)).toMatchObject({ itemIds: ['i5'], unknown: [] })
  })

  it('are told apart: found once each, unknown, and those of several accounts', () => {
    expect(judgePasted(readPasted('a1\nx\na1\nboth\nx'), ALL)).toEqual({
      itemIds: ['i1', 'i3', 'i4'],
      unknown: ['x'],
      ambiguous: ['both'],
      column: null,
    })
  })

  it('of a table are those of the column that finds most, and the other columns are not missed', () => {
    const text = '名称\t资源 ID\t价格\n甲\ta1\t12\n乙\ta2\t13\n丙\tx\t14'
    expect(judgePasted(readPasted(text), ALL)).toEqual({
      itemIds: ['i1', 'i2'],
      unknown: ['资源 ID', 'x'],
      ambiguous: [],
      column: 1,
    })
  })

  it('that are longer than any id are not asked for', () => {
    expect(candidatesOf(readPasted('x'.repeat(501)))).toEqual([])
  })
})
