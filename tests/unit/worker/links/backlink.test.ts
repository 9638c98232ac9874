import { describe, expect, it } from 'vitest'
import { readPage, type Reading } from './page-reading.ts'

const LINK = '<a href="https://example.com/">Us</a>'

function page(body: string): string {
  return `<!doctype html><html><head><title>Friends</title></head><body><h1>Friends</h1><p>Hello</p>${body}<p>Bye</p></body></html>`
}

describe('a backlink in real markup is found', () => {
  it.each([
    ['plain', LINK],
    ['http', '<a href="http://example.com">x</a>'],
    ['without a scheme', '<a href="//example.com/">x</a>'],
    ['with www', '<a href="https://www.example.com/">x</a>'],
    ['with port 443', '<a href="https://example.com:443/">x</a>'],
    ['with the other port', '<a href="http://example.com:443/">x</a>'],
    ['with a deep path, query and fragment', '<a href="https://example.com/a/b?c#d">x</a>'],
    ['in capitals', '<A HREF="HTTPS://EXAMPLE.COM">x</A>'],
    ['with a final dot', '<a href="https://example.com./">x</a>'],
    ['with a user name in front of the wanted host', '<a href="https://me@example.com/">x</a>'],
    ['with single quotes', "<a href='https://example.com'>x</a>"],
    ['without quotes', '<a href=https://example.com>x</a>'],
    ['with blanks around the address', '<a href="  https://example.com\n">x</a>'],
    ['with blanks around the equals sign', '<a class=x\n  href =\n "https://example.com">x</a>'],
    ['with a slash for a blank', '<a/href="https://example.com">x</a>'],
    ['with character references', '<a href="https&#58;//example&period;com/">x</a>'],
    ['with backslashes', '<a href="https:\\\\example.com">x</a>'],
    ['with an attribute repeated, the first counts', '<a href="https://example.com" href="/">x</a>'],
    ['in an area', '<map><area href="https://example.com" alt="Us"></map>'],
    ['hidden', '<a hidden href="https://example.com">x</a>'],
    ['in a part that is not displayed', '<div style="display:none"><a href="https://example.com">x</a></div>'],
    ['in SVG', '<svg><a href="https://example.com"><text>x</text></a></svg>'],
    ['never closed', '<a href="https://example.com">Us'],
    ['in a table without cells', `<table>${LINK}</table>`],
    ['behind a comment that ends with --!>', `<!-- x --!>${LINK}`],
    ['behind an empty comment', `<!-->${LINK}`],
    ['behind a bogus comment', `<!x>${LINK}<?php ?>`],
    ['behind CDATA that never ends', `<![CDATA[ x > ${LINK}`],
    ['behind a script that names a comment', `<script>var x = "<!--"</script>${LINK}`],
    ['behind an SVG that was never closed', `<svg><path d=""><p>${LINK}`],
    ['behind a stray end tag', `</div></a></template>${LINK}`],
    ['behind an attribute with a bracket', `<img alt="a > b">${LINK}`],
    ['behind a less-than sign', `1 < 2 <3 ${LINK}`],
    ['behind the end of the document', `</body></html>${LINK}`],
    ['behind a closed template', `<template><b></template>${LINK}`],
    ['behind a closed noscript', `<noscript><img src=x></noscript>${LINK}`],
    ['behind an end tag of another element in a title', `<textarea></title></textarea>${LINK}`],
  ])('%s', async (_, body) => {
    expect(await readPage(page(body))).toMatchObject({ state: 'present', problem: null, isBotPage: false })
  })
})

