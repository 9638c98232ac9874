import { resolve } from 'node:path'
import type { Command } from 'commander'
import { restoreDatabase } from '../../core/db/restore.ts'
import { plain } from '../../shared/plain-text.ts'
import { prepare, type Session } from '../session.ts'
import type { CommandHost } from './host.ts'

/** backup, restore, doctor. */
export function addMaintenanceCommands(program: Command, host: CommandHost): void {
  const { t } = host
  program
    .command('backup')
    .description(t.t('cli.backup.about'))
    .argument('<file>', t.t('cli.backup.file'))
    .option('--force', t.t('cli.backup.force'))
    .action((file: string, options: { force?: boolean }) =>
      host.run(async (session) => {
        const result = await session.request('system.backup', { file: resolve(file), replace: options.force === true })
        session.say(t.t('cli.backup.done', { file: result.file, kilobytes: Math.ceil(result.sizeBytes / 1024) }))
        session.answer(result)
        return 0
      }),
    )
  program
    .command('restore')
    .description(t.t('cli.restore.about'))
    .argument('<file>', t.t('cli.restore.file'))
    .action((file: string) => {
      const { paths } = prepare(host.options(), host.io)
      const { keptAs } = restoreDatabase({
        from: resolve(file),
        dataDir: paths.dataDir,
        clock: { now: () => Date.now() },
      })
      if (host.options().json) {
        host.io.stdout.write(`${JSON.stringify({ restored: resolve(file), keptAs }, null, 2)}\n`)
      } else {
        host.io.stdout.write(`${t.t('cli.restore.done', { file: resolve(file) })}\n`)
        if (keptAs) host.io.stdout.write(`${t.t('cli.restore.kept', { file: keptAs })}\n`)
      }
      host.finish(0)
    })
  program
    .command('doctor')
    .description(t.t('cli.doctor.about'))
    .option('--bundle <file>', t.t('cli.doctor.bundle'))
    .action((options: { bundle?: string }) => host.run((session) => examine(session, options.bundle)))
}

/** Checks whose name and detail do not say what to do. */
const ADVISED = new Set(['schedule', 'notification', 'webhook'])

async function examine(session: Session, bundleFile?: string): Promise<number> {
  const { t, colors } = session
  const state = await session.request('system.state', {})
  const findings = await session.request('system.check', {})
  const isFine = findings.every((finding) => finding.isFine)
  const bundle = bundleFile === undefined ? null : await session.request('system.bundle', { file: resolve(bundleFile) })
  session.answer({ ok: isFine, ...state, findings, ...(bundle ? { bundle } : {}) })
  session.say(
    t.t('cli.doctor.where', {
      dir: state.dataDir,
      version: state.version,
      schema: state.schemaVersion,
      kilobytes: Math.ceil(state.databaseBytes / 1024),
    }),
  )
  for (const { check, isFine: fine, detail } of findings) {
    const mark = fine ? colors.green('✓') : colors.red('✗')
    session.say(`${mark} ${t.t(`cli.doctor.check.${check}`)}${detail ? `: ${plain(detail)}` : ''}`)
    if (!fine && ADVISED.has(check)) session.say(`  ${t.t(`cli.doctor.advice.${check}`)}`)
  }
  session.say(t.t(isFine ? 'cli.doctor.fine' : 'cli.doctor.wrong'))
  if (bundle) {
    session.say(t.t('cli.doctor.bundled', { file: bundle.file, kilobytes: Math.ceil(bundle.sizeBytes / 1024) }))
  }
  return isFine ? 0 : 1
}
