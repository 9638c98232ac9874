import type { Command } from 'commander'
import { AppError } from '../../shared/domain/app-error.ts'
import type { Item } from '../../shared/domain/item.ts'
import { DECISIONS, type ReviewEdit, type ReviewPatch, type ReviewPreview } from '../../shared/domain/review.ts'
import type { Translator } from '../../shared/i18n/translator.ts'
import { plain } from '../../shared/plain-text.ts'
import { formatInstant, UNKNOWN } from '../output/format.ts'
import type { Io } from '../output/io.ts'
import { iso, toItemJson, toListJson } from '../output/json.ts'
import { formatTable } from '../output/table.ts'
import type { Session } from '../session.ts'
import { collectWhole, parseChoice, parseDay, type CommandHost } from './host.ts'

/** Longest list of ids that is read from stdin, in characters: 100,000 ids of the longest kind do not reach it. */
const MAX_IDS_TEXT = 16_000_000

interface DecideOptions {
  readonly decision?: string
  readonly owner?: string
  readonly backupOwner?: string
  readonly reason?: string
  readonly note?: string
  readonly appendNote?: string
  readonly tag?: string[]
  readonly untag?: string[]
  readonly snoozeUntil?: string
  readonly acknowledge?: boolean
  readonly unacknowledge?: boolean
  readonly dryRun?: boolean
}

type PrintItems = (session: Session, items: readonly Item[]) => string

/** items decide, undo, edits; `print` shows the items as the list does. */
export function addItemDecideCommands(items: Command, host: CommandHost, print: PrintItems): void {
  const { t } = host
  items
    .command('decide')
    .description(t.t('cli.items.decide'))
    .argument('<id...>', t.t('cli.items.ids'))
    .option('--decision <decision>', t.t('cli.items.decision'))
    .option('--owner <name>', t.t('cli.items.owner'))
    .option('--backup-owner <name>', t.t('cli.items.backupOwner'))
    .option('--reason <text>', t.t('cli.items.reason'))
    .option('--note <text>', t.t('cli.items.note'))
    .option('--append-note <text>', t.t('cli.items.appendNote'))
    .option('--tag <tag>', t.t('cli.items.tag'), collectWhole)
    .option('--untag <tag>', t.t('cli.items.untag'), collectWhole)
    .option('--snooze-until <day>', t.t('cli.items.snoozeUntil'))
    .option('--acknowledge', t.t('cli.items.acknowledge'))
    .option('--unacknowledge', t.t('cli.items.unacknowledge'))
    .option('--dry-run', t.t('cli.items.decideDryRun'))
    .action(async (typed: string[], options: DecideOptions) => {
      const patch = toPatch(options)
      const ids = await readIds(typed, host.io)
      await host.run((session) => (options.dryRun ? preview(session, ids, patch) : decide(session, ids, patch, print)))
    })
  items
    .command('undo')
    .description(t.t('cli.items.undo'))
    .argument('<edit>', t.t('cli.items.editId'))
    .action((editId: string) => host.run((session) => undo(session, editId)))
  items
    .command('edits')
    .description(t.t('cli.items.edits'))
    .action(() => host.run(listEdits))
}

/** The ids as they were typed; `-` stands for those on stdin, one in each line. */
async function readIds(typed: readonly string[], { stdin }: Io): Promise<string[]> {
  const ids = typed.filter((id) => id !== '-')
  if (ids.length < typed.length) {
    let text = ''
    for await (const chunk of stdin) {
      text += String(chunk)
      if (text.length > MAX_IDS_TEXT) throw new AppError('USAGE', { problem: '-' })
    }
    for (const line of text.replace(/^\uFEFF/, '').split(/[\r\n]+/)) if (line.trim() !== '') ids.push(line.trim())
  }
  if (ids.length === 0) throw new AppError('USAGE', { problem: '- (stdin: 0)' })
  return [...new Set(ids)]
}

/** An empty text clears the field, as an emptied input in the window would. */
function toPatch(options: DecideOptions) {
  const clearable = (name: string, value: string | undefined): object =>
    value === undefined ? {} : { [name]: value.trim() === '' ? null : value }
  if (options.note !== undefined && options.appendNote !== undefined) {
    throw new AppError('USAGE', { problem: '--note --append-note' })
  }
  if (options.acknowledge && options.unacknowledge) {
    throw new AppError('USAGE', { problem: '--acknowledge --unacknowledge' })
  }
  const patch = {
    ...(options.decision === undefined ? {} : { decision: parseChoice('--decision', options.decision, DECISIONS) }),
    ...clearable('owner', options.owner),
    ...clearable('backupOwner', options.backupOwner),
    ...clearable('reason', options.reason),
    ...clearable('note', options.note),
    ...(options.appendNote === undefined ? {} : { noteAppended: options.appendNote }),
    ...(options.tag === undefined ? {} : { tagsAdded: options.tag }),
    ...(options.untag === undefined ? {} : { tagsRemoved: options.untag }),
    ...clearable('snoozedUntil', toSnoozeDay(options.snoozeUntil)),
    ...(options.acknowledge ? { isAcknowledged: true } : {}),
    ...(options.unacknowledge ? { isAcknowledged: false } : {}),
  }
  if (Object.keys(patch).length === 0) throw new AppError('USAGE', { problem: '--decision' })
  return patch
}

