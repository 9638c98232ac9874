import { Radio } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { Settings } from '../../../shared/domain/settings.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { Part } from './part.tsx'
import classes from './settings.module.css'
import { TextSetting } from './text-setting.tsx'
import { useSave } from './use-save.tsx'

type ProxyChoice = 'system' | 'none' | 'url'

/** True for an address that a proxy can have; the core decides in the end. */
function isProxyAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\/[^/]/i.test(text)
}

/** How the sync reaches the network. */
export function ProxySettings({ settings }: { readonly settings: Settings }): ReactNode {
  const { t } = useTranslator()
  const { state, save } = useSave('proxy')
  const stored: ProxyChoice = settings.proxy === 'system' || settings.proxy === 'none' ? settings.proxy : 'url'
  const [choice, setChoice] = useState<ProxyChoice>(stored)
  const [wrong, setWrong] = useState<string | null>(null)
  function choose(value: string): void {
    setChoice(value as ProxyChoice)
    setWrong(null)
    if (value !== 'url') save({ proxy: value })
  }
  return (
    <Part title={t('settings.proxy.title')} text={t('settings.proxy.text')} state={state}>
      <Radio.Group aria-label={t('settings.proxy.title')} value={choice} onChange={choose}>
        <div className={classes.radios}>
          <Radio value="system" label={t('settings.proxy.system')} />
          <Radio value="none" label={t('settings.proxy.none')} />
          <Radio value="url" label={t('settings.proxy.url')} />
        </div>
      </Radio.Group>
      {choice === 'url' ? (
        <TextSetting
          label={t('settings.proxy.address')}
          description={t('settings.proxy.addressHint')}
          placeholder="http://proxy.example.com:8080"
          value={stored === 'url' ? settings.proxy : ''}
          error={wrong ?? (stored === 'url' ? null : t('settings.proxy.notYet'))}
          onSave={(text) => {
            const proxy = text.trim()
            const isFine = isProxyAddress(proxy)
            setWrong(isFine ? null : t('settings.proxy.addressWrong'))
            if (isFine) save({ proxy })
          }}
        />
      ) : null}
    </Part>
  )
}
