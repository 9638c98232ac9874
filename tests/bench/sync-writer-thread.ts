/** The product's own database thread, which also tells how long it has been busy and how much CPU time it has used. */
import { BroadcastChannel } from 'node:worker_threads'
import '../../src/core/db/writer-thread.ts'

const channel = new BroadcastChannel('duewatch-bench-writer')
channel.addEventListener('message', () => {
  const { user, system } = process.threadCpuUsage()
  const busyMs = performance.eventLoopUtilization().active
  channel.postMessage({ busyMs, cpuMs: (user + system) / 1000 })
})
channel.unref()
