import { OUR_SITE, type LinkCase } from '../case.ts'
import { OUR_ANCHOR, toPage } from '../pages.ts'
import { pageCase, type PageOptions } from './page-case.ts'

type Row = readonly [name: string, behaviour: string, markup: string, options?: PageOptions]

const PRESENT: readonly Row[] = [
  ['real', 'links to us in ordinary markup', OUR_ANCHOR, { weight: 80, text: 'Duewatch' }],
  [
    'area',
    'links to us from an image map',
    `<map name="m"><area shape="rect" coords="0,0,9,9" href="${OUR_SITE}"></map>`,
  ],
  ['http', 'links to our address with http', '<a href="http://duewatch.example">us</a>'],
  ['www', 'links to our address with www', '<a href="https://www.duewatch.example/">us</a>'],
  ['upper-case', 'writes our address and its markup in capitals', '<A HREF="HTTPS://DUEWATCH.EXAMPLE/">us</A>'],
  ['no-scheme', 'links to us without a scheme', '<a href="//duewatch.example">us</a>'],
  ['deep', 'links to a page of ours', '<a href="https://duewatch.example/about/us.html?from=a#b">us</a>'],
  ['unquoted', 'links to us without quotes', '<a class=x href=https://duewatch.example>us</a>'],
  [
    'entities',
    'writes our address with character references',
    '<a href="https&colon;&#47;&#x2f;duewatch.example">us</a>',
  ],
  ['blanks', 'writes our address with blanks and a line break', '<a href="  https://due\nwatch.example/ ">us</a>'],
  [
    'nested-words',
    'links to us with markup between the words',
    `<a href="${OUR_SITE}"><b>Due</b>watch <i>renewals</i></a>`,
    { text: 'Duewatch renewals' },
  ],
  ['nofollow', 'links to us with nofollow', `<a rel="nofollow" href="${OUR_SITE}">us</a>`, { rel: 'nofollow' }],
  ['ugc', 'links to us with ugc', `<a href="${OUR_SITE}" rel=ugc>us</a>`, { rel: 'ugc' }],
  [
    'sponsored',
    'links to us with several words in rel',
    `<a href="${OUR_SITE}" rel=" Sponsored  NOFOLLOW ">us</a>`,
    { rel: 'sponsored nofollow' },
  ],
  ['unclosed', 'leaves every element open', `<div><p><ul><li><a href="${OUR_SITE}">us<div><span>`],
  ['broken-markup', 'links to us amid broken markup', `</p></b><div <b class=><a href='${OUR_SITE}' href="x" <i>us</i`],
  ['after-short-comments', 'links to us after comments that end at once', `<!--><!---><!-- a --!>${OUR_ANCHOR}`],
  ['after-comment', 'links to us after a comment that looks unfinished', `<!-- <a href="x"> -- > -->${OUR_ANCHOR}`],
  ['base', 'links to us relative to a base address', '<base href="https://duewatch.example/x/"><a href="../y">us</a>'],
  ['user-info', 'links to us with a user name in the address', '<a href="https://someone@duewatch.example/">us</a>'],
  [
    'path',
    'links below the wanted path',
    '<a href="https://duewatch.example/blog/2026">us</a>',
    { site: 'https://duewatch.example/blog' },
  ],
  [
    'path-slash',
    'links to the wanted path without its slash',
    '<a href="https://duewatch.example/blog">us</a>',
    { site: 'duewatch.example/blog/' },
  ],
  ['site-www', 'links to us where our address was typed with www', OUR_ANCHOR, { site: 'www.duewatch.example' }],
  [
    'subdomain-wanted',
    'links to a subdomain of ours, which counts in this group',
    '<a href="https://shop.duewatch.example/">us</a>',
    { includesSubdomains: true },
  ],
  ['second-link', 'links to others first', `<a href="https://duewatch.example.org/">not</a> ${OUR_ANCHOR}`],
  [
    'idn',
    'links to us by our name in Chinese',
    '<a href="https://到期.example/">到期</a>',
    { site: 'https://到期.example/', text: '到期' },
  ],
]

