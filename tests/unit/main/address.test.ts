import { describe, expect, it } from 'vitest'
import { isAppAddress } from '../../../src/main/address.ts'

describe('isAppAddress', () => {
  it.each(['app://duewatch/', 'app://duewatch', 'app://duewatch/index.html#/items?query=1', 'APP://duewatch/x'])(
    'knows %s as ours',
    (address) => {
      expect(isAppAddress(address)).toBe(true)
    },
  )

  it.each([
    'https://duewatch/',
    'app://duewatch.example/',
    'app://duewatch:80/',
    'app://user@duewatch/',
    'app://evil/duewatch',
    'app:duewatch',
    'app:///duewatch',
    'file:///app/duewatch',
    'about:blank',
    'data:text/html,app://duewatch/',
    'javascript:alert(1)',
    'blob:app://duewatch/1234',
    'http://127.0.0.1/?app://duewatch/',
    '',
    'duewatch',
  ])('does not take %s for ours', (address) => {
    expect(isAppAddress(address)).toBe(false)
  })
})
