import { Select } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Comparison, DifferenceSum } from '../../../shared/domain/comparison.ts'
import { changesOf } from '../../../shared/domain/money.ts'
import { QuickChip, QuickChips } from '../../components/list-tools/quick-chip.tsx'
import tools from '../../components/list-tools/list-tools.module.css'
import { useFormats, type Formats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import type { Translator } from '../../../shared/i18n/translator.ts'
import type { ChangesPlace } from './changes-address.ts'
import classes from './changes.module.css'
import { kindLabel, signedMoney } from './difference-words.ts'

/** What the prices of one kind come to, in one line. */
function sumLine(t: Translator['t'], formats: Formats, { kind, before, after }: DifferenceSum): string {
  if (kind === 'appeared' || kind === 'back') return formats.sums(after)
  if (kind === 'gone') return formats.sums(before)
  const moved = changesOf(before.sums, after.sums).filter(({ amount }) => amount !== '0')
  return moved.length === 0
    ? formats.sums(after)
    : t('changes.sumMoved', {
        sums: formats.sums(after),
        moved: moved.map((money) => signedMoney(formats, money)).join(t('changes.separator')),
      })
}

/** Kinds with their counts and sums; each narrows the rows to it. Accounts, where there are several. */
export function KindChips({
  comparison: { byKind, accounts },
  place,
  onPlace,
}: {
  readonly comparison: Comparison
  readonly place: ChangesPlace
  readonly onPlace: (patch: Partial<ChangesPlace>) => void
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { kinds, accountId } = place
  return (
    <div className={`${tools.bar} ${classes.kinds}`}>
      <QuickChips label={t('changes.kinds')}>
        {byKind.map((sum) => {
          const { kind, count } = sum
          const isOn = kinds.includes(kind)
          const label = kindLabel(t, kind)
          const line = sumLine(t, formats, sum)
          return (
            <QuickChip
              key={kind}
              isOn={isOn}
              count={count}
              title={t('changes.kindTitle', {
                kind: label,
                before: formats.sums(sum.before),
                after: formats.sums(sum.after),
              })}
              onToggle={() => onPlace({ kinds: isOn ? kinds.filter((one) => one !== kind) : [...kinds, kind] })}
            >
              {label}
              {line !== '' && <span className={classes.chipSum}>{line}</span>}
            </QuickChip>
          )
        })}
      </QuickChips>
      {accounts.length > 1 && (
        <Select
          className={classes.account ?? ''}
          size="xs"
          aria-label={t('changes.account')}
          placeholder={t('changes.allAccounts')}
          clearable
          value={accountId}
          data={accounts.map((one) => ({
            value: one.accountId,
            label: t('changes.accountCount', { account: one.account, shown: formats.number(one.count) }),
          }))}
          onChange={(next) => onPlace({ accountId: next })}
        />
      )}
    </div>
  )
}
