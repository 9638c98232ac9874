import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { Router } from '../shared/ipc/contract.ts'
import { openReadDb, type ReadDb } from './db/connection.ts'
import { toDbError } from './db/errors.ts'
import { createInstanceLease, findDeadInstances, type InstanceLease } from './db/instance-lease.ts'
import { dataVersion, readDigests } from './db/repositories/digest.ts'
import { getRun, listActiveRunInstances } from './db/repositories/run.ts'
import type { Writer } from './db/write-commands.ts'
import { startWriter } from './db/writer-client.ts'
import { createHostHandlers } from './host-handlers.ts'
import type { HostPort } from './host-port.ts'
import type { Picture } from './index/picture.ts'
import { createEventBus, type EventBus } from './ipc/event-bus.ts'
import { createHandlers } from './ipc/handlers/index.ts'
import { createRouter } from './ipc/router.ts'
import { createDayWatch } from './jobs/day-watch.ts'
import { createForeignWatch } from './jobs/foreign-watch.ts'
import { createRunManager, type RunManager } from './jobs/run-manager.ts'
import { createTicker } from './jobs/ticker.ts'
import { createWorkerHost, type WorkerLauncher } from './jobs/worker-host.ts'
import type { DataPaths } from './paths.ts'
import { writePrivateFile } from './private-file.ts'
import type { SecretStore } from './secrets.ts'
import { createCalendarService } from './services/calendar-service.ts'
import { createComparisonService } from './services/comparison-service.ts'
import { createFrozenPictures } from './services/frozen-pictures.ts'
import { createForecastService } from './services/forecast-service.ts'
import { createAnswerPreparation } from './services/answer-preparation.ts'
import { createPaymentPlans } from './services/payment-plans.ts'
import { createPersonService } from './services/person-service.ts'
import { createSnapshotService } from './services/snapshot-service.ts'
import { createAccountService } from './services/account-service.ts'
import { createForeignRuns } from './services/foreign-runs.ts'
import { createItemService } from './services/item-service.ts'
import { createLinkRunService, prepareLinkJob, type Registries } from './services/link-run-service.ts'
import { createLinkService } from './services/link-service.ts'
import { createNoticeService } from './services/notice-service.ts'
import { createOverviewService } from './services/overview-service.ts'
import { createRateService } from './services/rate-service.ts'
import { createReminderService } from './services/reminder-service.ts'
import { createRunLookup } from './services/run-lookup.ts'
import { createScheduleService } from './services/schedule-service.ts'
import { prepareSyncJob } from './services/sync-service.ts'
import { createSettingsService } from './services/settings-service.ts'
import { createSystemService } from './services/system-service.ts'
import { createWebhookService } from './services/webhook-service.ts'
import { createWindowService } from './services/window-service.ts'

export interface AppOptions {
  readonly paths: DataPaths
  readonly version: string
  readonly clock: { now(): number }
  readonly secrets: SecretStore
  readonly host: HostPort
  readonly workerLauncher: WorkerLauncher
  /** The entry of the database thread, as source or as a bundle. */
  readonly writerThreadUrl: URL
  readonly defaultUserName: string
  /** Where the ends of domains are read; what is left out is the internet's own. */
  readonly registries?: Registries
  /** Programming errors and failed writes end up here; the host decides where they are shown. */
  readonly onError: (error: unknown) => void
}

/** The application without a host. */
export interface App {
  readonly router: Router
  readonly events: EventBus
  readonly runs: RunManager
  /**
   * Looks now at what is due: runs of schedules, reminders, notices that wait, webhooks. Windows and pages do so once a
   * minute by themselves; hosts call it when the machine wakes up or the network comes back.
   */
  wake(): Promise<void>
  /** Ends runs, the worker and the database, in this order, within a few seconds. */
  stop(): Promise<void>
}

