import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState, type FormEvent, type ReactNode } from 'react'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { DatedRate } from '../../../shared/ipc/rate.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { Part } from './part.tsx'
import classes from './settings.module.css'
import table from './settings-table.module.css'
import { TextSetting } from './text-setting.tsx'
import { useCarryOut, useSave } from './use-save.tsx'

const CURRENCY = /^[A-Za-z]{3}$/
const AMOUNT = /^(?:0|[1-9]\d*)(?:\.\d+)?$/

/** The currency of reports, and the dated rates that lead to it; the original amounts always stay beside it. */
export function RateSettings({ settings }: { readonly settings: Settings }): ReactNode {
  const { t } = useTranslator()
  const rates = useRequest('rate.list', {})
  const general = useSave('rates')
  const { state, carryOut } = useCarryOut('rates')
  const [wrong, setWrong] = useState<string | null>(null)

  function saveCurrency(text: string): void {
    const code = text.trim()
    const isWrong = code !== '' && !CURRENCY.test(code)
    setWrong(isWrong ? t('settings.rates.currencyWrong') : null)
    if (!isWrong) general.save({ reportCurrency: code === '' ? null : code.toUpperCase() })
  }

  return (
    <Part title={t('settings.rates.title')} section="rates" text={t('settings.rates.text')} state={state}>
      <TextSetting
        label={t('settings.rates.currency')}
        description={t('settings.rates.currencyHint')}
        value={settings.reportCurrency ?? ''}
        placeholder="CNY"
        maxLength={3}
        error={wrong}
        onSave={saveCurrency}
      />
      {rates.error ? <ErrorNote error={rates.error} onRetry={() => void rates.refetch()} /> : null}
      {rates.data && rates.data.length === 0 ? <p className={classes.hint}>{t('settings.rates.none')}</p> : null}
      {rates.data && rates.data.length > 0 ? (
        <RateTable
          rates={rates.data}
          onRemove={({ from, to, on }) => carryOut((api) => api.request('rate.remove', { from, to, on }))}
        />
      ) : null}
      <NewRate to={settings.reportCurrency ?? ''} onAdd={(rate) => carryOut((api) => api.request('rate.set', rate))} />
    </Part>
  )
}

function RateTable({
  rates,
  onRemove,
}: {
  readonly rates: readonly DatedRate[]
  readonly onRemove: (rate: DatedRate) => void
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  return (
    <div className={table.frame}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t('settings.rates.on')}</th>
            <th scope="col">{t('settings.rates.rate')}</th>
            <th scope="col">{t('settings.rates.by')}</th>
            <th>
              <span className={table.hidden}>{t('settings.rates.remove')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rates.map((rate) => {
            const { from, to, on, by, source } = rate
            const label = t('settings.rates.removeOne', { from, to, day: on })
            return (
              <tr key={`${from} ${to} ${on}`}>
                <th scope="row">{on}</th>
                <td className={table.figure}>{t('settings.rates.equals', { from, to, rate: rate.rate })}</td>
                <td title={formats.instantTitle(rate.at)}>
                  {t(`grid.provenance.${source}`)} · {by}
                </td>
                <td>
                  <ActionIcon aria-label={label} title={label} onClick={() => onRemove(rate)}>
                    <IconX size={15} aria-hidden />
                  </ActionIcon>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

interface RateDraft {
  readonly from: string
  readonly to: string
  readonly rate: string
  readonly on: string
}

function NewRate({ to, onAdd }: { readonly to: string; readonly onAdd: (rate: RateDraft) => void }): ReactNode {
  const { t } = useTranslator()
  const { today } = useFormats()
  const fresh: RateDraft = { from: '', to, rate: '', on: today }
  const [draft, setDraft] = useState<RateDraft>(fresh)
  const [isTried, setTried] = useState(false)
  const given = { ...draft, to: draft.to === '' ? to : draft.to }
  const problems = {
    from: CURRENCY.test(given.from.trim()) ? null : t('settings.rates.currencyWrong'),
    to:
      CURRENCY.test(given.to.trim()) && given.to.trim().toUpperCase() !== given.from.trim().toUpperCase()
        ? null
        : t('settings.rates.toWrong'),
    rate: AMOUNT.test(given.rate.trim()) && Number(given.rate) > 0 ? null : t('settings.rates.rateWrong'),
    on: given.on === '' ? t('settings.rates.onWrong') : null,
  }

  function add(event: FormEvent): void {
    event.preventDefault()
    setTried(true)
    if (Object.values(problems).some((problem) => problem !== null)) return
    const { from, rate, on } = given
    onAdd({ from: from.trim().toUpperCase(), to: given.to.trim().toUpperCase(), rate: rate.trim(), on })
    setDraft(fresh)
    setTried(false)
  }

  const field = (name: keyof RateDraft, type: 'text' | 'date' = 'text'): ReactNode => (
    <TextInput
      label={t(`settings.rates.new.${name}`)}
      type={type}
      value={given[name]}
      error={isTried ? problems[name] : null}
      spellCheck={false}
      {...(name === 'from' || name === 'to' ? { maxLength: 3 } : {})}
      onChange={(event) => {
        const { value } = event.currentTarget
        setDraft((old) => ({ ...old, [name]: value }))
      }}
    />
  )
  return (
    <form className={table.adding} onSubmit={add} noValidate>
      {field('from')}
      {field('rate')}
      {field('to')}
      {field('on', 'date')}
      <Button type="submit" variant="default">
        {t('settings.rates.add')}
      </Button>
    </form>
  )
}
