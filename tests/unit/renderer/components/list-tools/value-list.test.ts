import { describe, expect, it } from 'vitest'
import {
  excludeValue,
  isChecked,
  onlyValues,
  simplify,
  toggleValue,
} from '../../../../../src/renderer/components/list-tools/value-list.ts'

describe('a list of values', () => {
  it('lets values that come later pass when one was unchecked', () => {
    const condition = toggleValue('owner', undefined, 'Li')
    expect(isChecked(condition, 'Li')).toBe(false)
    expect(isChecked(condition, 'somebody new')).toBe(true)
    expect(isChecked(condition, null)).toBe(true)
  })

  it('filters nothing any more when the last unchecked value is checked again', () => {
    const condition = toggleValue('owner', undefined, null)
    expect(toggleValue('owner', condition, null)).toBeUndefined()
  })

  it('keeps chosen values apart from the rest, blank included', () => {
    const condition = toggleValue('owner', onlyValues('owner', ['Li']), null)
    expect(condition).toEqual({ kind: 'values', field: 'owner', values: ['Li', null] })
    expect(isChecked(condition, 'Wang')).toBe(false)
  })

  it('is no filter when every value has been chosen', () => {
    expect(simplify(onlyValues('owner', ['a', 'b']), 2)).toBeUndefined()
    expect(simplify(onlyValues('owner', ['a']), 2)).toBeDefined()
    expect(simplify(onlyValues('owner', []), 0)).toBeDefined()
  })

  it('excludes one value more and never lets it in again', () => {
    const first = excludeValue('owner', undefined, 'Li')
    const second = excludeValue('owner', first, 'Wang')
    expect(isChecked(second, 'Li') || isChecked(second, 'Wang')).toBe(false)
    expect(excludeValue('owner', second, 'Li')).toBe(second)
    expect(excludeValue('owner', onlyValues('owner', ['Li', 'Wang']), 'Li')).toEqual(onlyValues('owner', ['Wang']))
  })
})
