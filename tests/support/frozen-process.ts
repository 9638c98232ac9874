import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'

/** True where other processes can be looked at in the way of this file: Linux's /proc. */
export const canLookAtProcesses = process.platform === 'linux' && existsSync('/proc/locks')

/** Ids of the processes that a process has started and that still exist. */
export function childrenOf(pid: number): number[] {
  return threadsOf(pid).flatMap((thread) => {
    const text = readText(`/proc/${pid}/task/${thread}/children`)
    return text.split(' ').filter(Boolean).map(Number)
  })
}

/** True while the process exists; one that nobody has collected yet (a zombie) has ended. */
export function isRunning(pid: number): boolean {
  return !/^(Z|X|)$/.test(readState(`/proc/${pid}/stat`))
}

/** Stops a process in the middle of whatever it does and waits until it stands still; false when it has ended. */
export function freeze(pid: number): boolean {
  try {
    process.kill(pid, 'SIGSTOP')
  } catch {
    return false
  }
  for (;;) {
    if (!isRunning(pid)) return false
    const states = threadsOf(pid).map((thread) => readState(`/proc/${pid}/task/${thread}/stat`))
    if (states.every((state) => state === 'T' || state === 't')) return true
  }
}

/** Tells whether some process is in a writing transaction on a database in WAL mode, by the lock that it holds. */
export function createWriteLockProbe(databaseFile: string): () => boolean {
  return () => {
    let inode: number
    try {
      inode = statSync(`${databaseFile}-shm`).ino
    } catch {
      return false
    }
    // "1: POSIX  ADVISORY  WRITE 28302 fe:00:2146401 120 120"; byte 120 is WAL_WRITE_LOCK in SQLite's file format.
    return new RegExp(`^\\d+: POSIX +ADVISORY +WRITE .*:${inode} 120 120$`, 'm').test(readText('/proc/locks'))
  }
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    // It ended while we looked.
    return []
  }
}

function readState(file: string): string {
  return /\) (\w) /.exec(readText(file))?.[1] ?? ''
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