/** An empty text ends the snooze. */
function toSnoozeDay(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? text : parseDay('--snooze-until', text)
}

type Patch = ReturnType<typeof toPatch>

async function decide(session: Session, ids: readonly string[], patch: Patch, print: PrintItems): Promise<number> {
  const { t } = session
  const { changed, editId } = await session.request('item.review', { itemIds: [...ids], patch })
  const items: Item[] = []
  for (const id of ids) items.push(await session.request('item.get', { id }))
  session.answer({ changed, editId, ...toListJson(items.length, 1, items.length, items.map(toItemJson)) })
  session.say(t.t('cli.items.decided', { changed, total: items.length }))
  session.say(() => print(session, items))
  if (editId !== null) session.say(session.colors.dim(t.t('cli.items.undoHint', { editId })))
  return 0
}

async function preview(session: Session, ids: readonly string[], patch: Patch): Promise<number> {
  const found = await session.request('item.previewReview', { itemIds: [...ids], patch })
  session.answer(found)
  session.say(() => formatPreview(found, session.t))
  return 0
}

function formatPreview({ count, changed, gone, contradicting, fields }: ReviewPreview, t: Translator): string {
  const lines = [t.t('cli.items.wouldChange', { changed, total: count })]
  for (const { field, changed: items, replaced, former } of fields) {
    const values = former
      .map((entry) => `${formatFormer(field, entry.value, t)} × ${entry.count}`)
      .join(t.t('cli.items.listMark'))
    lines.push(
      `  ${t.t('cli.items.wouldReplace', { field: t.t(`domain.field.${field}`), changed: items, replaced, former: values || UNKNOWN })}`,
    )
  }
  if (gone > 0) lines.push(t.t('cli.items.previewGone', { items: gone }))
  if (contradicting > 0) lines.push(t.t('cli.items.previewContradicting', { items: contradicting }))
  return lines.join('\n')
}

/** The first words of a former value, in one line. */
function formatFormer(field: string, value: string | null, t: Translator): string {
  if (value === null) return t.t('cli.items.nothing')
  const text = field === 'decision' ? t.t(`domain.decision.${value}`) : plain(value)
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

async function undo(session: Session, editId: string): Promise<number> {
  const { restored, skipped } = await session.request('item.undoReview', { editId })
  session.answer({ editId, restored, skipped })
  session.say(session.t.t('cli.items.undone', { restored, skipped }))
  return 0
}

async function listEdits(session: Session): Promise<number> {
  const { t, zone } = session
  const edits = await session.request('item.edits', {})
  session.answer(toListJson(edits.length, 1, edits.length, edits.map(toEditJson)))
  if (edits.length === 0) {
    session.say(t.t('cli.items.noEdits'))
    return 0
  }
  session.say(() =>
    formatTable(
      edits,
      [
        { title: t.t('cli.column.when'), value: ({ at }) => formatInstant(at, zone) },
        { title: t.t('cli.column.who'), value: ({ by }) => by, max: 20 },
        { title: t.t('cli.column.items'), value: ({ items }) => String(items), align: 'right' },
        { title: t.t('cli.column.what'), value: ({ patch }) => formatPatch(patch, t), max: 60 },
        {
          title: t.t('cli.column.undone'),
          value: ({ undoneAt }) => (undoneAt === null ? UNKNOWN : formatInstant(undoneAt, zone)),
        },
        { title: t.t('cli.column.id'), value: ({ editId }) => editId },
      ],
      session.colors,
    ),
  )
  return 0
}

function toEditJson({ editId, at, by, items, patch, undoneAt }: ReviewEdit): object {
  return { editId, at: iso(at), by, items, patch, undoneAt: iso(undoneAt) }
}

/** What an edit said, in one line. */
function formatPatch(patch: ReviewPatch, t: Translator): string {
  const nothing = t.t('cli.items.nothing')
  const parts: [label: string, value: string][] = []
  for (const field of ['decision', 'owner', 'backupOwner', 'reason', 'note', 'snoozedUntil'] as const) {
    const value = patch[field]
    if (value === undefined) continue
    const text = field === 'decision' ? t.t(`domain.decision.${String(value)}`) : (value ?? nothing)
    parts.push([t.t(`domain.field.${field}`), text])
  }
  if (patch.noteAppended !== undefined) parts.push([t.t('cli.items.patch.noteAppended'), patch.noteAppended])
  if (patch.tagsAdded?.length) parts.push([t.t('cli.items.patch.tagsAdded'), patch.tagsAdded.join(', ')])
  if (patch.tagsRemoved?.length) parts.push([t.t('cli.items.patch.tagsRemoved'), patch.tagsRemoved.join(', ')])
  if (patch.isAcknowledged !== undefined) {
    parts.push([t.t('domain.field.acknowledgedAt'), t.t(`cli.items.patch.${patch.isAcknowledged ? 'yes' : 'no'}`)])
  }
  return plain(parts.map(([label, value]) => `${label}: ${value}`).join(t.t('cli.items.partMark')))
}
