import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CheckFinding, SystemState } from '../../shared/ipc/system.ts'
import { schemaVersion, type ReadDb } from '../db/connection.ts'
import { listAccounts } from '../db/repositories/account.ts'
import type { Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import type { RunManager } from '../jobs/run-manager.ts'
import type { WorkerHost } from '../jobs/worker-host.ts'
import type { DataPaths } from '../paths.ts'
import type { SecretStore } from '../secrets.ts'

export interface SystemServiceDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  readonly runs: RunManager
  readonly worker: WorkerHost
  readonly secrets: SecretStore
  readonly paths: DataPaths
  readonly version: string
}

export interface SystemService {
  state(): SystemState
  backup(file: string, replace: boolean): Promise<{ file: string; sizeBytes: number }>
  /** Looks at everything that can be wrong on this machine; each finding says what was looked at. */
  check(): Promise<readonly CheckFinding[]>
}

/** Size, backup and self-check of the data folder. */
export function createSystemService(deps: SystemServiceDeps): SystemService {
  return {
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
      return findings
    },
  }
}

async function checkSecret(secrets: SecretStore, accountId: string, name: string): Promise<CheckFinding> {
  try {
    const secret = await secrets.get(accountId)
    return { check: 'secret', isFine: secret !== null, detail: name }
  } catch {
    return { check: 'secret', isFine: false, detail: name }
  }
}