const ABSENT: readonly Row[] = [
  ['none', 'has no link to us', '<p>Nothing else.</p>', { weight: 20 }],
  ['in-comment', 'links to us in a comment', `<!-- ${OUR_ANCHOR} -->`, { weight: 10 }],
  ['in-open-comment', 'links to us in a comment that never ends', `<!-- ${OUR_ANCHOR}`],
  ['in-script', 'links to us in a script', `<script>document.write('${OUR_ANCHOR}')</script>`],
  [
    'in-escaped-script',
    'links to us in a script that holds a script',
    `<script><!--<script></script>${OUR_ANCHOR}--></script>`,
  ],
  ['in-style', 'links to us in a style sheet', `<style>/* ${OUR_ANCHOR} */</style>`],
  ['in-template', 'links to us in a template', `<template><div>${OUR_ANCHOR}</div></template>`],
  ['in-textarea', 'links to us in a text field', `<textarea>${OUR_ANCHOR}</textarea>`],
  ['in-title', 'links to us in a second title', `<title>${OUR_ANCHOR}</title>`],
  ['in-iframe', 'links to us in the words of a frame', `<iframe src="/x">${OUR_ANCHOR}</iframe>`],
  ['in-xmp', 'links to us in a listing', `<xmp>${OUR_ANCHOR}</xmp>`],
  ['in-attribute', 'links to us in an attribute', `<div data-html='${OUR_ANCHOR.replaceAll("'", '&#39;')}'>x</div>`],
  ['as-text', 'shows the markup of a link to us as text', `<pre>&lt;a href="${OUR_SITE}"&gt;Duewatch&lt;/a&gt;</pre>`],
  ['plain-address', 'names our address without a link', `<p>${OUR_SITE} is nice</p>`],
  [
    'link-element',
    'names us in its head and its forms only',
    `<link rel="me" href="${OUR_SITE}"><form action="${OUR_SITE}"></form><img src="${OUR_SITE}x.png">`,
  ],
  ['no-href', 'has a link without an address', `<a name="${OUR_SITE}" data-href="${OUR_SITE}">us</a>`],
  ['script-address', 'opens us by a script', `<a href="javascript:open('${OUR_SITE}')">us</a>`],
  ['in-query', 'links to another site that gets our address', `<a href="https://go.example/?to=${OUR_SITE}">us</a>`],
  ['relative-look', 'links to our name as a page of its own', '<a href="duewatch.example">us</a>'],
  [
    'subdomain',
    'links to a subdomain of ours, which does not count',
    '<a href="https://shop.duewatch.example/">us</a>',
  ],
  [
    'look-alike-prefix',
    'links to a name that ends like ours',
    '<a href="https://notduewatch.example/">us</a>',
    { weight: 5 },
  ],
  [
    'look-alike-suffix',
    'links to a name that begins like ours',
    '<a href="https://duewatch.example.evil.test/">us</a>',
    { weight: 5 },
  ],
  [
    'look-alike-subdomain',
    'links to a name that ends like ours, where subdomains count',
    '<a href="https://shop.notduewatch.example/">us</a>',
    { includesSubdomains: true },
  ],
  [
    'user-info-trick',
    'links to another host with our name as user',
    '<a href="https://duewatch.example@evil.test/">us</a>',
  ],
  [
    'backslash-trick',
    'links to another host with our name behind a backslash',
    String.raw`<a href="https://evil.test\@duewatch.example/">us</a>`,
  ],
  ['open-quote', 'never closes the quotes around our address', `<a href="${OUR_SITE}>us</a>`],
  [
    'base-elsewhere',
    'has a base address that leads elsewhere',
    '<base href="https://elsewhere.example/"><a href="/duewatch.example/">us</a>',
  ],
  [
    'path-look-alike',
    'links to a path that begins like the wanted one',
    '<a href="https://duewatch.example/blogger">us</a>',
    { site: 'https://duewatch.example/blog' },
  ],
  ['other-path', 'links to us, but not below the wanted path', OUR_ANCHOR, { site: 'https://duewatch.example/blog' }],
]

/** What stands on the pages. */
export const MARKUP_CASES: readonly LinkCase[] = [
  ...PRESENT.map(([name, behaviour, inner, options]) => pageCase('present', name, behaviour, toPage(inner), options)),
  ...ABSENT.map(([name, behaviour, inner, options]) => pageCase('absent', name, behaviour, toPage(inner), options)),
  pageCase(
    'present',
    'relative',
    'is a page of the wanted site itself and links to it by path',
    toPage('<a href="/friends">us</a>'),
    { site: (site) => site.origin },
  ),
  pageCase(
    'present',
    'all',
    'links to every site that any case wants, its own included',
    toPage(
      ['https://duewatch.example/blog', 'https://到期.example/', 'https://網站.example/', 'https://日本.example/', '/']
        .map((address) => `<a href="${address}">us</a>`)
        .join(' '),
    ),
  ),
]
