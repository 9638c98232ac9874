import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { writeBackup } from './backup.ts'
import { toDbError } from './errors.ts'

/** Automatic copies of one sort that are kept; what people made themselves is never removed. */
export const KEPT_BACKUPS = 5

const AUTOMATIC = /^(before-v|before-restore-).*\.sqlite$/
const STAMP = /(\d{8}T\d{9}Z(?:-\d+)?)\.sqlite$/

/** Copies the database to `<backupDir>/<label>-<time>.sqlite`, then removes the oldest automatic copies beyond five. */
export function keepAutomaticBackup(file: string, backupDir: string, label: string, clock: Clock): string {
  const target = newBackupPath(backupDir, label, clock)
  writeBackup(file, target, { replace: false })
  pruneBackups(backupDir, 'before-v')
  return target
}

/** A free path `<backupDir>/<label>-<time>.sqlite`; makes the folder. */
export function newBackupPath(backupDir: string, label: string, clock: Clock): string {
  try {
    mkdirSync(backupDir, { recursive: true, mode: 0o700 })
    const stamp = new Date(clock.now()).toISOString().replace(/[-:.]/g, '')
    const taken = new Set(readdirSync(backupDir))
    for (let count = 1; ; count += 1) {
      const name = `${label}-${stamp}${count === 1 ? '' : `-${count}`}.sqlite`
      if (!taken.has(name)) return join(backupDir, name)
    }
  } catch (error) {
    throw toDbError(error, backupDir)
  }
}

/** Removes the oldest automatic copies of one sort beyond the number that is kept; `needed` stays in any case. */
export function pruneBackups(backupDir: string, prefix: 'before-v' | 'before-restore', needed?: string): void {
  const copies = automaticBackups(backupDir).filter((name) => name.startsWith(prefix))
  for (const name of copies.slice(KEPT_BACKUPS)) {
    if (join(backupDir, name) === needed) continue
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(backupDir, name + suffix), { force: true })
  }
}

/** Paths of all copies in the folder of backups, newest first. */
export function listBackups(backupDir: string): string[] {
  return automaticBackups(backupDir).map((name) => join(backupDir, name))
}

function automaticBackups(backupDir: string): string[] {
  let names: string[]
  try {
    names = readdirSync(backupDir)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw toDbError(error, backupDir)
  }
  const stampOf = (name: string) => STAMP.exec(name)?.[1] ?? ''
  return names.filter((name) => AUTOMATIC.test(name)).toSorted((a, b) => compare(stampOf(b), stampOf(a)))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
