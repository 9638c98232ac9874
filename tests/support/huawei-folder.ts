import { expect, onTestFinished } from 'vitest'
import { startHuaweiSimulator, type HuaweiSimulator, type SimulatorOptions } from '../simulators/huawei/server.ts'
import { createCliFolder, type CliFolder, type CliResult } from './cli.ts'
import { runInline, type InlineCliOptions } from './inline-cli.ts'
import { createTestApp, type TestApp } from './test-app.ts'

/** A data folder with one Huawei account whose cloud is simulated. */
export interface HuaweiFolder {
  readonly simulator: HuaweiSimulator
  readonly folder: CliFolder
  readonly account: string
  /** A command with --json in this process. */
  run(args: readonly string[], options?: InlineCliOptions): Promise<CliResult>
  /** The same without --json. */
  runHuman(args: readonly string[], options?: InlineCliOptions): Promise<CliResult>
  /** Syncs and insists on a complete picture; answers the run. */
  // oxlint-disable-next-line typescript/no-explicit-any -- a JSON document
  syncWhole(): Promise<any>
  /** All items, gone ones included, in the order of their ids. */
  // oxlint-disable-next-line typescript/no-explicit-any -- a JSON document
  items(): Promise<any[]>
  /** The core on this folder in this process, until the test ends. */
  open(): Promise<TestApp>
  close(): Promise<void>
}

export interface HuaweiFolderOptions extends Partial<SimulatorOptions> {
  /** Quotes of what expires within so many days come with the first sync; others with later ones. */
  readonly quoteWithinDays?: number
}

/** Makes one that the test's end takes away again. */
export async function createHuaweiFolder(options: HuaweiFolderOptions = {}): Promise<HuaweiFolder> {
  const made = await startHuaweiFolder(options)
  onTestFinished(() => made.close())
  return made
}

/** The same for several tests: the caller closes it. */
export async function startHuaweiFolder({
  quoteWithinDays,
  ...options
}: HuaweiFolderOptions = {}): Promise<HuaweiFolder> {
  const account = '生产账号'
  const simulator = await startHuaweiSimulator({ resources: 150, seed: 21, ...options })
  const folder = createCliFolder()
  const made: HuaweiFolder = {
    simulator,
    folder,
    account,
    run: (args, inline) => runInline(folder, ['--json', ...args], inline),
    runHuman: (args, inline) => runInline(folder, args, inline),
    async syncWhole() {
      const result = await made.run(['sync'])
      expect(result, result.stderr).toMatchObject({ code: 0, json: { status: 'succeeded', complete: true } })
      return result.json
    },
    async items() {
      const { json } = await made.run(['items', 'list', '--gone', '--sort', 'id:asc', '--page-size', '10000'])
      return json.items
    },
    open: () => createTestApp({ dataDir: folder.dataDir, keyFile: folder.keyFile }),
    async close() {
      folder.remove()
      await simulator.close()
    },
  }
  if (quoteWithinDays !== undefined) {
    await made.run(['settings', 'set', 'defaultLimits.quoteWithinDays', String(quoteWithinDays)])
  }
  const added = await made.run(
    [
      'accounts',
      'add',
      '--provider',
      'huawei',
      '--name',
      account,
      '--endpoint',
      simulator.url,
      '--access-key',
      'AKEXAMPLE',
    ],
    { env: { DUEWATCH_SECRET_KEY: 'SKEXAMPLE' } },
  )
  expect(added, added.stderr).toMatchObject({ code: 0 })
  return made
}
