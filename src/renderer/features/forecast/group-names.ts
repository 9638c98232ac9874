import { OTHER_GROUPS, type ForecastGroup } from '../../../shared/domain/forecast.ts'
import { RENEWAL_MODES } from '../../../shared/domain/renewal-mode.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'

/** A group as people call it; null is "none". */
export function groupName(
  t: Translator['t'],
  by: ForecastGroup,
  { group, label }: { readonly group: string | null; readonly label: string | null },
): string {
  if (group === null) return t(`forecast.none.${by}`)
  if (group === OTHER_GROUPS) return t('forecast.otherGroups')
  const mode = by === 'renewalMode' ? RENEWAL_MODES.find((name) => name === group) : undefined
  return mode ? t(`domain.mode.${mode}`) : (label ?? group)
}
