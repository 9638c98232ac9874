import type { DifferenceKind, FieldDifference, ItemDifference } from '../../../shared/domain/comparison.ts'
import type { Money } from '../../../shared/domain/money.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import { describeChange, type WordedChange } from '../../components/change-words.ts'
import type { Formats } from '../../lib/format.ts'

type Translate = Translator['t']

/** A kind of difference in words. */
export function kindLabel(t: Translate, kind: DifferenceKind): string {
  return kind === 'decided' || kind === 'owner-changed' ? t(`changes.kind.${kind}`) : t(`domain.change.${kind}`)
}

/** The most telling kinds of an item, in words. */
export function kindsText(t: Translate, { kinds }: Pick<ItemDifference, 'kinds'>): string {
  return kinds.map((kind) => kindLabel(t, kind)).join(t('changes.separator'))
}

/** One field as the words of changes take it; what people say changes by no sync and counts as any other field. */
function worded({ field, old, new: next }: FieldDifference): WordedChange {
  return { kind: 'changed', field, old, new: next }
}

/** What differs, field by field, old and new. */
export function fieldsText(t: Translate, formats: Formats, { fields }: Pick<ItemDifference, 'fields'>): string {
  return fields
    .map((difference) => {
      const { field, values, note } = describeChange(worded(difference), t, formats)
      const said = values ? t('changes.oldNew', { old: values.old, new: values.new }) : (note ?? '')
      return field === null ? said : t('changes.field', { field, said })
    })
    .join(t('changes.separatorWide'))
}

/** An amount with its sign, for differences. */
export function signedMoney(formats: Formats, money: Money): string {
  const text = formats.money(money.amount, money.currency)
  return money.amount.startsWith('-') || money.amount === '0' ? text : `+${text}`
}
