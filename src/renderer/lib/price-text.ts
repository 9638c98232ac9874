import type { Item } from '../../shared/domain/item.ts'
import type { Translator } from '../../shared/i18n/translator.ts'
import type { Formats } from './format.ts'

/** A price as people read it. What is paid together with its main resource says so: a 0 would look like a gift. */
export function priceText(
  t: Translator['t'],
  formats: Pick<Formats, 'money'>,
  { price, currency, priceSource }: Pick<Item, 'price' | 'currency' | 'priceSource'>,
): string {
  return priceSource === 'with-main' ? t('grid.provenance.with-main') : formats.money(price, currency)
}
