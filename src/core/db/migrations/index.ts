import type { Migration } from '../migrate.ts'
import { foundation } from './0010-foundation.ts'
import { rates } from './0020-rates.ts'
import { window } from './0030-window.ts'
import { links } from './0040-links.ts'
import { reminders } from './0050-reminders.ts'
import { reviewWork } from './0060-review-work.ts'

/** All steps of the schema, oldest first. */
export const migrations: readonly Migration[] = [foundation, rates, window, links, reminders, reviewWork]
