import { statSync } from 'node:fs'
import { homedir, release } from 'node:os'
import { resolve } from 'node:path'
import { isAppError } from '../../shared/domain/app-error.ts'
import type { CheckFinding, SystemState } from '../../shared/ipc/system.ts'
import { readTransaction, schemaVersion, type ReadDb } from '../db/connection.ts'
import { listAccounts } from '../db/repositories/account.ts'
import { listLinkTexts } from '../db/repositories/link-texts.ts'
import { listResourceNames } from '../db/repositories/item.ts'
import { itemFacets } from '../db/repositories/item-query.ts'
import { listRuns } from '../db/repositories/run.ts'
import { readRunLog } from '../db/repositories/run-log.ts'
import { getSettings } from '../db/repositories/setting.ts'
import type { Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import type { RunManager } from '../jobs/run-manager.ts'
import type { WorkerHost } from '../jobs/worker-host.ts'
import type { DataPaths } from '../paths.ts'
import type { SecretStore } from '../secrets.ts'
import { readBundleReminders } from './bundle-reminders.ts'
import { toBundle, type BundleData } from './bundle-service.ts'
import { checkDeliveries } from './delivery-check.ts'

export interface SystemServiceDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  readonly runs: RunManager
  readonly worker: WorkerHost
  readonly secrets: SecretStore
  readonly paths: DataPaths
  readonly version: string
  readonly clock: { now(): number }
  /** False once the database thread has died. */
  readonly canWrite: () => boolean
  readonly defaultUserName: string
  /** Writes a new file for the owner alone, or throws FILE_EXISTS. */
  readonly writePrivateFile: (file: string, text: string) => { file: string; sizeBytes: number }
}

export interface SystemService {
  state(): SystemState
  /** Writes a redacted support bundle. */
  bundle(file: string): Promise<{ file: string; sizeBytes: number }>
  backup(file: string, replace: boolean): Promise<{ file: string; sizeBytes: number }>
  /** Looks at everything that can be wrong on this machine; each finding says what was looked at. */
  check(): Promise<readonly CheckFinding[]>
}

/** Size, backup and self-check of the data folder. */
export function createSystemService(deps: SystemServiceDeps): SystemService {
  const service: SystemService = {
    state: () => ({
      version: deps.version,
      dataDir: deps.paths.dataDir,
      databaseFile: deps.paths.databaseFile,
      databaseBytes: statSync(deps.paths.databaseFile).size,
      schemaVersion: schemaVersion(deps.db),
      secretStore: deps.secrets.strength,
      eventSeq: deps.events.lastSeq,
      activeRunIds: deps.runs.activeRunIds,
      isWorkerCircuitOpen: deps.worker.isCircuitOpen,
      canWrite: deps.canWrite(),
    }),
    async backup(file, replace) {
      const target = resolve(file)
      const { sizeBytes } = await deps.writer.call('db.backup', { file: target, replace })
      return { file: target, sizeBytes }
    },
    async check() {
      const { problems } = await deps.writer.call('db.check', { isThorough: true })
      const findings: CheckFinding[] = [
        { check: 'database', isFine: problems.length === 0, detail: problems.join('; ') },
      ]
      for (const account of listAccounts(deps.db)) {
        if (account.provider === 'demo') continue
        findings.push(await checkSecret(deps.secrets, account.accountId, account.name))
      }
      findings.push({ check: 'worker', isFine: !deps.worker.isCircuitOpen, detail: '' })
      findings.push(...checkDeliveries(deps.db, deps.clock.now()))
      return findings
    },
    async bundle(file) {
      const data = await readBundleData(deps, service.state(), await service.check())
      return deps.writePrivateFile(file, `${JSON.stringify(toBundle(data), null, 2)}\n`)
    },
  }
  return service
}

/** Runs and logs that a bundle takes along. */
const BUNDLED_RUNS = 50
const BUNDLED_LOGS = 5
const BUNDLED_LINES = 5_000

async function readBundleData(
  { db, secrets, paths, version, clock, defaultUserName }: SystemServiceDeps,
  state: SystemState,
  findings: readonly CheckFinding[],
): Promise<BundleData> {
  const accounts = listAccounts(db)
  const known: string[] = []
  for (const { accountId } of accounts) {
    // One that cannot be read cannot have got anywhere; the finding says so.
    const secret = await secrets.get(accountId).catch(() => null)
    if (secret !== null) known.push(secret)
  }
  return readTransaction(db, () => {
    const settings = getSettings(db)
    const context = { now: clock.now(), settings }
    const runs = listRuns(db, { accountId: null }, { offset: 0, limit: BUNDLED_RUNS }).items
    return {
      madeAt: context.now,
      version,
      platform: `${process.platform} ${process.arch} ${release()}`,
      node: process.version,
      schemaVersion: state.schemaVersion,
      databaseBytes: state.databaseBytes,
      settings,
      accounts,
      secrets: known,
      resources: [...listLinkTexts(db), ...listResourceNames(db)],
      counts: itemFacets(
        db,
        { filter: { isGone: 'all' }, sort: [] },
        ['provider', 'status', 'renewalMode', 'band'],
        context,
      ),
      runs,
      logs: runs.slice(0, BUNDLED_LOGS).map(({ runId }) => ({
        runId,
        lines: readRunLog(db, { runId, afterSeq: 0, levels: null, limit: BUNDLED_LINES }),
      })),
      reminders: readBundleReminders(db, context.now),
      findings,
      folders: [
        [paths.dataDir, '[data folder]'],
        [homedir(), '[home]'],
      ],
      userName: defaultUserName,
    }
  })
}

async function checkSecret(secrets: SecretStore, accountId: string, name: string): Promise<CheckFinding> {
  try {
    const secret = await secrets.get(accountId)
    const isFine = secret !== null
    return { check: 'secret', isFine, detail: isFine ? name : `${name} (SECRET_MISSING)` }
  } catch (error) {
    // The code says what to do: a key in the window's keychain is no damage, one that cannot be decrypted is.
    return { check: 'secret', isFine: false, detail: isAppError(error) ? `${name} (${error.code})` : name }
  }
}
