import { Select, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import {
  addCivilDays,
  isCivilDay,
  startOfCivilDay,
  toCivilDay,
  type CivilDay,
} from '../../../shared/domain/civil-day.ts'
import type { ComparisonStart } from '../../../shared/domain/comparison.ts'
import type { Snapshot } from '../../../shared/domain/snapshot.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { endText, startText, type ChangesPlace } from './changes-address.ts'
import classes from './changes.module.css'

/** The choices that need a further word: which day, which run, which review. */
const DAY = 'day'

/** Runs that can be chosen as a start, the newest ones. */
const RUNS = 30

/** Days that people start from most. */
function quickDays(today: CivilDay): readonly { readonly key: string; readonly day: CivilDay }[] {
  const monthStart = `${today.slice(0, 7)}-01` as CivilDay
  return [
    { key: 'today', day: today },
    { key: 'week', day: addCivilDays(today, -7) },
    { key: 'month', day: monthStart },
    { key: 'lastMonth', day: `${addCivilDays(monthStart, -1).slice(0, 7)}-01` as CivilDay },
  ]
}

const toSnapshot = (snapshotId: string): ComparisonStart => ({ kind: 'snapshot', snapshotId })

/** Chooses the older and the newer picture. */
export function StartChooser({
  place: { from, to },
  onPlace,
}: {
  readonly place: ChangesPlace
  readonly onPlace: (patch: Partial<ChangesPlace>) => void
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { today, zone } = formats
  const reviews = useRequest('snapshot.list', {})
  const runs = useRequest('run.list', { limit: RUNS })
  const days = quickDays(today).map(({ key, day }) => ({ key, at: startOfCivilDay(day, zone) }))
  const startDay = from.kind === 'instant' ? toCivilDay(from.at, zone) : null
  const label = (snapshot: Snapshot): string =>
    t('changes.start.review', { title: snapshot.title, at: formats.instant(snapshot.at) })

  const runChoices = (runs.data?.items ?? [])
    .filter((run) => run.links === null && (run.state === 'succeeded' || run.state === 'incomplete'))
    .map((run) => ({
      value: `run:${run.runId}`,
      label: t('changes.start.run', { account: run.account, at: formats.instant(run.startedAt) }),
    }))
  const reviewChoices = (reviews.data ?? []).map((snapshot) => ({
    value: `snapshot:${snapshot.snapshotId}`,
    label: label(snapshot),
  }))
  const dayChoices = days.map(({ key, at }) => ({ value: `at:${at}`, label: t(`changes.start.${key}`) }))
  const value = startText(from)
  const known = ['last-runs', ...[...dayChoices, ...runChoices, ...reviewChoices].map((choice) => choice.value)]
  const isOtherDay = from.kind === 'instant' && !known.includes(value)

  function choose(next: string | null): void {
    if (next === null) return
    if (next === DAY) return onPlace({ from: { kind: 'instant', at: startOfCivilDay(addCivilDays(today, -1), zone) } })
    const [kind, id] = [next.slice(0, next.indexOf(':')), next.slice(next.indexOf(':') + 1)]
    const start: ComparisonStart =
      kind === 'run'
        ? { kind: 'run', runId: id }
        : kind === 'snapshot'
          ? toSnapshot(id)
          : kind === 'at'
            ? { kind: 'instant', at: Number(id) }
            : { kind: 'last-runs' }
    onPlace({ from: start })
  }

  const group = (key: string, items: readonly { readonly value: string; readonly label: string }[]) =>
    items.length === 0 ? [] : [{ group: t(`changes.start.${key}`), items: [...items] }]
  const missing =
    known.includes(value) || isOtherDay
      ? []
      : group('other', [{ value, label: t(`changes.start.unknown.${from.kind}`) }])

  const look = {
    className: classes.start ?? '',
    classNames: { input: classes.startInput ?? '' },
    size: 'xs',
    comboboxProps: { width: 320, position: 'bottom-start' },
    maxDropdownHeight: 360,
  } as const

  return (
    <div className={classes.chooser} role="group" aria-label={t('changes.start.label')}>
      <span className={classes.dim}>{t('changes.start.since')}</span>
      <Select
        {...look}
        aria-label={t('changes.start.from')}
        allowDeselect={false}
        value={isOtherDay ? DAY : value}
        data={[
          { value: 'last-runs', label: t('changes.start.lastRuns') },
          ...group('days', [...dayChoices, { value: DAY, label: t('changes.start.day') }]),
          ...group('reviews', reviewChoices),
          ...group('runs', runChoices),
          ...missing,
        ]}
        onChange={choose}
      />
      {from.kind === 'instant' && (
        <TextInput
          type="date"
          size="xs"
          aria-label={t('changes.start.dayLabel')}
          value={startDay ?? ''}
          max={today}
          onChange={(event) => {
            const day = event.currentTarget.value
            if (isCivilDay(day)) onPlace({ from: { kind: 'instant', at: startOfCivilDay(day, zone) } })
          }}
        />
      )}
      <span className={classes.dim}>{t('changes.start.until')}</span>
      <Select
        {...look}
        aria-label={t('changes.start.to')}
        allowDeselect={false}
        value={endText(to)}
        data={[{ value: 'now', label: t('changes.start.now') }, ...group('reviews', reviewChoices)]}
        onChange={(next) => {
          if (next === null) return
          onPlace({
            to: next === 'now' ? { kind: 'now' } : { kind: 'snapshot', snapshotId: next.slice('snapshot:'.length) },
          })
        }}
      />
    </div>
  )
}
