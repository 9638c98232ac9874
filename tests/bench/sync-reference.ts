/** What the sync is held against, in a process of its own. */
import { serveParent } from './child.ts'
import { download } from './sync-download.ts'
import { syncPlainly } from './sync-plain.ts'
import { insertAndUpsert } from './sync-rows.ts'

const commands = { download, insertAndUpsert, syncPlainly }

export type ReferenceCommands = typeof commands

serveParent(commands, () => {})
