import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'

/** Looks at other processes through Linux's /proc. */
export const canLookAtProcesses = process.platform === 'linux' && existsSync('/proc/locks')

/** Ids of the processes that this one has started and that still exist. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
      const text = readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
      return text.split(' ').filter(Boolean).map(Number)
    })
  } catch {
    // It ended while we looked.
    return []
  }
}

/** True while the process exists; one that nobody has collected yet (a zombie) has ended. */
export function isRunning(pid: number): boolean {
  const state = stateOf(pid)
  return state !== null && state !== 'Z' && state !== 'X'
}

/** Stops a process in the middle of whatever it does and waits until it stands still; false when it has ended. */
export function freeze(pid: number): boolean {
  try {
    process.kill(pid, 'SIGSTOP')
  } catch {
    return false
  }
  for (;;) {
    const threads = threadStates(pid)
    if (threads.length === 0 || threads.some((state) => state === 'Z' || state === 'X')) return false
    if (threads.every((state) => state === 'T' || state === 't')) return true
  }
}

/** Tells whether some process holds the write lock of a database in WAL mode, that is: is in a writing transaction. */
export function createWriteLockProbe(databaseFile: string): () => boolean {
  const shmFile = `${databaseFile}-shm`
  return () => {
    let inode: number
    try {
      inode = statSync(shmFile).ino
    } catch {
      return false
    }
    // "1: POSIX  ADVISORY  WRITE 28302 fe:00:2146401 120 120"; byte 120 is WAL_WRITE_LOCK in SQLite's file format.
    return new RegExp(`^\\d+: POSIX +ADVISORY +WRITE .*:${inode} 120 120$`, 'm').test(readFileSync('/proc/locks', 'utf8'))
  }
}

function stateOf(pid: number): string | null {
  try {
    return /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? null
  } catch {
    return null
  }
}

function threadStates(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map((thread) => {
      return /\) (\w) /.exec(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8'))?.[1] ?? 'X'
    })
  } catch {
    return []
  }
}
