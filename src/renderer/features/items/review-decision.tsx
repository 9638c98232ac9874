import { Anchor } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { toCivilDay } from '../../../shared/domain/civil-day.ts'
import { isMeasuredKind, type Item } from '../../../shared/domain/item.ts'
import { DECISIONS, type DecisionKind } from '../../../shared/domain/review.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useHotkey } from '../../lib/hotkeys.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { decisionStory, type DecisionStory } from './decision-story.ts'
import { fieldLabel } from './field-texts.ts'
import { ReviewField } from './review-field.tsx'
import classes from './review-form.module.css'
import type { ReviewSave } from './use-review-save.ts'

/** The second key after `d`. */
const KEYS: Readonly<Record<DecisionKind, string>> = {
  undecided: 'u',
  renew: 'r',
  'let-expire': 'l',
  'to-on-demand': 'o',
  renewed: 'd',
  released: 'x',
}

/** A certificate or a domain is not turned to pay-per-use, nor released by a cloud. */
const ONLY_FOR_RESOURCES: ReadonlySet<DecisionKind> = new Set(['to-on-demand', 'released'])

/** What shall become of the item, for which expiry, and what became of the decision before. */
export function DecisionField({ item, saves }: { readonly item: Item; readonly saves: ReviewSave }): ReactNode {
  const { t } = useTranslator()
  const labelId = useId()
  const history = useRequest('item.history', { id: item.id })
  const story = history.isPlaceholderData ? null : decisionStory(item, history.data ?? [])
  const [pending, setPending] = useState<DecisionKind | null>(null)
  const shown = pending ?? item.decision
  const offered = DECISIONS.filter(
    (decision) => decision === item.decision || !isMeasuredKind(item.kind) || !ONLY_FOR_RESOURCES.has(decision),
  )

  async function decide(decision: DecisionKind): Promise<void> {
    // What is closed by itself may be said again for the present expiry; what holds already is not news.
    if (decision === shown && (story === null || story.kind === 'made')) return
    setPending(decision)
    await saves.save('decision', { decision })
    setPending(null)
  }

  return (
    <ReviewField label={fieldLabel(t, 'decision')} labelId={labelId} state={saves.stateOf('decision')}>
      <Choices labelId={labelId} offered={offered} chosen={shown} onChoose={(decision) => void decide(decision)} />
      {offered.map((decision) => (
        <DecisionKey key={decision} decision={decision} onChoose={() => void decide(decision)} />
      ))}
      <StoryLine item={item} shown={shown} story={pending === null ? story : null} />
    </ReviewField>
  )
}

/** Buttons of which one is pressed. Arrows only move, so that no decision is made on the way to another. */
function Choices({
  labelId,
  offered,
  chosen,
  onChoose,
}: {
  readonly labelId: string
  readonly offered: readonly DecisionKind[]
  readonly chosen: DecisionKind
  readonly onChoose: (decision: DecisionKind) => void
}): ReactNode {
  const { t } = useTranslator()
  const root = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState<DecisionKind | null>(null)
  const entry = active !== null && offered.includes(active) ? active : chosen

  function onKeyDown(event: KeyboardEvent): void {
    const at = offered.indexOf(entry)
    const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: -1 }[
      event.key
    ]
    if (next === undefined) return
    event.preventDefault()
    const to = (next + offered.length) % offered.length
    setActive(offered[to] ?? null)
    root.current?.querySelectorAll('button')[to]?.focus()
  }

  return (
    <div ref={root} className={classes.choices} role="group" aria-labelledby={labelId} onKeyDown={onKeyDown}>
      {offered.map((decision) => (
        <button
          key={decision}
          type="button"
          aria-pressed={decision === chosen}
          tabIndex={decision === entry ? 0 : -1}
          title={t('review.form.key', { key: `D ${KEYS[decision].toUpperCase()}` })}
          onFocus={() => setActive(decision)}
          onClick={() => onChoose(decision)}
        >
          {decision === chosen && <IconCheck aria-hidden size={13} />}
          {t(`domain.decision.${decision}`)}
        </button>
      ))}
    </div>
  )
}

function DecisionKey({
  decision,
  onChoose,
}: {
  readonly decision: DecisionKind
  readonly onChoose: () => void
}): ReactNode {
  const { t } = useTranslator()
  const words = t('review.form.decideKey', { decision: t(`domain.decision.${decision}`) })
  useHotkey(`d ${KEYS[decision]}`, onChoose, words, { group: t('review.form.keys') })
  return null
}

/** Which expiry the decision is for, and why it is what it is. */
function StoryLine({
  item,
  shown,
  story,
}: {
  readonly item: Item
  readonly shown: DecisionKind
  readonly story: DecisionStory | null
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const dayOf = (at: number | null): string => (at === null ? '' : toCivilDay(at, formats.zone))
  const dayWords = (at: number | null): string => (at === null ? '' : formats.day(dayOf(at)))
  if (story === null || story.kind === 'made') {
    const expiry = item.expiresOn === null ? null : t('review.form.forExpiry', { day: item.expiresOn })
    const who = story && t('review.form.decidedBy', { by: story.by, time: formats.instant(story.at) })
    if (expiry === null && who === null) return null
    return (
      <p className={classes.story}>
        {expiry !== null && (
          <span title={formats.instantTitle(item.expiresAt)}>
            {shown === 'undecided' ? t('review.form.toDecide', { day: item.expiresOn ?? '' }) : expiry}
          </span>
        )}
        {who !== null && <span title={formats.instantTitle(story?.at ?? null)}>{who}</span>}
      </p>
    )
  }
  const decision = t(`domain.decision.${story.decision}`)
  const run = story.runId !== null && (
    <Anchor href={hrefTo('sync', { run: story.runId })}>{t('review.form.seeRun')}</Anchor>
  )
  const words =
    story.kind === 'closed'
      ? t(story.closedAt === null ? 'review.form.closed' : 'review.form.closedOn', {
          decision,
          expiry: dayOf(story.expiresAt),
          day: dayWords(story.closedAt),
          again: dayOf(story.reopensAt),
        })
      : t(story.isDue ? 'review.form.due' : 'review.form.reopened', { decision, expiry: dayOf(story.expiresAt) })
  return (
    <p className={classes.story}>
      <span>{words}</span>
      {run}
    </p>
  )
}
