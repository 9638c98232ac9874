import { describe, expect, it } from 'vitest'
import { isAppAddress, isPageAddress } from '../../../src/main/address.ts'

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

describe('isPageAddress', () => {
  it.each(['app://duewatch/', 'app://duewatch/index.html#/items', 'app://duewatch/items?query=1'])(
    'lets the window show %s',
    (address) => {
      expect(isPageAddress(address)).toBe(true)
    },
  )

  it.each([
    'app://duewatch/assets/index.js',
    'app://duewatch/no-such-file.html',
    'app://duewatch/..%2fmain',
    'app://evil/',
    'https://duewatch/',
  ])('keeps the window from showing %s', (address) => {
    expect(isPageAddress(address)).toBe(false)
  })
})
