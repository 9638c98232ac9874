import * as fc from 'fast-check'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { readPage } from './page-reading.ts'

/** What is used of jsdom, which ships without types. */
interface Dom {
  readonly window: {
    readonly document: { querySelectorAll(selector: string): Iterable<{ getAttribute(name: string): string | null }> }
    close(): void
  }
}
const { JSDOM, VirtualConsole } = createRequire(import.meta.url)('jsdom') as {
  readonly JSDOM: new (html: string, options: { readonly url: string; readonly virtualConsole: object }) => Dom
  readonly VirtualConsole: new () => object
}

const FRAGMENTS = [
  '<p>',
  '</p>',
  '<div>',
  '</div>',
  '<b>',
  '</b>',
  '<!--',
  '-->',
  '--!>',
  '<!-->',
  '<!',
  '>',
  '<',
  '</',
  '"',
  "'",
  '=',

  'text',
  '&lt;',
  '&amp',
  '<script>',
  '</script>',
  '<SCRIPT>',
  '</ScRiPt\n>',
  '<style>',
  '</style>',
  '<title>',
  '</title>',
  '<textarea>',
  '</textarea>',
  '<template>',
  '</template>',
  '<iframe>',
  '</iframe>',

  '<xmp>',
  '</xmp>',
  '<svg>',
  '</svg>',
  '<svg/>',
  '<math>',
  '</math>',
  '<foreignObject>',
  '</foreignObject>',
  '<desc>',

  '<?php ',
  '?>',
  '<a ',
  '<a href="x">',
  '</a>',
  '<table>',
  '<tr>',
  '<td>',
  '</table>',
  '<br/>',
  '<script/>',
  '<noembed>',
  '</noembed>',
  '<noframes>',
  '</noframes>',
  '/',
  '<div title="',
  '<head>',
  '<body>',
  '</body>',
  '</html>',
  '\n',
]
const LINKS = [
  '<a href="https://example.com/">x</a>',
  '<a href=https://example.com>x',
  "<A HREF='https://example.com' rel=x>",
  '<area href="https://example.com">',
  '<a class=x\nhref="//www.example.com/">',
  '<a href="/" href="https://example.com">',
]

/** What a browser makes of it: an anchor of the document itself that leads to the wanted host. */
function hasLink(html: string): boolean {
  const { window } = new JSDOM(html, { url: 'https://page.test/dir/page.html', virtualConsole: new VirtualConsole() })
  const anchors = [...window.document.querySelectorAll('a[href], area[href]')]
  const found = anchors.some((anchor) => {
    const href = anchor.getAttribute('href') ?? ''
    return (
      URL.canParse(href, 'https://page.test/') &&
      /^(?:www\.)?example\.com$/.test(new URL(href, 'https://page.test/').host)
    )
  })
  window.close()
  return found
}

describe('broken markup', () => {
  it('is read as browsers read it', async () => {
    const soup = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 8 }).map((parts) => parts.join(''))
    // What the tokenizer reads in a way of its own: brackets in attributes of end tags, SVG within MathML.
    const isUsual = (html: string) => !/<\/[^>]*["']/.test(html) && !/<math[^]*<svg/.test(html)
    await fc.assert(
      fc.asyncProperty(soup, fc.constantFrom(...LINKS), soup, async (before, link, after) => {
        const html = `${before}${link}${after}`
        fc.pre(isUsual(html))
        expect((await readPage(html)).state === 'present').toBe(hasLink(html))
      }),
      { numRuns: 400 },
    )
  })
})
