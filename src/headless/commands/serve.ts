import type { Command } from 'commander'
import { chooseLanguage } from '../../shared/i18n/resources.ts'
import { createTranslator } from '../../shared/i18n/translator.ts'
import { createLinkOffer } from '../serve/link-offer.ts'
import { openBrowser } from '../serve/open-browser.ts'
import { findPageFolder, pagePlaceOf } from '../serve/page-folder.ts'
import { startPageServer, type PageServer } from '../serve/server.ts'
import { onEnter, untilStopped } from '../serve/terminal.ts'
import type { Session } from '../session.ts'
import { parseWhole, type CommandHost } from './host.ts'

/** serve [--port P] [--no-open]: the app in the browser, until a signal ends it. */
export function addServeCommand(program: Command, host: CommandHost): void {
  const { t } = host
  program
    .command('serve')
    .description(t.t('cli.serve.about'))
    .option('--port <port>', t.t('cli.serve.port'), '0')
    .option('--no-open', t.t('cli.serve.noOpen'))
    .action(async (options: { port: string; open: boolean }) => {
      const port = parseWhole('--port', options.port, 0, 65_535)
      await host.run((session) => serve(session, port, options.open), 'browser')
    })
}

async function serve(session: Session, wishedPort: number, opensBrowser: boolean): Promise<number> {
  const { io, t } = session
  const pageFolder = await findPageFolder(pagePlaceOf(import.meta.url), {
    onBuild: () => session.remark(t.t('cli.serve.building')),
    onOutput: session.remark,
  })
  const server = await startPageServer({
    app: session.app,
    pageFolder,
    port: wishedPort,
    translator: async (acceptLanguage) => {
      const { language } = await session.request('settings.get', {})
      return createTranslator(chooseLanguage(session.wishedLanguage, language, acceptLanguage || t.language))
    },
    onRefused: () => offer.giveIfNeeded(),
    onError: session.reportError,
  })
  const stopped = untilStopped()
  const offer = createLinkOffer({
    server,
    say: (url) => session.remark(t.t('cli.serve.again', { url })),
    clock: { now: () => performance.now() },
  })
  const enter = onEnter(io.stdin, () => offer.give())
  announce(session, server)
  if (enter.isListening) session.remark(t.t('cli.serve.keys'))
  if (opensBrowser && !session.isJson) void open(session, server.link())
  await stopped
  session.remark(t.t('cli.serve.stopping'))
  enter.stop()
  await server.close()
  return 0
}

function announce(session: Session, server: PageServer): void {
  const url = server.link()
  session.answer({ url, port: server.port })
  session.say(session.t.t('cli.serve.ready', { url }))
}

async function open(session: Session, url: string): Promise<void> {
  const isOpen = await openBrowser(url, process.platform, session.io.env)
  if (!isOpen) session.remark(session.t.t('cli.serve.notOpened'))
}