/**
 * Opens the data folder and starts the core. Rejects with DB_FROM_FUTURE, DB_DAMAGED, DB_NOT_OURS, DISK_FULL or
 * FILE_UNWRITABLE when it cannot; nothing is changed then.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { paths } = options
  try {
    mkdirSync(paths.dataDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw toDbError(error, paths.dataDir)
  }
  const lease = createInstanceLease(paths.dataDir)
  const events = createEventBus(options.onError)
  let isLost = false
  let writer: Writer | null = null
  let db: ReadDb | null = null
  try {
    writer = await startWriter({
      file: paths.databaseFile,
      backupDir: paths.backupDir,
      threadUrl: options.writerThreadUrl,
      onDeath: (error) => {
        isLost = true
        options.onError(error)
        events.emit('database.lost', {})
      },
    })
    db = openReadDb(paths.databaseFile)
    return await startCore(options, { lease, writer, db, events, canWrite: () => !isLost })
  } catch (error) {
    // A database thread that is left behind would keep the process from ending.
    db?.close()
    await writer?.close()
    lease.release()
    throw error
  }
}

interface OpenFolder {
  readonly lease: InstanceLease
  readonly writer: Writer
  readonly db: ReadDb
  readonly events: EventBus
  readonly canWrite: () => boolean
}

async function startCore(options: AppOptions, folder: OpenFolder): Promise<App> {
  const { paths, clock } = options
  const { lease, writer, db, events } = folder
  const worker = createWorkerHost({
    launcher: options.workerLauncher,
    onCircuit: (isOpen) => events.emit('worker.circuitChanged', { isOpen }),
    onStuck: () => options.onError(new Error('the worker process does not end')),
  })

  async function sweep(): Promise<void> {
    const foreign = listActiveRunInstances(db).filter((id) => id !== lease.instanceId)
    if (foreign.length === 0) return
    const deadInstanceIds = findDeadInstances(paths.dataDir, foreign)
    if (deadInstanceIds.length > 0) await writer.call('run.interrupt', { deadInstanceIds, at: clock.now() })
  }

  const runs: RunManager = createRunManager({
    writer,
    worker,
    events,
    clock,
    instanceId: lease.instanceId,
    getRun: (runId) => getRun(db, runId),
    prepareJob: (run, ordinal) => prepareSyncJob({ db, accounts, clock }, run, ordinal),
    prepareLinks: (run) => prepareLinkJob({ db, settings, clock, registries: options.registries ?? {} }, run),
    sweep,
    newId: randomUUID,
    onError: options.onError,
  })
  const settings = createSettingsService({ db, writer, events, secrets: options.secrets })
  const accounts = createAccountService({ db, writer, events, secrets: options.secrets, settings, runs, clock, paths })
  const items = createItemService({
    db,
    writer,
    events,
    clock,
    defaultUserName: options.defaultUserName,
    onError: options.onError,
  })
  /** The index says itself why it cannot be made; null then, and the database is asked. */
  const readIndex = async (): Promise<Picture | null> => {
    try {
      return await items.picture()
    } catch (error) {
      if (!db.isOpen) throw error
      return null
    }
  }
  const links = createLinkService({ db, writer, events, clock, defaultUserName: options.defaultUserName })
  const rates = createRateService({ db, writer, events, clock, defaultUserName: options.defaultUserName })
  const system = createSystemService({
    db,
    writer,
    events,
    runs,
    worker,
    secrets: options.secrets,
    paths,
    version: options.version,
    clock,
    canWrite: folder.canWrite,
    defaultUserName: options.defaultUserName,
    writePrivateFile,
  })
  const { host, onError } = options
  // A window asks soon and often; a command asks once, which the database answers as well.
  const isLongLived = host.info().kind !== 'terminal'
  const frozen = createFrozenPictures(db)
  const notices = createNoticeService({ db, writer, events, clock, settings, host, onError })
  const schedules = createScheduleService({ db, writer, events, clock, settings, runs, notices, host, onError })
  const reminders = createReminderService({
    db,
    writer,
    clock,
    settings,
    notices,
    isRunning: () => runs.activeRunIds.length > 0,
    ...(isLongLived ? { index: readIndex } : {}),
  })
  const webhooks = createWebhookService({
    db,
    writer,
    events,
    clock,
    secrets: options.secrets,
    settings,
    worker,
    locale: () => host.info().locale,
    onError,
  })
  const plans = createPaymentPlans({ db, clock, ...(isLongLived ? { index: readIndex } : {}) })
  await sweep()
  const comparisons = createComparisonService({ db, clock, frozen, ...(isLongLived ? { index: readIndex } : {}) })
  const forecasts = createForecastService({ db, clock, plans })
  /** Those of the core itself are no audience. */
  let ownListeners = Infinity
  const preparation = createAnswerPreparation({
    events,
    prepare: async () => {
      await plans.current()
      await forecasts.prepare()
      await comparisons.prepare()
    },
    isWatched: () => events.listenerCount > ownListeners,
    isOpen: () => db.isOpen,
    onError,
  })
  if (isLongLived) {
    items.warmUp().catch(onError)
    preparation.start()
  }
  const router = createRouter(
    createHandlers({
      db,
      runs,
      worker,
      accounts,
      items,
      links,
      linkRuns: createLinkRunService({ db, runs }),
      rates,
      settings,
      system,
      host: createHostHandlers({ host: options.host, paths }),
      overview: createOverviewService({ db, clock, ...(isLongLived ? { plans } : {}) }),
      runLookup: createRunLookup({ db, runs }),
      windows: createWindowService({ db, writer, events, clock }),
      notices,
      reminders,
      schedules,
      webhooks,
      calendar: createCalendarService({ db, clock, plans }),
      comparisons,
      forecasts,
      people: createPersonService({ db, writer, events, clock, defaultUserName: options.defaultUserName }),
      snapshots: createSnapshotService({
        db,
        writer,
        events,
        clock,
        defaultUserName: options.defaultUserName,
        frozen,
        ...(isLongLived ? { index: readIndex } : {}),
      }),
    }),
    options.onError,
  )

  const watch = createForeignWatch({
    events,
    version: () => dataVersion(db),
    digests: () => readDigests(db),
    runs: createForeignRuns(db, lease.instanceId),
    sweep,
    onError: options.onError,
  })
  const days = createDayWatch({
    clock,
    zone: () => settings.get().businessZone,
    onDay: (today) => events.emit('day.changed', { today }),
    onError: options.onError,
  })

  const ticker = createTicker({
    steps: [() => schedules.tick(), () => reminders.tick(), () => notices.deliver(), () => webhooks.send()],
    onError,
    // A command ends soon; what is due it does only when told to.
    ...(isLongLived ? {} : { everyMinute: () => () => {} }),
  })
  if (isLongLived) void ticker.wake()
  ownListeners = events.listenerCount

  return {
    router,
    events,
    runs,
    wake: ticker.wake,
    async stop() {
      preparation.stop()
      watch.stop()
      days.stop()
      schedules.stop()
      try {
        await ticker.stop()
        await webhooks.stop()
        await runs.stop()
        await worker.stop()
      } finally {
        // Left open, the database thread would keep the process from ending.
        db.close()
        await writer.close()
        lease.release()
      }
    },
  }
}
