/** Tells whoever reads a test's output which moments were drawn and what came of them. */
export function say(title: string, ...values: readonly object[]): void {
  process.stdout.write(`${title}${values.map((value) => ` ${JSON.stringify(value, null, 2)}`).join('')}\n`)
}
