import { FIELD_KINDS } from '../../../shared/domain/item-query.ts'
import type { ItemColumnField } from './types.ts'

/** The fields that are copied for those in sight: an amount means nothing without its currency. */
export function withCurrency(fields: readonly ItemColumnField[]): readonly ItemColumnField[] {
  if (!fields.includes('price') || fields.includes('currency')) return fields
  return fields.flatMap((field) => (field === 'price' ? (['price', 'currency'] as const) : [field]))
}

/** True for fields whose times need their zone in the header. */
export function isInstantField(field: string): boolean {
  return FIELD_KINDS[field as keyof typeof FIELD_KINDS] === 'instant'
}
