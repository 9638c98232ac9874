import { Readable } from 'node:stream'
import { main } from '../../src/headless/cli.ts'
import type { CliFolder, CliResult } from './cli.ts'

export interface InlineCliOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
}

/**
 * The same command line in this process: parser, core and database are real, only the start of a process is saved. For
 * tables of many short commands; signals, memory and exit need `CliFolder.run`.
 */
export async function runInline(
  folder: Pick<CliFolder, 'dataDir' | 'keyFile'>,
  args: readonly string[],
  options: InlineCliOptions = {},
): Promise<CliResult> {
  let stdout = ''
  let stderr = ''
  const code = await main(['--data-dir', folder.dataDir, ...args], {
    stdin: Readable.from(options.stdin === undefined ? [] : [options.stdin]),
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: { LANG: 'en_US.UTF-8', DUEWATCH_KEY_FILE: folder.keyFile, NO_COLOR: '1', ...options.env },
  })
  return {
    code,
    signal: null,
    stdout,
    stderr,
    get json() {
      try {
        return JSON.parse(stdout) as unknown
      } catch {
        throw new Error(`no JSON on stdout: ${JSON.stringify(stdout)}; stderr: ${stderr}`)
      }
    },
  }
}
