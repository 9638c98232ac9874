import { Input, SegmentedControl } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Settings } from '../../../shared/domain/settings.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { DENSITIES, THEMES, useAppearance } from '../../stores/appearance.ts'
import { Part } from './part.tsx'
import { TextSetting } from './text-setting.tsx'
import { useSave } from './use-save.tsx'

const LANGUAGE_CHOICES = ['system', 'zh-CN', 'en'] as const

/** Language, looks and the name under which reviews are kept. */
export function GeneralSettings({ settings }: { readonly settings: Settings }): ReactNode {
  const { t } = useTranslator()
  const { state, save } = useSave('general')
  const { theme, density, setTheme, setDensity } = useAppearance()
  return (
    <Part title={t('settings.general.title')} state={state}>
      <Choice
        label={t('settings.general.language')}
        value={settings.language}
        options={LANGUAGE_CHOICES.map((value) => ({ value, label: t(`settings.general.languages.${value}`) }))}
        onChange={(language) => save({ language })}
      />
      <Choice
        label={t('settings.general.theme')}
        value={theme}
        options={THEMES.map((value) => ({ value, label: t(`settings.general.themes.${value}`) }))}
        onChange={setTheme}
      />
      <Choice
        label={t('settings.general.density')}
        value={density}
        options={DENSITIES.map((value) => ({ value, label: t(`settings.general.densities.${value}`) }))}
        onChange={setDensity}
      />
      <TextSetting
        label={t('settings.general.userName')}
        description={t('settings.general.userNameHint')}
        value={settings.userName}
        onSave={(userName) => save({ userName })}
      />
    </Part>
  )
}

function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
}): ReactNode {
  return (
    <Input.Wrapper label={label} labelElement="div">
      <div>
        <SegmentedControl
          aria-label={label}
          value={value}
          data={options.map((option) => ({ ...option }))}
          onChange={(next) => onChange(next as Value)}
        />
      </div>
    </Input.Wrapper>
  )
}
