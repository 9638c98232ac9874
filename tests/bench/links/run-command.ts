import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readPeakMemoryMb } from '../measure.ts'

/** A program and what it is given. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
  /** The whole environment besides PATH, LANG and HOME. */
  readonly env?: Readonly<Record<string, string>>
}

export interface RunOptions {
  /** For files of the measurement, and HOME of the program. */
  readonly folder: string
  /** A program that takes longer is killed with all that it has started. */
  readonly limitMs: number
  readonly signal: AbortSignal
  /** Takes the place of /etc/resolv.conf for the program alone; needs a Linux system and its administrator. */
  readonly resolvConf: string | null
}

/** What a program has cost, with everything that it has started. */
export interface Cost {
  /** From its start to its end. */
  readonly wallMs: number
  /** null when it had to be killed. */
  readonly cpuMs: number | null
  /** Largest resident memory, added up over its processes, 10^6 bytes; null where /proc does not tell. */
  readonly peakMb: number | null
  readonly exitCode: number | null
  readonly stdout: string
  /** The end of what it said on standard error. */
  readonly stderr: string
}

const SAMPLE_EVERY_MS = 50
const KEPT_STDERR = 2_000

/** The shell adds up the times of all processes below it, which nothing else does as exactly. */
const SCRIPT = `
times=$1; resolv=$2; shift 2
if [ -n "$resolv" ]; then mount --bind "$resolv" /etc/resolv.conf || exit 98; fi
TIMEFORMAT='%3U %3S'
exec 3>&2
{ time "$@" 2>&3; } 2>"$times"
`

/** Runs a program to its end and measures it; `signal` kills it. */
export async function runCommand({ file, args, env = {} }: Command, options: RunOptions): Promise<Cost> {
  options.signal.throwIfAborted()
  const timesFile = join(options.folder, 'times')
  rmSync(timesFile, { force: true })
  const shell = ['bash', '-c', SCRIPT, 'bash', timesFile, options.resolvConf ?? '', file, ...args]
  const line = options.resolvConf === null ? shell : ['unshare', '-m', ...shell]
  const startedAt = performance.now()
  const child = spawn(line[0] as string, line.slice(1), {
    // A group of its own, which is killed as one and hears no Ctrl+C.
    detached: true,
    cwd: options.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', HOME: options.folder, ...env },
  })
  const stdout: Buffer[] = []
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => void stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-KEPT_STDERR)))
  const memory = watchMemory(child.pid as number)
  const kill = (): void => killGroup(child.pid as number)
  const limit = setTimeout(kill, options.limitMs)
  options.signal.addEventListener('abort', kill, { once: true })
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    const wallMs = performance.now() - startedAt
    options.signal.throwIfAborted()
    return {
      wallMs,
      cpuMs: readTimes(timesFile),
      peakMb: memory.peakMb(),
      exitCode,
      stdout: Buffer.concat(stdout).toString(),
      stderr,
    }
  } finally {
    clearTimeout(limit)
    options.signal.removeEventListener('abort', kill)
    memory.stop()
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself meanwhile.
  }
}

/** User and system time in seconds; nothing when the shell was killed before it could say so. */
function readTimes(file: string): number | null {
  const match = /^([\d.]+) ([\d.]+)\s*$/.exec(readOr(file, ''))
  return match ? (Number(match[1]) + Number(match[2])) * 1000 : null
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return otherwise
  }
}

/** Samples the peaks of all processes below one, which itself is only the shell. */
function watchMemory(root: number): { peakMb(): number | null; stop(): void } {
  const peaks = new Map<number, number>()
  const visit = (pid: number): void => {
    if (pid !== root) {
      const mb = readPeakMemoryMb(pid)
      if (mb !== null) peaks.set(pid, Math.max(mb, peaks.get(pid) ?? 0))
    }
    const children = readOr(`/proc/${pid}/task/${pid}/children`, '').trim()
    if (children !== '') for (const child of children.split(' ')) visit(Number(child))
  }
  const timer = setInterval(() => visit(root), SAMPLE_EVERY_MS)
  return {
    peakMb: () => (peaks.size === 0 ? null : [...peaks.values()].reduce((sum, mb) => sum + mb, 0)),
    stop: () => clearInterval(timer),
  }
}
