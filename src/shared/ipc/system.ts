import { z } from 'zod'
import { output, route, text } from './route.ts'

export interface SystemState {
  readonly version: string
  readonly dataDir: string
  readonly databaseFile: string
  readonly databaseBytes: number
  readonly schemaVersion: number
  /** How secrets are kept on this host. */
  readonly secretStore: 'keychain' | 'file'
  /** The last event that was sent; follow from here. */
  readonly eventSeq: number
  readonly activeRunIds: readonly string[]
  readonly isWorkerCircuitOpen: boolean
}

/** One finding of the self-check. */
export interface CheckFinding {
  readonly check: string
  readonly isFine: boolean
  readonly detail: string
}

export const systemRoutes = {
  'system.state': route({ input: z.strictObject({}), output: output<SystemState>() }),
  'system.backup': route({
    input: z.strictObject({ file: text(4096), replace: z.boolean().default(false) }),
    output: output<{ readonly file: string; readonly sizeBytes: number }>(),
  }),
  /** Writes what support needs to one JSON file, without secrets, names and ids; FILE_EXISTS rather than overwrite. */
  'system.bundle': route({
    input: z.strictObject({ file: text(4096) }),
    output: output<{ readonly file: string; readonly sizeBytes: number }>(),
  }),
  'system.check': route({ input: z.strictObject({}), output: output<readonly CheckFinding[]>() }),
}
