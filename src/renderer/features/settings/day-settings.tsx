import { Button, Select, TextInput } from '@mantine/core'
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { bandsOf } from '../../../shared/domain/band.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/domain/settings.ts'
import { BandMark } from '../../components/band-mark.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import { Part } from './part.tsx'
import classes from './settings.module.css'
import { useSave } from './use-save.tsx'

/** Reads `7, 15, 30` as it is typed, with full-width commas too; null when it is no ascending list of whole days. */
export function parseBandDays(text: string): readonly number[] | null {
  const parts = text.split(/[\s,，、;；]+/u).filter((part) => part !== '')
  const days = parts.map(Number)
  const isFine =
    days.length > 0 &&
    days.length <= 8 &&
    days.every((day, index) => Number.isInteger(day) && day >= 0 && day <= 3650 && day > (days[index - 1] ?? -1))
  return isFine ? days : null
}

/** The zone in which days are counted, and where one band ends and the next begins. */
export function DaySettings({ settings }: { readonly settings: Settings }): ReactNode {
  const { t } = useTranslator()
  const { state, save } = useSave('days')
  const zones = useMemo(() => {
    const all = Intl.supportedValuesOf('timeZone')
    return [...new Set([settings.businessZone, 'Asia/Shanghai', 'Asia/Hong_Kong', 'UTC', ...all])]
  }, [settings.businessZone])
  const stored = settings.bandDays.join(', ')
  const [text, setText] = useState(stored)
  useEffect(() => setText(stored), [stored])
  const days = parseBandDays(text)
  const isChanged = text.trim() !== stored

  return (
    <Part title={t('settings.days.title')} text={t('settings.days.text')} state={state}>
      <Select
        label={t('settings.days.zone')}
        description={t('settings.days.zoneHint')}
        data={zones}
        value={settings.businessZone}
        searchable
        nothingFoundMessage={t('settings.days.noZone')}
        // What is typed searches anew instead of being added to the present zone.
        onClick={(event) => event.currentTarget.select()}
        allowDeselect={false}
        limit={100}
        comboboxProps={{ keepMounted: false }}
        onChange={(businessZone) => {
          if (businessZone && businessZone !== settings.businessZone) save({ businessZone })
        }}
      />
      <div>
        <TextInput
          label={t('settings.days.bands')}
          description={t('settings.days.bandsHint')}
          value={text}
          error={days === null ? t('settings.days.bandsWrong') : null}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setText(stored)
            if (event.key === 'Enter' && days && isChanged) save({ bandDays: [...days] })
          }}
        />
        <ul className={classes.bands} aria-label={t('settings.days.preview')}>
          {bandsOf(days ?? settings.bandDays).map(({ band }) => (
            <li key={band}>
              <BandMark band={band} bandDays={days ?? settings.bandDays} />
            </li>
          ))}
        </ul>
        <div className={classes.buttons}>
          <Button
            size="xs"
            disabled={days === null || !isChanged}
            onClick={() => days && save({ bandDays: [...days] })}
          >
            {t('settings.save')}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            disabled={stored === DEFAULT_SETTINGS.bandDays.join(', ') && !isChanged}
            onClick={() => {
              setText(DEFAULT_SETTINGS.bandDays.join(', '))
              save({ bandDays: [...DEFAULT_SETTINGS.bandDays] })
            }}
          >
            {t('settings.standard')}
          </Button>
        </div>
      </div>
    </Part>
  )
}
