/** A name as it is compared: without case and width, so that `ＡＢＣ` and `abc` are one name. */
export function foldName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}
