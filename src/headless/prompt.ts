import { createInterface, type Interface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { Translator } from '../shared/i18n/translator.ts'
import type { Io } from './output/io.ts'

/** Longest secret that is read from stdin, in characters. */
const MAX_SECRET = 1000

/**
 * The secret key from stdin, the environment, or a hidden prompt on a terminal; null when there is none. It is never
 * taken from an argument, which every user of the machine could read.
 */
export async function readSecret(io: Io, t: Translator, fromStdin: boolean): Promise<string | null> {
  if (fromStdin) {
    let text = ''
    for await (const chunk of io.stdin) {
      text += String(chunk)
      if (text.length > MAX_SECRET) break
    }
    return text.trim() || null
  }
  const fromEnvironment = io.env.DUEWATCH_SECRET_KEY?.trim()
  if (fromEnvironment) return fromEnvironment
  if (io.stdin.isTTY !== true) return null
  io.stderr.write(t.t('cli.accounts.secretPrompt'))
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: io.stdin, output: silent, terminal: true })
  try {
    return (await readLine(lines))?.trim() || null
  } finally {
    lines.close()
    io.stderr.write('\n')
  }
}

/** Asks on the terminal; anything but y or yes is a no. */
export async function askYesNo(io: Io, question: string): Promise<boolean> {
  const lines = createInterface({ input: io.stdin })
  io.stderr.write(`${question} [y/N] `)
  try {
    return /^y(es)?$/i.test((await readLine(lines))?.trim() ?? '')
  } finally {
    lines.close()
  }
}

/** The next line; null when the input ends or is broken off, about which `question` may never say a word. */
async function readLine(lines: Interface): Promise<string | null> {
  const ended = new Promise<null>((resolve) => lines.once('close', () => resolve(null)))
  return await Promise.race([lines.question('').catch(() => null), ended])
}
