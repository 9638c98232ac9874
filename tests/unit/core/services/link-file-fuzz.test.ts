import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLinkFile } from '../../../../src/core/services/link-file.ts'
import { plain } from '../../../../src/shared/plain-text.ts'
import { AppError } from '../../../../src/shared/domain/app-error.ts'
import { LINK_FILE_FORMATS, type LinkFile, type LinkFileFormat } from '../../../../src/shared/domain/link-import.ts'

const formats = fc.constantFrom<LinkFileFormat | null>(null, ...LINK_FILE_FORMATS)
const pieces = fc.constantFrom(
  'name',
  'url',
  ',',
  ';',
  '\t',
  '\n',
  '\r\n',
  '"',
  '""',
  ': ',
  '- ',
  '  ',
  '[',
  ']',
  '{',
  '}',
  '|',
  '#',
  '&a ',
  '*a',
  '<<: ',

  'https://a.test',
  'http://b.test/x',
  'javascript:x',
  'https://u:p@c.test',
  '网址',
  '甲',
  '__proto__',
  'link_list:',
  '\u0000',
  '(',
  ')',
  '\\',
  "'",
  '!!',
  '? ',
  '---\n',
  '\ufeff',
  '\u202e',
  'constructor',
  'null',
  '7',
  '[x](https://d.test)',
)
const soup = fc.array(pieces, { maxLength: 60 }).map((parts) => Buffer.from(parts.join('')))

/** The file, or null when it is refused as it should be; everything else goes through. */
function tryRead(bytes: Uint8Array, fileName: string, format: LinkFileFormat | null): LinkFile | null {
  try {
    return readLinkFile(bytes, { fileName, format })
  } catch (error) {
    if (error instanceof AppError && error.code === 'LINK_FILE_UNREADABLE') return null
    throw error
  }
}

describe('readLinkFile', () => {
  it('throws nothing but LINK_FILE_UNREADABLE, whatever the bytes are, and keeps its promises', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
      soup,
    )
    const names = fc.constantFrom('a.csv', 'a.json', 'a.yml', 'a.txt', 'a')
    fc.assert(
      fc.property(bytes, names, formats, (content, fileName, format) => {
        const file = tryRead(content, fileName, format)
        if (file === null) return
        expect(file.links.length + file.issues.length).toBeGreaterThan(0)
        for (const link of file.links) {
          expect(link.row).toBeGreaterThan(0)
          expect(link.name).not.toBe('')
          expect(link.url.length).toBeLessThanOrEqual(2048)
          if (URL.canParse(link.url)) expect(new URL(link.url).password).toBe('')
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('reads back every good link of a CSV, whatever the names hold', () => {
    const cell = fc.string({ minLength: 1, maxLength: 40 }).map((text) => `n${plain(text.replace(/\s/g, '_'))}`)
    fc.assert(
      fc.property(fc.uniqueArray(cell, { maxLength: 30 }), (names) => {
        fc.pre(names.length > 0)
        const lines = names.map((name, at) => `"${name.replaceAll('"', '""')}",https://h${at}.test/`)
        const file = readLinkFile(Buffer.from(['name,url', ...lines].join('\n')), { fileName: 'x.csv', format: null })
        expect(file.links.map((link) => [link.row, link.name])).toEqual(names.map((name, at) => [at + 2, name]))
      }),
    )
  })

  it.each([
    '"',
    '",',
    'a"b,',
    '[',
    '{',
    '{"a":',
    '- ',
    '&a ',
    '*a ',
    '? ',
    '!a ',
    'a: b: ',
    '\n',
    ' ',
    '|',
    '-',
    '>',
    '[x](',
    '[a](b',
    '://',
    'a://',
    'a',
  ])('does not hang on a file full of %j', (unit) => {
    const bytes = Buffer.from(`${unit.repeat(Math.floor(100_000 / unit.length))}x`)
    for (const format of [null, ...LINK_FILE_FORMATS]) {
      const before = process.cpuUsage()
      tryRead(bytes, 'x', format)
      // By the square of the length it would be far more; the processor's time, as other work may go on beside.
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(2500)
    }
  })
})
