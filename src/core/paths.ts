import { join } from 'node:path'

/** Where one data folder keeps its files. */
export interface DataPaths {
  readonly dataDir: string
  readonly databaseFile: string
  readonly backupDir: string
}

/** The layout of a data folder; nothing is created. */
export function dataPaths(dataDir: string): DataPaths {
  return { dataDir, databaseFile: join(dataDir, 'duewatch.sqlite'), backupDir: join(dataDir, 'backups') }
}
