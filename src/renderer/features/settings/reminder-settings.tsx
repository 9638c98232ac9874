import { Anchor, Checkbox, Switch } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { toCivilDay } from '../../../shared/domain/civil-day.ts'
import { ITEM_KINDS, type ItemKind } from '../../../shared/domain/item.ts'
import { DEFAULT_REMINDERS, URGENT_DAYS, type ReminderSettings as Reminders } from '../../../shared/domain/reminder.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { LadderInput } from './ladder-input.tsx'
import { Part } from './part.tsx'
import classes from './settings.module.css'
import { TimeSetting } from './time-setting.tsx'
import { useReminderDraft } from './use-reminder-draft.ts'

type Change = (patch: Partial<Reminders>) => void

/** When and how often people are reminded. */
export function ReminderSettings({ settings }: { readonly settings: Settings }): ReactNode {
  const { t } = useTranslator()
  const { draft, state, change } = useReminderDraft(settings)
  const { digestTime, quietHours } = draft
  const heldUntil = quietHours && isWithin(digestTime, quietHours) ? quietHours.to : null
  return (
    <Part title={t('reminders.settings.title')} section="reminders" text={t('reminders.settings.text')} state={state}>
      <Switch
        label={t('reminders.settings.isOn')}
        description={draft.isOn ? null : t('reminders.settings.offHint')}
        checked={draft.isOn}
        onChange={(event) => change({ isOn: event.currentTarget.checked })}
      />
      {draft.isOn ? (
        <>
          <Outlook />
          <Ladders ladders={draft.ladders} onChange={(ladders) => change({ ladders })} />
          <Checkbox
            label={t('reminders.settings.repeatsOverdue')}
            checked={draft.repeatsOverdue}
            onChange={(event) => change({ repeatsOverdue: event.currentTarget.checked })}
          />
          <TimeSetting
            label={t('reminders.settings.digestTime')}
            hint={heldUntil ? t('reminders.settings.digestHeld', { time: heldUntil }) : null}
            value={draft.digestTime}
            onSave={(digestTime) => change({ digestTime })}
          />
          <Checkbox
            label={t('reminders.settings.sendsUrgent')}
            description={t('reminders.settings.sendsUrgentHint', { count: URGENT_DAYS })}
            checked={draft.sendsUrgent}
            onChange={(event) => change({ sendsUrgent: event.currentTarget.checked })}
          />
          <QuietHours reminders={draft} onChange={change} />
          <Checkbox
            label={t('reminders.settings.workingDaysOnly')}
            description={t('reminders.settings.workingDaysHint')}
            checked={draft.workingDaysOnly}
            onChange={(event) => change({ workingDaysOnly: event.currentTarget.checked })}
          />
        </>
      ) : null}
    </Part>
  )
}

/** True from `from` on until `to`, which may lie on the next day. Times of day compare as text. */
function isWithin(time: string, { from, to }: NonNullable<Reminders['quietHours']>): boolean {
  return from < to ? time >= from && time < to : time >= from || time < to
}

/** What follows from the settings, in words. */
function Outlook(): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { data } = useRequest('reminder.state', {})
  const moment = (at: number): string => `${formats.day(toCivilDay(at, formats.zone))} ${formats.clock(at).slice(0, 5)}`
  return (
    <div className={classes.outlook} role="status">
      <p>
        {data?.nextDigestAt ? t('reminders.settings.nextDigest', { time: moment(data.nextDigestAt) }) : null}
        {data?.lastDigestAt ? (
          <span className={classes.hint}>
            {t('reminders.settings.lastDigest', { time: moment(data.lastDigestAt) })}
          </span>
        ) : null}
      </p>
      {data?.held ? (
        <p>
          {t(`reminders.settings.held.${data.held.why}`, { count: data.held.count, time: moment(data.held.until) })}
        </p>
      ) : null}
      <Anchor href={hrefTo('notices', { part: 'preview' })}>{t('reminders.settings.toPreview')}</Anchor>
    </div>
  )
}

function areSame(ladders: Reminders['ladders']): boolean {
  return new Set(ITEM_KINDS.map((kind) => ladders[kind].join())).size === 1
}

function allKinds(days: readonly number[]): Reminders['ladders'] {
  return Object.fromEntries(ITEM_KINDS.map((kind) => [kind, days])) as Record<ItemKind, readonly number[]>
}

/** One list for all kinds of items while they are the same, else one for each. */
function Ladders({
  ladders,
  onChange,
}: {
  readonly ladders: Reminders['ladders']
  readonly onChange: (ladders: Reminders['ladders']) => void
}): ReactNode {
  const { t } = useTranslator()
  const [isApart, setApart] = useState(false)
  const isOne = areSame(ladders) && !isApart
  return (
    <fieldset className={classes.group}>
      <legend>{t('reminders.settings.ladders')}</legend>
      <p className={classes.hint}>{t('reminders.settings.laddersHint')}</p>
      <Checkbox
        label={t('reminders.settings.sameForAll')}
        checked={isOne}
        onChange={(event) => {
          const isWanted = event.currentTarget.checked
          setApart(!isWanted)
          if (isWanted && !areSame(ladders)) onChange(allKinds(ladders.cloud))
        }}
      />
      {isOne ? (
        <LadderInput
          label={t('reminders.settings.ladderOfAll')}
          days={ladders.cloud}
          onChange={(days) => onChange(allKinds(days))}
        />
      ) : (
        ITEM_KINDS.map((kind) => (
          <LadderInput
            key={kind}
            label={t('reminders.settings.ladderOf', { kind: t(`reminders.settings.kinds.${kind}`) })}
            days={ladders[kind]}
            onChange={(days) => onChange({ ...ladders, [kind]: days })}
          />
        ))
      )}
    </fieldset>
  )
}

function QuietHours({ reminders, onChange }: { readonly reminders: Reminders; readonly onChange: Change }): ReactNode {
  const { t } = useTranslator()
  const { quietHours } = reminders
  const isOther =
    (other: string) =>
    (time: string): string | null =>
      time === other ? t('reminders.settings.quietSame') : null
  return (
    <div className={classes.quiet}>
      <Checkbox
        label={t('reminders.settings.quietHours')}
        description={t('reminders.settings.quietHint')}
        checked={quietHours !== null}
        onChange={(event) =>
          onChange({ quietHours: event.currentTarget.checked ? DEFAULT_REMINDERS.quietHours : null })
        }
      />
      {quietHours ? (
        <div className={classes.times}>
          <TimeSetting
            label={t('reminders.settings.quietFrom')}
            value={quietHours.from}
            error={isOther(quietHours.to)}
            onSave={(from) => onChange({ quietHours: { ...quietHours, from } })}
          />
          <TimeSetting
            label={t('reminders.settings.quietTo')}
            value={quietHours.to}
            error={isOther(quietHours.from)}
            onSave={(to) => onChange({ quietHours: { ...quietHours, to } })}
          />
        </div>
      ) : null}
    </div>
  )
}
