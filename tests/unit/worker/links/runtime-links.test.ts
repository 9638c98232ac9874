import { expect, it } from 'vitest'
import type { DownFrame, RunReport, UpFrame } from '../../../../src/shared/worker/frames.ts'
import { startWorker } from '../../../../src/worker/runtime.ts'
import { aLinkJob, aTask } from './support/link-run.ts'
import { reply, startWireServer } from './support/wire-server.ts'

/** A worker in this process and the reports of its runs. */
function startTestWorker() {
  const reports: RunReport[] = []
  let listener: (frame: DownFrame) => void = () => {}
  let wake = (): void => {}
  startWorker({
    port: {
      post(frame: UpFrame) {
        if (frame.kind === 'report') reports.push(structuredClone(frame.report))
        wake()
      },
      onMessage: (onMessage) => (listener = onMessage),
    },
    connectors: {},
    clock: { now: () => Date.now() },
    random: Math.random,
    pid: 1,
    exit: () => {},
  })
  return {
    reports,
    send: (frame: DownFrame) => listener(structuredClone(frame)),
    async until(isThere: (report: RunReport) => boolean): Promise<RunReport> {
      for (;;) {
        const found = reports.find(isThere)
        if (found) return found
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
  }
}

it('reports the facts of links in batches that take credit, and then their outcome', async () => {
  await using server = await startWireServer((request) => reply(request, 200))
  const worker = startTestWorker()
  worker.send({ v: 1, generation: 1, kind: 'run', runId: 'r', job: aLinkJob([aTask(`${server.origin}/`)]) })
  const done = await worker.until(({ kind }) => kind === 'links-checked')
  expect(done).toMatchObject({ outcome: { checked: 1, warnings: 0 }, metrics: { requests: 1 } })
  expect(worker.reports.filter(({ kind }) => kind === 'link-facts')).toMatchObject([
    { batch: { checks: [{ verdict: 'ok' }], certificates: [], domains: [], bootstrap: null } },
  ])
  expect(worker.reports.findIndex(({ kind }) => kind === 'link-facts')).toBeLessThan(worker.reports.indexOf(done))
})

it('says that a run over links was cancelled', async () => {
  await using server = await startWireServer(() => {})
  const worker = startTestWorker()
  worker.send({ v: 1, generation: 1, kind: 'run', runId: 'r', job: aLinkJob([aTask(`${server.origin}/`)]) })
  worker.send({ v: 1, generation: 1, kind: 'cancel', runId: 'r' })
  await worker.until(({ kind }) => kind === 'cancelled')
  expect(worker.reports.some(({ kind }) => kind === 'link-facts' || kind === 'links-checked')).toBe(false)
})
