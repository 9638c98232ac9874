import type { Account } from '../../../shared/domain/account.ts'
import { CHANGE_KINDS } from '../../../shared/domain/change.ts'
import { RENEWAL_MODES } from '../../../shared/domain/renewal-mode.ts'
import type { ForecastGroup } from '../../../shared/domain/forecast.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import type { Formats } from '../../lib/format.ts'
import { fieldLabel } from './field-texts.ts'
import type { DifferentItems, ForecastItems } from './relative-days.ts'
import type { ToldEnds } from './use-id-set.ts'

type Translate = Translator['t']
type Names = readonly Pick<Account, 'accountId' | 'name'>[]

const GROUP_FIELDS = {
  account: 'account',
  enterpriseProject: 'enterpriseProjectName',
  productLine: 'tagProductLine',
  currency: 'currency',
  owner: 'owner',
  renewalMode: 'renewalMode',
} as const satisfies Partial<Record<ForecastGroup, string>>

const nameOf = (accounts: Names, id: string): string => accounts.find(({ accountId }) => accountId === id)?.name ?? id

function slotWords(t: Translate, formats: Formats, { slot }: ForecastItems['pick']): string {
  switch (slot.kind) {
    case 'month':
      return formats.month(slot.month)
    case 'day':
      return formats.day(slot.day)
    default:
      return t(`items.filter.forecastSlot.${slot.kind}`)
  }
}

/** Which figure of a forecast is meant: month or day, group, scenario, accounts. */
export function forecastWords(
  t: Translate,
  formats: Formats,
  { forecast, pick }: ForecastItems,
  accounts: Names,
): string {
  const parts = [slotWords(t, formats, pick)]
  const { group } = pick
  if (group !== undefined) {
    const by = forecast.by ?? 'account'
    const label = by === 'department' ? t('items.filter.department') : fieldLabel(t, GROUP_FIELDS[by])
    const isMode = by === 'renewalMode' && (RENEWAL_MODES as readonly (string | null)[]).includes(group)
    const value =
      group === null
        ? t('list.blank')
        : by === 'account'
          ? nameOf(accounts, group)
          : isMode
            ? t(`domain.mode.${group}`)
            : group
    parts.push(t('items.filter.forecastGroup', { by: label, group: value }))
  }
  // What has no date is left out of every scenario.
  if (pick.slot.kind !== 'undated') parts.push(t(`items.filter.scenario.${forecast.scenario ?? 'as-decided'}`))
  for (const id of forecast.accountIds ?? []) parts.push(nameOf(accounts, id))
  return parts.join(t('items.filter.comma'))
}

/** Which comparison is meant: its ends, and what narrows its rows. */
export function differenceWords(
  t: Translate,
  formats: Formats,
  { from, to, kinds, accountIds, search }: DifferentItems,
  ends: ToldEnds | null,
  accounts: Names,
): string {
  const told = (end: ToldEnds['from']): string => end.title ?? formats.instant(end.at)
  const parts: string[] = []
  if (from.kind === 'last-runs' && to?.kind !== 'snapshot') parts.push(t('items.filter.differenceFrom.last-runs'))
  else if (ends !== null) {
    const key = to?.kind === 'snapshot' ? 'between' : 'since'
    const words = { time: told(ends.from), from: told(ends.from), to: told(ends.to) }
    parts.push(t(`items.filter.differenceFrom.${key}`, words))
  }
  for (const kind of kinds ?? []) {
    const isOfSync = (CHANGE_KINDS as readonly string[]).includes(kind)
    parts.push(t(`${isOfSync ? 'domain.change' : 'items.filter.differenceKind'}.${kind}`))
  }
  for (const id of accountIds ?? []) parts.push(nameOf(accounts, id))
  if (search) parts.push(search)
  return parts.join(t('items.filter.comma'))
}
