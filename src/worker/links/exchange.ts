import type { Socket } from 'node:net'
import { createHeadReader, isHeadProblem, type AnswerHead } from './answer-head.ts'
import { createBodyFraming } from './answer-body.ts'
import { startBound } from './link-clock.ts'
import type { PageReader, PageResult } from './page-reader.ts'
import type { LinkProblem, Outcome } from './ports.ts'
import { CLOSED, fromError, toProblem, toTimeout, type Step } from './problems.ts'

/**
 * Sends a request and reads the head of the answer. Afterwards the connection is paused, with what came after the head
 * in `rest`; what fails is destroyed.
 */
export function ask(
  socket: Socket,
  request: string,
  timeoutMs: number,
  step: Step = 'answer',
): Promise<Outcome<AnswerHead>> {
  return new Promise((resolve) => {
    const reader = createHeadReader()
    const bound = startBound(timeoutMs, () => fail(toTimeout(step)))

    function stop(): void {
      bound.clear()
      socket.removeListener('data', onData)
      socket.removeListener('end', onEnd)
      socket.removeListener('error', onError)
      socket.removeListener('close', onClose)
    }
    function fail(problem: LinkProblem): void {
      stop()
      socket.destroy()
      resolve({ isFine: false, problem })
    }
    function onData(chunk: Buffer): void {
      const head = reader.push(chunk)
      if (head === null) return
      if (isHeadProblem(head)) fail(head)
      else {
        stop()
        socket.pause()
        // Nobody listens until it is the page's turn; what happens meanwhile is found out then.
        socket.on('error', ignore)
        resolve({ isFine: true, value: head })
      }
    }
    function onEnd(): void {
      fail(
        reader.held === 0 ? CLOSED : toProblem('refused', 'closed-before-answer', 'the head of the answer broke off'),
      )
    }
    function onError(error: Error): void {
      fail(fromError(error, step))
    }
    function onClose(): void {
      fail(socket.errored ? fromError(socket.errored, step) : CLOSED)
    }

    if (socket.destroyed) {
      onClose()
      return
    }
    socket.on('data', onData)
    socket.once('end', onEnd)
    socket.once('error', onError)
    socket.once('close', onClose)
    socket.write(request, 'latin1')
  })
}

const ignore = (): void => {}

/** What reading a page has come to: its result, or what kept it from being read to its end. */
export type PageRead =
  | { readonly result: PageResult; readonly problem: null; readonly bytes: number }
  | { readonly result: null; readonly problem: LinkProblem; readonly bytes: number }

/**
 * Feeds the body of an answer to a reader until the answer is known or the body ends; `bytes` counts what was received
 * of the body. The connection is destroyed, the reader closed.
 */
export function readPage(socket: Socket, head: AnswerHead, reader: PageReader, timeoutMs: number): Promise<PageRead> {
  const framing = createBodyFraming(head)
  let bytes = 0
  return new Promise((resolve) => {
    let isOver = false
    let isTaking = false
    /** The connection ended while the reader was busy; null: in good order. */
    let ending: { readonly problem: LinkProblem | null } | null = null
    const bound = startBound(timeoutMs, () => fail(toTimeout('body')))

    function stop(): boolean {
      if (isOver) return false
      isOver = true
      bound.clear()
      socket.removeListener('data', feed)
      socket.destroy()
      return true
    }
    function settle(read: PageRead): void {
      reader.close()
      resolve(read)
    }
    function finish(): void {
      if (stop()) reader.end().then((result) => settle({ result, problem: null, bytes }), fault)
    }
    function fail(problem: LinkProblem): void {
      if (!stop()) return
      if (isTaking) settle({ result: null, problem, bytes })
      else {
        // What has been seen of a page that broke off may be the answer, though never that there is none.
        reader.end().then((result) => {
          settle(result.state === 'present' ? { result, problem: null, bytes } : { result: null, problem, bytes })
        }, fault)
      }
    }
    /** Readers do not throw for what servers send; what is left is a fault of ours, which must not stop the run. */
    function fault(error: unknown): void {
      stop()
      settle({ result: null, problem: toProblem('server-error', 'answer-malformed', String(error)), bytes })
    }
    async function take(chunk: Buffer): Promise<void> {
      for (const part of framing.push(chunk)) {
        bytes += part.length
        if (isOver || (await reader.write(part))) return finish()
      }
      isTaking = false
      if (framing.isOver) finish()
      else if (framing.isBroken) fail(toProblem('server-error', 'answer-malformed', 'a malformed chunk'))
      else if (ending) end(ending.problem)
      else if (!isOver) socket.resume()
    }
    function feed(chunk: Buffer): void {
      socket.pause()
      isTaking = true
      take(chunk).catch(fault)
    }
    function end(problem: LinkProblem | null): void {
      if (isTaking) ending ??= { problem }
      else if (problem === null && framing.endsWithConnection) finish()
      else fail(problem ?? CLOSED)
    }

    socket.on('data', feed)
    socket.once('end', () => end(null))
    socket.once('error', (error) => end(fromError(error, 'body')))
    socket.once('close', () => end(socket.errored ? fromError(socket.errored, 'body') : CLOSED))
    const broken = socket.errored ? fromError(socket.errored, 'body') : CLOSED
    if (socket.destroyed) ending = { problem: broken }
    if (head.rest.length > 0 || framing.isOver) feed(head.rest)
    else if (socket.destroyed) end(broken)
    else socket.resume()
  })
}
