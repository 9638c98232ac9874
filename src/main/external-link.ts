const ALLOWED = new Set(['http:', 'https:', 'mailto:'])

/**
 * The address to hand to the operating system for a link out of the data; null for anything but web pages and mail.
 * Links come from clouds and files, so they may name programs, files or scripts.
 */
export function toExternalUrl(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  if (!ALLOWED.has(url.protocol)) return null
  if (url.protocol !== 'mailto:' && url.hostname === '') return null
  // Windows passes the address to a program inside quotes; the path of a mailto address may still hold some.
  return url.href.replaceAll('"', '%22').replaceAll(' ', '%20')
}
