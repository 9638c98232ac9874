import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Io } from '../../../src/headless/output/io.ts'
import { askYesNo, readSecret } from '../../../src/headless/prompt.ts'
import { createTranslator } from '../../../src/shared/i18n/translator.ts'

const t = createTranslator('en')

function aTerminal(): { io: Io; stdin: PassThrough; shown: () => string } {
  const stdin = new PassThrough()
  let shown = ''
  const stream = { write: (text: string) => (shown += text), isTTY: true }
  const io: Io = { stdin: Object.assign(stdin, { isTTY: true }), stdout: stream, stderr: stream, env: {} }
  return { io, stdin, shown: () => shown }
}

describe('readSecret', () => {
  it('reads what is typed and shows none of it', async () => {
    const { io, stdin, shown } = aTerminal()
    stdin.write('s3cret\n')
    expect(await readSecret(io, t, false)).toBe('s3cret')
    expect(shown()).not.toContain('s3cret')
  })

  it.each([
    ['Ctrl-D', '\u0004'],
    ['Ctrl-C', '\u0003'],
  ])('answers that there is none when the prompt is left by %s', async (_, key) => {
    const { io, stdin } = aTerminal()
    stdin.write(key)
    expect(await readSecret(io, t, false)).toBeNull()
  })
})

describe('askYesNo', () => {
  it.each([
    ['y\n', true],
    ['YES\n', true],
    ['\n', false],
    ['yes please\n', false],
  ])('takes %j for %s', async (text, expected) => {
    const { io, stdin } = aTerminal()
    stdin.write(text)
    expect(await askYesNo(io, 'really?')).toBe(expected)
  })

  it('takes the end of the input for a no instead of waiting for ever', async () => {
    const { io, stdin } = aTerminal()
    stdin.end()
    expect(await askYesNo(io, 'really?')).toBe(false)
  })
})
