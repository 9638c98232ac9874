import { pageHeaders } from '../../shared/page-policy.ts'
import type { Translator } from '../../shared/i18n/translator.ts'
import { newNonce } from './answer.ts'
import type { PageFile } from './page-files.ts'

const STYLE = `
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 15px/1.7 system-ui, sans-serif; }
  main { max-width: 34rem; padding: 2rem; }
  h1 { font-size: 1.25rem; margin: 0 0 0.5rem; }
  p { margin: 0.5rem 0; }
`

/** The page for whoever comes without a link that works: says why, and how to get in. */
export function refusalPage(t: Translator): PageFile {
  const lines = [t.t('cli.serve.refused.why'), t.t('cli.serve.refused.how')]
  return document(
    t.language,
    t.t('cli.serve.refused.title'),
    lines.map((line) => `<p>${escapeHtml(line)}</p>`).join(''),
  )
}

/**
 * A page that goes on to an address of our own by itself. A browser withholds the cookie when somebody follows a link
 * from another site, but not when our own page leads on.
 */
export function onwardPage(t: Translator, address: string): PageFile {
  const title = t.t('cli.serve.onward')
  const link = `<p><a href="${escapeHtml(address)}">${escapeHtml(title)}</a></p>`
  return document(t.language, title, link, `<meta http-equiv="refresh" content="0;url=${escapeHtml(address)}">`)
}

function document(language: string, title: string, content: string, head = ''): PageFile {
  const nonce = newNonce()
  const page = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${head}<title>Duewatch</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body><main><h1>${escapeHtml(title)}</h1>${content}</main></body>
</html>
`
  return { headers: pageHeaders('index.html', nonce), body: page }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
