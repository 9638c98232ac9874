import { Button, Menu, TagsInput } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { DEFAULT_LADDER, MAX_LADDER_DAYS, MAX_LADDER_STEPS } from '../../../shared/domain/reminder.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './settings.module.css'

/** Ladders that can be taken as they are: for rows by the month, for little talk, and for contracts. */
const PRESETS = {
  standard: DEFAULT_LADDER,
  brief: [7, 1, 0],
  early: [60, 30, 15, 7, 3, 1, 0],
  contract: [180, 120, 90, 60, 30, 15, 7, 3, 1, 0],
} as const satisfies Readonly<Record<string, readonly number[]>>

const PRESET_NAMES = Object.keys(PRESETS) as (keyof typeof PRESETS)[]

/** The days of a ladder, or what is wrong with them. */
export type LadderReading =
  | { readonly days: readonly number[] }
  | { readonly problem: 'notDays'; readonly text: string }
  | { readonly problem: 'tooMany' }

/** Puts days as they are typed into the order of a ladder, each once. */
export function readLadder(texts: readonly string[]): LadderReading {
  const days: number[] = []
  for (const text of texts) {
    const digits = text.normalize('NFKC').trim()
    if (!/^\d{1,3}$/.test(digits) || Number(digits) > MAX_LADDER_DAYS) return { problem: 'notDays', text }
    days.push(Number(digits))
  }
  const ladder = [...new Set(days)].toSorted((a, b) => b - a)
  return ladder.length > MAX_LADDER_STEPS ? { problem: 'tooMany' } : { days: ladder }
}

/** The days before act-by on which people are reminded, as a list of chips with ready-made lists beside it. */
export function LadderInput({
  label,
  days,
  onChange,
}: {
  readonly label: string
  readonly days: readonly number[]
  readonly onChange: (days: readonly number[]) => void
}): ReactNode {
  const { t } = useTranslator()
  const [wrong, setWrong] = useState<string | null>(null)
  function read(texts: readonly string[]): void {
    const reading = readLadder(texts)
    if ('days' in reading) {
      setWrong(null)
      if (reading.days.join() !== days.join()) onChange(reading.days)
    } else if (reading.problem === 'tooMany') {
      setWrong(t('reminders.settings.ladderTooMany', { max: MAX_LADDER_STEPS }))
    } else {
      setWrong(t('reminders.settings.ladderWrong', { text: reading.text.slice(0, 20), max: MAX_LADDER_DAYS }))
    }
  }
  return (
    <div className={classes.ladder}>
      <TagsInput
        label={label}
        value={days.map(String)}
        error={wrong}
        placeholder={days.length === 0 ? t('reminders.settings.ladderEmpty') : ''}
        splitChars={[',', '，', '、', ';', '；', ' ']}
        maxLength={40}
        inputMode="numeric"
        acceptValueOnBlur
        // A day that stands there already changes nothing and needs no complaint.
        isDuplicate={() => false}
        onChange={read}
      />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            className={classes.preset ?? ''}
            aria-label={t('reminders.settings.presetsOf', { label })}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            {t('reminders.settings.presets')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {PRESET_NAMES.map((name) => (
            <Menu.Item key={name} onClick={() => read(PRESETS[name].map(String))}>
              {t(`reminders.settings.preset.${name}`, { days: PRESETS[name].join(', ') })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
