/**
 * Text of others, safe to show in one line: control characters and signs that turn the direction of what follows become
 * visible dots, so that no name can look like another one or break a line.
 */
export function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '·')
}
