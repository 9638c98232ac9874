import { array, assert, constantFrom, property } from 'fast-check'
import { join, relative, resolve, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  contentSecurityPolicy,
  NONCE_PLACEHOLDER,
  PAGE_FILE,
  pageHeaders,
  toContentType,
  toPageFile,
  withNonce,
} from '../../../src/shared/page-policy.ts'

describe('contentSecurityPolicy', () => {
  const directives = new Map(
    contentSecurityPolicy('bm9uY2U=')
      .split('; ')
      .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')]),
  )

  it('denies by default and names every source that is allowed', () => {
    expect(Object.fromEntries(directives)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self' 'nonce-bm9uY2U='",
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'font-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    })
  })

  it('allows nothing inline, evaluated or foreign', () => {
    expect(contentSecurityPolicy('n')).not.toMatch(/unsafe|\*|https?:|blob:|ws:/)
  })
})

describe('pageHeaders', () => {
  it('puts the policy on every file, so that no file can be opened without it', () => {
    for (const file of [PAGE_FILE, 'assets/index-1a2b.js', 'icon.svg', 'refused.txt']) {
      const headers = pageHeaders(file, 'n')
      expect(headers['Content-Security-Policy']).toBe(contentSecurityPolicy('n'))
      expect(headers['X-Content-Type-Options']).toBe('nosniff')
      expect(headers['Referrer-Policy']).toBe('no-referrer')
      expect(headers['Cross-Origin-Opener-Policy']).toBe('same-origin')
      expect(headers['Cross-Origin-Resource-Policy']).toBe('same-origin')
    }
  })

  it('lets files with a hash in their name be kept, and never the page with its nonce', () => {
    expect(pageHeaders('assets/index-1a2b.js', 'n')['Cache-Control']).toContain('immutable')
    expect(pageHeaders(PAGE_FILE, 'n')['Cache-Control']).toBe('no-store')
    expect(pageHeaders('icon.svg', 'n')['Cache-Control']).toBe('no-store')
  })
})

describe('toContentType', () => {
  it.each([
    ['index.html', 'text/html; charset=utf-8'],
    ['assets/a.b.JS', 'text/javascript; charset=utf-8'],
    ['assets/a.css', 'text/css; charset=utf-8'],
    ['a.svg', 'image/svg+xml'],
    ['a.woff2', 'font/woff2'],
    ['a.exe', 'application/octet-stream'],
    ['constructor', 'application/octet-stream'],
  ])('%s is %s', (file, type) => {
    expect(toContentType(file)).toBe(type)
  })
})

describe('withNonce', () => {
  it('replaces every place that waits for the nonce, also when the nonce looks like a replacement pattern', () => {
    const page = `<meta nonce="${NONCE_PLACEHOLDER}"><style nonce="${NONCE_PLACEHOLDER}">`
    expect(withNonce(page, '$&$1')).toBe('<meta nonce="$&$1"><style nonce="$&$1">')
  })
})

describe('toPageFile', () => {
  it.each([
    ['/', PAGE_FILE],
    ['/index.html', 'index.html'],
    ['/items', PAGE_FILE],
    ['/items/huawei', PAGE_FILE],
    ['/assets/index-1a2b.js', 'assets/index-1a2b.js'],
    ['/assets//a.css', 'assets/a.css'],
    ['/assets/%E5%9B%BE.png', 'assets/图.png'],
  ])('%s means %s', (path, file) => {
    expect(toPageFile(path)).toBe(file)
  })

  it.each([
    '/../secrets.json',
    '/assets/../../x.js',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/package.json',
    '/%2e%2e%2fpackage.json',
    '/..%5c..%5cpackage.json',
    '/..\\package.json',
    '/%252e%252e%252fpackage.json',
    '/C:%5cwindows%5cwin.ini',
    '/C:/windows/win.ini',
    '/index.html::$DATA',
    '/a%00.js',
    '/a%0d%0ab.js',
    '/%ff.js',
    '/%',
    '/..%20/x.js',
    '/.../x.js',
    '/a.js.',
    'index.html',
    '',
  ])('%s leads nowhere', (path) => {
    expect(toPageFile(path)).toBeNull()
  })

  it('never leaves the folder, whatever the path is made of', () => {
    const root = resolve('/srv/page')
    const piece = constantFrom('..', '.', '/', '%2f', '%5c', '\\', '%2e', '%25', 'a', '.js', '%00', ':', '~', '%c0%af')
    assert(
      property(array(piece, { maxLength: 12 }), (pieces) => {
        const file = toPageFile(`/${pieces.join('')}`)
        if (file === null) return
        expect(relative(root, join(root, file)).split(sep)).not.toContain('..')
        expect(file).not.toMatch(/\\|%|\0/)
      }),
    )
  })
})
