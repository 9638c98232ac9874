import { Worker } from 'node:worker_threads'
import { AppError } from '../../shared/domain/app-error.ts'
import { systemClock, type Clock } from '../clock.ts'
import type { SlowQuery } from './connection.ts'
import { fromThreadError, type FromThread, type ToThread, type WriterThreadData } from './thread-protocol.ts'
import type { WriteCommand, WriteCommands, Writer } from './write-commands.ts'

export interface WriterOptions {
  readonly file: string
  /** Where copies are kept; the folder of backups beside the file unless told otherwise. */
  readonly backupDir?: string
  /** The thread's entry: `writer-thread.ts` itself, or the bundle made of it. */
  readonly threadUrl: URL
  readonly clock?: Clock
  readonly onSlowQuery?: (query: SlowQuery) => void
  /** Told once when the thread ends without having been asked to. */
  readonly onDeath?: (error: AppError) => void
}

/**
 * Batches are short-lived garbage. With the usual young generation the process grew to 396 MB over two syncs of 50,000
 * items and a change of policy; with this one to 273 MB, in the same time (2, 4 and 8 MB were measured).
 */
const YOUNG_GENERATION_MB = 4

interface PendingCall {
  resolve(output: never): void
  reject(error: AppError): void
}

/**
 * Starts the writer in a thread of its own. Rejects with what opening met (DB_NOT_OURS, DB_FROM_FUTURE, DB_DAMAGED, …).
 * The bytes of a `stage.add` batch are moved, not copied: the caller's `payload` is empty afterwards.
 */
export async function startWriter(options: WriterOptions): Promise<Writer> {
  const clock = options.clock ?? systemClock
  const data: WriterThreadData = { file: options.file, backupDir: options.backupDir ?? null, startedAt: clock.now() }
  const thread = new Worker(options.threadUrl, {
    workerData: data,
    name: 'duewatch-writer',
    // Flags of the host's own entry (--input-type, --import, --inspect-brk) are not meant for the thread.
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  })
  const exited = new Promise<void>((resolve) => thread.once('exit', () => resolve()))
  const calls = new Map<number, PendingCall>()
  let nextId = 1
  let isReady = false
  let isClosing = false
  let death: AppError | null = null
  let lastFault: Error | null = null

  await new Promise<void>((resolve, reject) => {
    thread.on('message', (message: FromThread) => {
      if (message.kind === 'ready') {
        isReady = true
        resolve()
      } else if (message.kind === 'refused') reject(fromThreadError(message.error))
      else if (message.kind === 'slow') options.onSlowQuery?.(message.query)
      else settle(calls, message)
    })
    thread.on('error', (error) => {
      lastFault = error instanceof Error ? error : new Error(String(error))
    })
    thread.on('exit', (exitCode) => {
      const raw = `writer thread ended (${exitCode})${lastFault ? `: ${lastFault.message}` : ''}`
      death = new AppError(isReady ? 'DB_LOST' : 'INTERNAL', {}, { raw, cause: lastFault ?? undefined })
      reject(death)
      for (const call of calls.values()) call.reject(death)
      calls.clear()
      if (isReady && !isClosing) options.onDeath?.(death)
    })
  })

  return {
    call(name, input) {
      if (isClosing) return Promise.reject(new AppError('SHUTTING_DOWN'))
      if (death) return Promise.reject(death)
      return new Promise((resolve, reject) => {
        const id = nextId
        nextId += 1
        const sent = withOwnBytes(name, input)
        // First the post: input that cannot be cloned throws here and must leave no call behind.
        const message: ToThread = { kind: 'call', id, name, input: sent.input, now: clock.now() }
        thread.postMessage(message, sent.transfer)
        calls.set(id, { resolve, reject })
      })
    },
    async close() {
      if (!isClosing && !death) {
        isClosing = true
        thread.postMessage({ kind: 'close' } satisfies ToThread)
      }
      await exited
    },
  }
}

function settle(calls: Map<number, PendingCall>, message: Extract<FromThread, { id: number }>): void {
  const call = calls.get(message.id)
  calls.delete(message.id)
  if (message.kind === 'done') call?.resolve(message.output as never)
  else call?.reject(fromThreadError(message.error))
}

/**
 * A view of a larger buffer (as frames often are) would be sent with all of that buffer, and moving it would empty other
 * views; such a payload is cut out first.
 */
function withOwnBytes<Name extends WriteCommand>(
  name: Name,
  input: WriteCommands[Name]['input'],
): { input: unknown; transfer: ArrayBuffer[] } {
  if (name !== 'stage.add') return { input, transfer: [] }
  const { runId, batch } = input as WriteCommands['stage.add']['input']
  const { payload } = batch
  const isWhole = payload.byteLength === payload.buffer.byteLength && payload.buffer instanceof ArrayBuffer
  const bytes = isWhole ? payload.buffer : new Uint8Array(payload).buffer
  return { input: { runId, batch: { ...batch, payload: new Uint8Array(bytes) } }, transfer: [bytes] }
}
