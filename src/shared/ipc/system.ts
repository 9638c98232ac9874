import { z } from 'zod'
import { filePath, output, route } from './route.ts'

/**
 * Who protects the secrets: the operating system's keychain, a key file (weaker), or nobody but a fixed key (`weak`: a
 * keychain is missing; secrets are only kept after the person has accepted it).
 */
export type SecretStrength = 'keychain' | 'file' | 'weak'

export interface SystemState {
  readonly version: string
  readonly dataDir: string
  readonly databaseFile: string
  readonly databaseBytes: number
  readonly schemaVersion: number
  /** How secrets are kept on this host. */
  readonly secretStore: SecretStrength
  /** The last event that was sent; follow from here. */
  readonly eventSeq: number
  readonly activeRunIds: readonly string[]
  readonly isWorkerCircuitOpen: boolean
  /** False after the database thread has died: nothing can be written, a restart is the way out. */
  readonly canWrite: boolean
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
    input: z.strictObject({ file: filePath(), replace: z.boolean().default(false) }),
    output: output<{ readonly file: string; readonly sizeBytes: number }>(),
  }),
  /** Writes what support needs to one JSON file, without secrets, names and ids; FILE_EXISTS rather than overwrite. */
  'system.bundle': route({
    input: z.strictObject({ file: filePath() }),
    output: output<{ readonly file: string; readonly sizeBytes: number }>(),
  }),
  'system.check': route({ input: z.strictObject({}), output: output<readonly CheckFinding[]>() }),
}
