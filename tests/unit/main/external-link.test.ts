import { describe, expect, it } from 'vitest'
import { toExternalUrl } from '../../../src/main/external-link.ts'

describe('toExternalUrl', () => {
  it.each([
    ['https://console.huaweicloud.com/a?b=c#d', 'https://console.huaweicloud.com/a?b=c#d'],
    ['HTTP://EXAMPLE.com', 'http://example.com/'],
    ['mailto:a@example.com?subject=x', 'mailto:a@example.com?subject=x'],
    ['https://example.com/中文', 'https://example.com/%E4%B8%AD%E6%96%87'],
  ])('hands %s on', (text, url) => {
    expect(toExternalUrl(text)).toBe(url)
  })

  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'ms-msdt:/id PCWDiagnostic',
    'smb://server/share',
    '\\\\server\\share',
    'C:\\windows\\system32\\calc.exe',
    '/usr/bin/true',
    'app://duewatch/',
    'ftp://example.com/',
    'https://',
    'mailto',
    '',
  ])('refuses %s', (text) => {
    expect(toExternalUrl(text)).toBeNull()
  })

  it('leaves no quote or space with which a command line could be broken', () => {
    const hostile = ['mailto:a" --exec "calc.exe', 'https://example.com/" /c calc', 'https://example.com/?q=" x']
    for (const text of hostile) expect(toExternalUrl(text)).not.toMatch(/["\s]/)
  })
})
