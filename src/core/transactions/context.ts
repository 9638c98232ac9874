import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/connection.ts'
import type { WriteCommand, WriteCommands } from '../db/write-commands.ts'

/** What a use case that writes is given. */
export interface WriteContext {
  readonly db: WriteDb
  readonly clock: Clock
}

/** One use case: synchronous, one transaction, all or nothing. */
export type WriteHandler<Name extends WriteCommand> = (
  ctx: WriteContext,
  input: WriteCommands[Name]['input'],
) => WriteCommands[Name]['output']
