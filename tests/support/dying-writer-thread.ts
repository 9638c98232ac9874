/** The product's own database thread, which dies when it is told to keep a preference named `die`. */
import { parentPort } from 'node:worker_threads'
import type { ToThread } from '../../src/core/db/thread-protocol.ts'

// First of all listeners, so that nothing of that command is carried out.
parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'call' && (message.input as { key?: string }).key === 'die') process.exit(1)
})
await import('../../src/core/db/writer-thread.ts')
