import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What a process of a bench can be asked to do: one answer per call, plain data both ways. */
export type Commands = Readonly<Record<string, (input: never) => unknown>>

type Output<C extends Commands, Name extends keyof C> = Awaited<ReturnType<C[Name]>>

interface Call {
  readonly id: number
  readonly name: string
  readonly input: unknown
}

interface Reply {
  readonly id: number
  readonly output?: unknown
  readonly error?: string
}

/** A process of its own, so that what is measured shares neither event loop nor heap with what it is compared with. */
export interface Child<C extends Commands> {
  readonly pid: number
  /** Rejects with the other side's stack, or when the process has ended. */
  call<Name extends keyof C & string>(name: Name, ...input: Parameters<C[Name]>): Promise<Output<C, Name>>
  /** Lets the process end by itself and kills it when it takes longer than five seconds. */
  stop(): Promise<void>
}

const STOP_LIMIT_MS = 5_000

/** Starts the process and waits until it serves. */
export async function startChild<C extends Commands>(entry: URL, execArgv: readonly string[] = []): Promise<Child<C>> {
  const child = fork(fileURLToPath(entry), [], {
    serialization: 'advanced',
    execArgv: [...execArgv],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, { resolve(output: unknown): void; reject(error: Error): void }>()
  let nextId = 1
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(`${entry.pathname} ended (${code ?? signal})`))
  })
  void exited.then((reason) => {
    for (const call of waiting.values()) call.reject(new Error(reason))
    waiting.clear()
  })
  child.on('message', (reply: Reply) => {
    const call = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (reply.error === undefined) call?.resolve(reply.output)
    else call?.reject(new Error(reply.error))
  })
  function post(name: string, input: unknown): Promise<unknown> {
    if (!child.connected) return exited.then((reason) => Promise.reject(new Error(reason)))
    const id = nextId
    nextId += 1
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      child.send({ id, name, input } satisfies Call)
    })
  }
  await post('', null)
  return {
    pid: child.pid as number,
    call: (name, ...input) => post(name, input[0] ?? null) as Promise<never>,
    async stop() {
      if (child.connected) child.disconnect()
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
      await exited
      clearTimeout(timer)
    },
  }
}

/** Serves the process that started this one; `close` runs when it lets go or dies. */
export function serveParent(commands: Commands, close: () => Promise<void> | void): void {
  const answer = (reply: Reply): void => {
    if (process.connected) process.send?.(reply)
  }
  process.on('message', ({ id, name, input }: Call) => {
    const command = name === '' ? () => null : commands[name]
    Promise.resolve(input as never)
      .then((value) => (command ? command(value) : Promise.reject(new Error(`no command ${name}`))))
      .then(
        (output) => answer({ id, output }),
        (error: unknown) =>
          answer({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      )
  })
  process.once('disconnect', () => {
    void Promise.resolve()
      .then(close)
      .finally(() => process.exit(0))
  })
  // Ctrl+C reaches the whole group; the bench itself decides when its processes end.
  process.on('SIGINT', () => {})
}
