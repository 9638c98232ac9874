import { OUR_SITE } from './case.ts'

/** A link as a friendly site would set it. */
export const OUR_ANCHOR = `<a href="${OUR_SITE}" title="partner">Duewatch</a>`

const FILLER = Array.from(
  { length: 40 },
  (_, index) =>
    `<article class="card"><h2><a href="https://partner-${index}.example/?a=1&amp;b=${index}">Partner ${index}</a></h2>` +
    `<p>Sells cranes, ropes &amp; harbours since ${1950 + index}.</p><img src="/logo-${index}.png" alt=""></article>\n`,
).join('')

/** A page of ordinary size around some markup. */
export function toPage(inner: string, headMarkup = '<meta charset="utf-8">'): string {
  return (
    `<!doctype html>\n<html lang="en"><head>${headMarkup}<title>Friends of ours</title>` +
    `<style>a > b { color: red }</style><script>var x = 1 < 2 && "<b>"</script></head>\n<body><main>\n${FILLER}` +
    `${inner}\n</main><footer>&copy; A friendly site</footer></body></html>\n`
  )
}

/** A page without any link to us. */
export const PLAIN_PAGE = toPage('<p>Nothing else.</p>')
