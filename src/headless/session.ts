import { userInfo } from 'node:os'
import { createApp, type App } from '../core/app.ts'
import { chooseDataDir, chooseKeyFile } from '../core/data-dir.ts'
import { createFileSecrets } from '../core/file-secrets.ts'
import { dataPaths, type DataPaths } from '../core/paths.ts'
import type { SecretStore } from '../core/secrets.ts'
import { createKeychainView, createSharedSecrets } from '../core/shared-secrets.ts'
import { AppError } from '../shared/domain/app-error.ts'
import { chooseLanguage } from '../shared/i18n/resources.ts'
import { createTranslator, type Translator } from '../shared/i18n/translator.ts'
import type { RouteInput, RouteName, RouteOutput } from '../shared/ipc/contract.ts'
import { createChildWorkerLauncher } from './child-worker.ts'
import { createHeadlessHost } from './host-port.ts'
import { createColors, type Colors } from './output/colors.ts'
import type { Io } from './output/io.ts'

/** Options that every command takes. */
export interface GlobalOptions {
  readonly dataDir?: string
  readonly json?: boolean
  readonly lang?: string
}

/** One open data folder with what a command needs to talk to it and to the person. */
export interface Session {
  readonly app: App
  readonly paths: DataPaths
  readonly secrets: SecretStore
  readonly io: Io
  readonly isJson: boolean
  readonly t: Translator
  /** What `--lang` says; it wins over the setting. */
  readonly wishedLanguage: string | undefined
  readonly colors: Colors
  /** The business zone of the settings. */
  readonly zone: string
  /** Calls the core and unwraps the answer; a failure is thrown as AppError. */
  request<Name extends RouteName>(name: Name, input: RouteInput<Name>): Promise<RouteOutput<Name>>
  /** One line or block for people on stdout; silent with --json, and what makes a long text is then not even called. */
  say(text: string | (() => string)): void
  /** A remark on stderr, also with --json. */
  remark(text: string): void
  /** For programming errors: shown only where DUEWATCH_DEBUG asks for it. */
  reportError(error: unknown): void
  /** The one JSON document of a command; silent without --json. */
  answer(value: object): void
}

/** What `--version` and `doctor` say. */
export const VERSION = '0.1.0'

/** Paths and language before anything is opened, for commands that work on files only and for early errors. */
export function prepare(options: GlobalOptions, io: Io): { paths: DataPaths; t: Translator; colors: Colors } {
  if (options.lang !== undefined && options.lang !== 'zh-CN' && options.lang !== 'en') {
    throw new AppError('USAGE', { problem: `--lang ${options.lang} (zh-CN, en)` })
  }
  return {
    paths: dataPaths(chooseDataDir(options.dataDir, io.env, process.platform)),
    t: createTranslator(chooseLanguage(options.lang, 'system', systemLocale(io))),
    colors: createColors(io.stdout, io.env),
  }
}

/** Opens the data folder, carries the work out and closes everything, whatever happens. */
export async function withSession(
  options: GlobalOptions,
  io: Io,
  work: (session: Session) => Promise<number>,
  hostKind: 'terminal' | 'browser' = 'terminal',
): Promise<number> {
  const { paths, t, colors } = prepare(options, io)
  const own = createFileSecrets({
    dataDir: paths.dataDir,
    keyFile: chooseKeyFile(io.env, process.platform),
    passphrase: io.env.DUEWATCH_PASSPHRASE || undefined,
  })
  const secrets = createSharedSecrets(own, createKeychainView(paths.dataDir))
  const reportError = (error: unknown): void => {
    if (io.env.DUEWATCH_DEBUG) io.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  }
  const app = await createApp({
    paths,
    version: VERSION,
    clock: { now: () => Date.now() },
    secrets,
    workerLauncher: createChildWorkerLauncher(entryUrl('worker'), (text) => io.stderr.write(text)),
    writerThreadUrl: entryUrl('writer-thread'),
    defaultUserName: userInfo().username,
    host: createHeadlessHost(hostKind, systemLocale(io)),
    onError: reportError,
  })
  try {
    const settings = await app.router.request('settings.get', {})
    const language = settings.ok ? settings.data.language : 'system'
    const session: Session = {
      app,
      paths,
      secrets,
      io,
      isJson: options.json === true,
      t: options.lang || language === 'system' ? t : createTranslator(language),
      wishedLanguage: options.lang,
      colors,
      zone: settings.ok ? settings.data.businessZone : 'Asia/Shanghai',
      async request(name, input) {
        const answer = await app.router.request(name, input)
        if (answer.ok) return answer.data
        throw new AppError(answer.error.code, answer.error.params, { raw: answer.error.raw })
      },
      say: (text) => {
        if (!options.json) io.stdout.write(`${typeof text === 'string' ? text : text()}\n`)
      },
      remark: (text) => {
        io.stderr.write(`${text}\n`)
      },
      reportError,
      answer: (value) => {
        if (options.json) io.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
      },
    }
    return await work(session)
  } finally {
    await app.stop()
  }
}

/** The locale of the environment, in the order in which programs of a terminal look for it. */
function systemLocale({ env }: Io): string {
  return env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
}

/** Where an entry of a process or thread lies: beside the sources, or beside the bundle. */
function entryUrl(name: 'worker' | 'writer-thread'): URL {
  const isSource = import.meta.url.endsWith('.ts')
  if (!isSource) return new URL(`./${name}.js`, import.meta.url)
  return new URL(name === 'worker' ? '../worker/worker.ts' : '../core/db/writer-thread.ts', import.meta.url)
}