describe('what is no backlink in real markup is not found', () => {
  it.each([
    ['no link at all', ''],
    ['the address as text', 'https://example.com/'],
    ['another link', '<a href="https://other.test/">example.com</a>'],
    ['a relative link', '<a href="/example.com">x</a>'],
    ['a link without href', '<a name="https://example.com/">x</a>'],
    ['the second of repeated attributes', '<a href="/" href="https://example.com">x</a>'],
    ['another attribute', '<a data-href="https://example.com" title="https://example.com">x</a>'],
    [
      'another element',
      '<link href="https://example.com"><img src="https://example.com/x.png"><form action="https://example.com">',
    ],
    ['a comment', `<!-- ${LINK} -->`],
    ['a comment with brackets and dashes', `<!-- a > b -- ${LINK} -->`],
    ['a comment that never ends', `<!-- ${LINK}`],
    ['CDATA', `<![CDATA[ <p>${LINK}</p> ]]>`],
    ['a script', `<script>document.write('${LINK}')</script>`],
    ['a script with a script in a comment', `<script><!--<script></script>${LINK}--></script>`],
    ['a script that never ends', `<script>${LINK}`],
    ['JSON', `<script type="application/json">{"x":"${LINK}"}</script>`],
    ['a style', `<style>${LINK}</style>`],
    ['a template', `<template><div>${LINK}</div></template>`],
    ['a template in a template', `<template><template></template>${LINK}</template>`],
    ['a template of SVG', `<template><svg></template_x>${LINK}</svg></template>`],
    ['a textarea', `<textarea>${LINK}</textarea>`],
    ['a title', `<title>${LINK}</title>`],
    ['noscript', `<noscript>${LINK}</noscript>`],
    ['an iframe', `<iframe>${LINK}</iframe>`],
    ['the document of an iframe', `<iframe srcdoc='${LINK}'></iframe>`],
    ['xmp', `<xmp>${LINK}</xmp>`],
    ['noembed and noframes', `<noembed>${LINK}</noembed><noframes>${LINK}</noframes>`],
    ['plaintext', `<plaintext>${LINK}`],
    ['an attribute', `<div title='${LINK}' data-x="<a href='https://example.com'>">x</div>`],
    ['an attribute that never ends', `<div title="${LINK.replaceAll('"', "'")}`],
    ['escaped markup', LINK.replaceAll('<', '&lt;')],
    ['a script as address', `<a href="javascript:location='https://example.com/'">x</a>`],
    ['a mail address', '<a href="mailto:me@example.com">x</a>'],
    ['ftp', '<a href="ftp://example.com/">x</a>'],
    ['a base in a template', '<template><base href="https://example.com/"></template><a href="x">x</a>'],
  ])('%s', async (_, body) => {
    expect(await readPage(page(body))).toEqual({ state: 'absent', anchor: null, problem: null, isBotPage: false })
  })

  it('a tag that the page ends in', async () => {
    expect(await readPage('<p>Hello <a href="https://example.com/"')).toMatchObject({ state: 'absent' })
  })
})

describe('the host of a backlink', () => {
  it.each([
    'https://example.com.evil.test/',
    'https://notexample.com/',
    'https://example.community/',
    'https://example.co/',
    'https://example.com@evil.test/',
    'https://example.com:secret@evil.test/',
    'https://evil.test/example.com',
    'https://evil.test/?to=https://example.com',
    'https://evil.test/#https://example.com',
    'https://evil.test\\@example.com/',
    'https://blog.example.com/',
    'https://www.www.example.com/',
    'https://example.com:8443/',
    'https://ехample.com/',
    'https://example。com.evil.test/',
    'https://',
  ])('is not the wanted one in %s', async (href) => {
    expect(await readPage(page(`<a href="${href}">x</a>`))).toMatchObject({ state: 'absent' })
  })

  it.each<[string, string, Reading, 'present' | 'absent']>([
    ['a subdomain where they count', 'https://blog.example.com/', { includesSubdomains: true }, 'present'],
    ['a subdomain of www', 'https://a.www.example.com/', { includesSubdomains: true }, 'present'],
    ['a name that only ends the same', 'https://notexample.com/', { includesSubdomains: true }, 'absent'],
    ['a name that only begins the same', 'https://example.com.evil.test/', { includesSubdomains: true }, 'absent'],
    [
      'numbers in front of an address',
      'http://1.127.0.0.1/',
      { site: '127.0.0.1', includesSubdomains: true },
      'absent',
    ],
    ['the wanted site typed with www', 'https://example.com/', { site: 'https://www.example.com/' }, 'present'],
    ['a port that was asked for', 'https://example.com:8443/x', { site: 'example.com:8443' }, 'present'],
    ['no port where one was asked for', 'https://example.com/', { site: 'example.com:8443' }, 'absent'],
    ['an international name', 'https://例子.中国/', { site: 'xn--fsqu00a.xn--fiqs8s' }, 'present'],
    ['A-labels of an international name', 'https://xn--fsqu00a.xn--fiqs8s/', { site: '例子.中国' }, 'present'],
    ['an address', 'http://[::1]/', { site: 'http://[0::1]' }, 'present'],
    ['full-width characters', 'https://ｅｘａｍｐｌｅ．ｃｏｍ/', {}, 'present'],
  ])('counts or not: %s', async (_, href, reading, state) => {
    expect(await readPage(page(`<a href="${href}">x</a>`), reading)).toMatchObject({ state })
  })

  it.each([
    ['https://example.com/blog', 'present'],
    ['https://example.com/blog/', 'present'],
    ['https://example.com/blog/2026?x#y', 'present'],
    ['https://example.com/x/../blog', 'present'],
    ['https://example.com/%62log', 'present'],
    ['https://example.com/', 'absent'],
    ['https://example.com/blogs', 'absent'],
    ['https://example.com/Blog', 'absent'],
    ['https://example.com/x/blog', 'absent'],
    ['https://example.com/blog%2Fx', 'absent'],
  ])('with the wanted path /blog/: %s is %s', async (href, state) => {
    expect(await readPage(page(`<a href="${href}">x</a>`), { site: 'https://example.com/blog/' })).toMatchObject({
      state,
    })
  })

  it('compares paths of other scripts however they are escaped', async () => {
    const reading = { site: 'example.com/友链' }
    expect(await readPage(page('<a href="https://example.com/%e5%8f%8b%e9%93%be/x">x</a>'), reading)).toMatchObject({
      state: 'present',
    })
  })
})

