import { describe, expect, it } from 'vitest'
import { toWantedBacklink } from '../../../../src/shared/domain/wanted-backlink.ts'

describe('toWantedBacklink', () => {
  it.each([
    ['example.com', 'example.com', '/'],
    ['WWW.Example.com.', 'example.com', '/'],
    ['https://www.example.com/path/', 'example.com', '/path'],
    ['http://example.com:80', 'example.com', '/'],
    ['http://example.com:443/', 'example.com', '/'],
    ['example.com:8443', 'example.com:8443', '/'],
    ['//example.com/a//', 'example.com', '/a'],
    ['https://example.com/a?q=1#x', 'example.com', '/a'],
    ['例子.中国/你好/', 'xn--fsqu00a.xn--fiqs8s', '/%E4%BD%A0%E5%A5%BD'],
    ['www.com', 'www.com', '/'],
    ['localhost', 'localhost', '/'],
    ['http://intranet/links', 'intranet', '/links'],
    ['192.168.1.1', '192.168.1.1', '/'],
    ['[::1]', '[::1]', '/'],
  ])('takes %s', (site, host, path) => {
    expect(toWantedBacklink(site, true)).toEqual({ host, path, includesSubdomains: true })
  })

  it.each([
    '',
    '无',
    'yes',
    'true',
    '1',
    '12.5',
    '-',
    'a..b',
    'x,y.test',
    'two words.test',
    'mailto:a@b.test',
    'ftp://example.com',
    'javascript:alert(1)',
    'https://user:secret@example.com',
    'https://',
  ])('takes %j for no site', (site) => {
    expect(toWantedBacklink(site, false)).toBeNull()
  })
})
