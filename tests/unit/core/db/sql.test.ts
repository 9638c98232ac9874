import { describe, expect, it } from 'vitest'
import { sql, sqlFragment, sqlId, sqlJoin, sqlNothing } from '../../../../src/core/db/sql.ts'

describe('sql', () => {
  it('binds every value, so that text never becomes part of the statement', () => {
    const query = sql`SELECT * FROM item WHERE name = ${"'; DROP TABLE item; --"} AND price > ${7}`
    expect(query.text).toBe('SELECT * FROM item WHERE name = ? AND price > ?')
    expect(query.values).toEqual(["'; DROP TABLE item; --", 7])
  })

  it('binds booleans as 1 and 0', () => {
    expect(sql`${true}, ${false}`.values).toEqual([1, 0])
  })

  it('keeps null, which means "no value"', () => {
    expect(sql`${null}`.values).toEqual([null])
  })

  it.each([
    ['undefined', undefined],
    ['a plain object', { a: 1 }],
    ['an object that looks like a fragment', { text: 'DROP TABLE item', values: [] }],
    ['a list', [1, 2]],
    ['a function', () => 1],
    ['a date', new Date(0)],
    ['NaN, which SQLite would store as NULL', Number.NaN],
  ])('refuses %s', (_name, value) => {
    expect(() => sql`SELECT ${value as never}`).toThrow(TypeError)
  })

  it('keeps values in order through nested fragments', () => {
    const inner = sqlFragment`b = ${2} AND ${sqlFragment`c = ${3}`}`
    const query = sql`SELECT ${1} WHERE ${inner} AND d = ${4}`
    expect(query.text).toBe('SELECT ? WHERE b = ? AND c = ? AND d = ?')
    expect(query.values).toEqual([1, 2, 3, 4])
  })

  it('leaves a part out without a trace', () => {
    expect(sql`SELECT 1 ${sqlNothing}`).toMatchObject({ text: 'SELECT 1 ', values: [] })
  })
})

describe('sqlJoin', () => {
  it('joins values with commas', () => {
    expect(sql`IN (${sqlJoin(['a', 'b'])})`).toMatchObject({ text: 'IN (?, ?)', values: ['a', 'b'] })
  })

  it('joins fragments with the separator given', () => {
    const joined = sqlJoin([sqlFragment`a = ${1}`, sqlFragment`b = ${2}`], sqlFragment` AND `)
    expect(joined).toMatchObject({ text: 'a = ? AND b = ?', values: [1, 2] })
  })

  it('refuses an empty list, which would select nothing in silence', () => {
    expect(() => sqlJoin([])).toThrow('at least one')
  })
})

describe('sqlId', () => {
  it('quotes column and table.column', () => {
    expect(sqlId('expires_at').text).toBe('"expires_at"')
    expect(sqlId('item.expires_at').text).toBe('"item"."expires_at"')
  })

  it.each(['', 'a b', 'a;b', 'a"b', 'A', '1a', 'a.b.c', 'a.', '列'])('refuses %j', (name) => {
    expect(() => sqlId(name)).toThrow('not an identifier')
  })
})
