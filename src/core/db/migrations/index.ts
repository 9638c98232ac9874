import type { Migration } from '../migrate.ts'
import { foundation } from './0010-foundation.ts'

/** All steps of the schema, oldest first. */
export const migrations: readonly Migration[] = [foundation]