describe('the base of a page', () => {
  it.each([
    ['<base href="https://example.com/x/"><a href="y">x</a>', 'present', 'https://example.com/x/y'],
    ['<base target="_blank"><base href="//example.com"><a href="y">x</a>', 'present', 'https://example.com/y'],
    ['<base href="https://other.test/"><base href="https://example.com/"><a href="y">x</a>', 'absent', undefined],
    ['<base href="javascript:x"><a href="//example.com">x</a>', 'present', 'https://example.com/'],
    ['<base href="https://"><a href="//example.com">x</a>', 'present', 'https://example.com/'],
  ])('is honoured in %s', async (body, state, href) => {
    const result = await readPage(body)
    expect([result.state, result.anchor?.href]).toEqual([state, href])
  })

  it('is the final address where there is none', async () => {
    expect(await readPage('<a href="../x">x</a>', { pageUrl: 'https://www.example.com/a/b' })).toMatchObject({
      anchor: { href: 'https://www.example.com/x' },
    })
  })
})

describe('the evidence of a backlink', () => {
  it.each([
    ['<a href="https://example.com" rel="NoFollow  ugc\n sponsored ">x</a>', 'nofollow ugc sponsored'],
    ['<a rel href="https://example.com">x</a>', ''],
    ['<a href="https://example.com">x</a>', ''],
  ])('keeps rel of %s', async (body, rel) => {
    expect((await readPage(page(body))).anchor?.rel).toBe(rel)
  })

  it.each([
    ['<a href="https://example.com">\n  Our <b>good</b>&nbsp;friends &amp; <i>co</i>\t</a>', 'Our good friends & co'],
    ['<a href="https://example.com"><img src=x alt="Logo of us"></a>', 'Logo of us'],
    ['<a href="https://example.com">A<script>x</script><style>y</style><!-- z -->B</a>', 'AB'],
    ['<a href="https://example.com">A<a href="/">B</a>', 'A'],
    ['<a href="https://example.com">A</b> B</p>', 'A BBye'],
    ['<area href="https://example.com" alt=" Us ">', 'Us'],
    ['<a href="https://example.com"></a>', ''],
    [`<a href="https://example.com">${'好'.repeat(300)}</a>`, '好'.repeat(200)],
    [`<a href="https://example.com">${'x'.repeat(199)}😀</a>`, 'x'.repeat(199)],
  ])('keeps the words of %s', async (body, text) => {
    expect((await readPage(page(body))).anchor?.text).toBe(text)
  })

  it('is of the first matching anchor, without user and password', async () => {
    const body = '<a href="/">1</a><a href="https://a:b@www.example.com/2">2</a><a href="https://example.com/3">3</a>'
    expect((await readPage(page(body))).anchor).toEqual({ href: 'https://www.example.com/2', text: '2', rel: '' })
  })
})

describe('XHTML', () => {
  const xhtml = (body: string, reading: Reading = {}) =>
    readPage(`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>${body}</body></html>`, {
      contentType: 'application/xhtml+xml; charset=utf-8',
      ...reading,
    })

  it.each([
    ['<a href="https://example.com">Us &amp; you</a>', 'present'],
    ['<a href="https://example.com"/>', 'present'],
    [`<script src="x"/><title/>${LINK}`, 'present'],
    [`<p><![CDATA[ x ]]></p>${LINK}`, 'present'],
    [`<![CDATA[${LINK}]]>`, 'absent'],
    [`<!-- ${LINK} -->`, 'absent'],
    [`<script><b>${LINK}</b></script>`, 'absent'],
    [`<template>${LINK}</template>`, 'absent'],
    [`<noscript>${LINK}</noscript>`, 'absent'],
  ])('is read by its own rules: %s', async (body, state) => {
    expect(await xhtml(body)).toMatchObject({ state })
  })
})
