import type { DownFrame, FramePort, UpFrame } from '../shared/worker/frames.ts'
import { createDemoConnector } from './connectors/demo/index.ts'
import { createHuaweiConnector } from './connectors/huawei/index.ts'
import { startWorker } from './runtime.ts'

/** The part of Electron's `process.parentPort` that is used here; the module must load without Electron's types. */
interface ParentPort {
  once(event: 'message', listener: (event: { ports: readonly MessagePortLike[] }) => void): void
}
interface MessagePortLike {
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  on(event: 'close', listener: () => void): void
  start(): void
  postMessage(message: unknown): void
}

/** Under Electron the first message brings a private port; afterwards nothing uses the parent port. */
function connectElectron(parentPort: ParentPort, start: (port: FramePort<UpFrame, DownFrame>) => void): void {
  parentPort.once('message', ({ ports }) => {
    const port = ports[0]
    if (!port) throw new Error('the first message must carry a port')
    start({
      post: (frame) => port.postMessage(frame),
      onMessage: (listener) => port.on('message', ({ data }) => listener(data as DownFrame)),
    })
    port.on('close', () => process.exit(0))
    port.start()
  })
}

/** Under Node the channel of `child_process.fork` is the port; when core goes away, so does the worker. */
function connectNode(start: (port: FramePort<UpFrame, DownFrame>) => void): void {
  process.on('disconnect', () => process.exit(0))
  // A signal to the whole terminal group must reach core first, which then asks for an orderly stop.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => {})
  process.on('SIGHUP', () => {})
  start({
    post: (frame) => {
      if (process.connected) process.send?.(frame)
    },
    onMessage: (listener) => process.on('message', (frame) => listener(frame as DownFrame)),
  })
}

function start(port: FramePort<UpFrame, DownFrame>): void {
  startWorker({
    port,
    connectors: { huawei: createHuaweiConnector(), demo: createDemoConnector() },
    clock: { now: () => Date.now() },
    random: Math.random,
    pid: process.pid,
    exit: () => process.exit(0),
  })
}

const parentPort = (process as unknown as { parentPort?: ParentPort }).parentPort
if (parentPort) connectElectron(parentPort, start)
else if (process.send) connectNode(start)
else {
  process.stderr.write('This is the worker of Duewatch; it is started by the app, not by hand.\n')
  process.exit(64)
}
