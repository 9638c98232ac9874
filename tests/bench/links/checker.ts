import type { BenchJob } from './job.ts'
import type { Finding } from './judge.ts'
import type { Command, Cost } from './run-command.ts'

/** One run of one checker. */
export interface CheckerInput {
  readonly job: BenchJob
  /** The job as JSON. */
  readonly jobFile: string
  /** The same links as a page, one after the other. */
  readonly pageFile: string
  /** For whatever it wants to write; the same one for the next run over the same links. */
  readonly folder: string
  readonly caFile: string
  /** Flags of Node for Duewatch's checker alone, such as --cpu-prof. */
  readonly engineFlags: readonly string[]
  /** Runs and measures a program. */
  readonly run: (command: Command) => Promise<Cost>
  /** Runs a program that is no part of the measurement. */
  readonly prepare: (command: Command) => Promise<Cost>
}

export interface Reading {
  readonly cost: Cost
  /** Without the start of the program; null for one that does not say it. */
  readonly checkMs: number | null
  /** As a person who uses the checker would read its answer; null where it says nothing. */
  readonly alive: readonly (boolean | null)[]
  /** Only of our own: what is held against the truth word for word. */
  readonly findings: readonly (Finding | null)[] | null
}

/** Something that tells living links from dead ones. */
export interface Checker {
  readonly key: string
  readonly label: string
  readonly isOurs: boolean
  /** What it lacks on this machine; null when it can run. */
  readonly missing: () => string | null
  /** Links at once: its best setting (facts: performance.md, part a); null: takes too long. */
  readonly concurrency: (links: number, hasNames: boolean) => number | null
  readonly check: (input: CheckerInput) => Promise<Reading>
}

/** The answer of one of our own programs; nothing for one that had to be stopped. Throws what it said when it failed. */
export function toAnswer<T extends object>({ stdout, stderr, exitCode }: Cost): T | null {
  if (exitCode === 0) return JSON.parse(stdout) as T
  if (exitCode === null || exitCode > 128) return null
  throw new Error(`a checker ended with ${exitCode}: ${stderr.trim()}`)
}
