import { bandNames } from '../../shared/domain/band.ts'
import { fromEpochDay } from '../../shared/domain/civil-day.ts'
import type { FacetField, MultiField, SortField } from '../../shared/domain/item-query.ts'
import { PHASES } from '../../shared/domain/phase.ts'
import { formatUnknownCode, toAutoRenew, type RenewalMode } from '../../shared/domain/renewal-mode.ts'
import { DECISIONS } from '../../shared/domain/review.ts'
import type { CodeName } from './columns.ts'
import type { Dictionary } from './dictionary.ts'
import { accountsByCode, keep } from './picture.ts'
import { CODE_COLUMNS, INSTANT_COLUMNS, isCodeColumn, isInstantColumn, type TextOrder } from './field-columns.ts'
import { multiValuesOf } from './multi-values.ts'
import type { Codes } from './row-set.ts'
import {
  acknowledgedAt,
  bandCodes,
  decisionCodes,
  decisionVersion,
  lastSyncedAt,
  lastSyncedVersion,
  lastWorkingDays,
  phaseCodes,
  versionOf,
  type View,
} from './view.ts'

/** A column of a list as codes by row with a text for each code. */
export interface CodeSource {
  readonly kind: 'code'
  readonly codes: Codes
  /** Codes are below this. */
  readonly size: number
  /** null is blank. Several codes may have the same text unless `dictionary` is there. */
  text(code: number): string | null
  readonly order: TextOrder
  /** A code that is shown as a text but sorted like a blank; -1 where there is none. */
  readonly lastCode: number
  /** Where the codes are those of one column. */
  readonly dictionary: Dictionary | null
  readonly version: string
}

/** A column of a list as numbers by row; NaN is blank. */
export interface NumberSource {
  readonly kind: 'number'
  readonly values: Float64Array
  /** As it is shown in JSON. */
  show(value: number): string
  readonly version: string
}

export type Source = CodeSource | NumberSource

/** The values of a column of the list, or of a facet. */
export function sourceOf(view: View, field: SortField | FacetField): Source {
  if (isCodeColumn(field)) {
    const [name, order] = CODE_COLUMNS[field]
    return codeColumn(view, name, order)
  }
  if (isInstantColumn(field)) {
    const name = INSTANT_COLUMNS[field]
    return numberSource(view.picture.columns.numbers[name].values, toIso, versionOf(view, name))
  }
  switch (field) {
    case 'id':
      return idSource(view)
    case 'account':
      return accountSource(view, 'people', (account) => (account.name === '' ? null : account.name))
    case 'provider':
      return accountSource(view, 'binary', (account) => account.provider)
    case 'enterpriseProject':
      return projectSource(view)
    case 'band': {
      const names = bandNames(view.bandDays)
      const version = `${versionOf(view, 'expires_on')}.${view.today}.${names.join()}`
      return { ...listSource(bandCodes(view), names, version), lastCode: names.length - 1 }
    }
    case 'phase': {
      const codes = phaseCodes(view)
      return listSource(codes, [null, ...PHASES], `${view.picture.rows}.${idOf(codes)}`)
    }
    case 'decision': {
      return { ...listSource(decisionCodes(view), DECISIONS, decisionVersion(view)), order: 'binary' }
    }
    case 'isMain':
      return flagSource(view, 'is_main', (text) => text === '1')
    case 'isActive':
      return flagSource(view, 'is_active', (text) => text === '1')
    case 'autoRenew':
      return flagSource(view, 'renewal_mode', (text) => toAutoRenew(text as RenewalMode))
    case 'expireOn':
      return numberSource(view.picture.columns.numbers.expires_on.values, fromEpochDay, versionOf(view, 'expires_on'))
    case 'daysLeft':
      return numberSource(
        view.picture.columns.numbers.expires_on.values,
        (day) => String(day - view.today),
        versionOf(view, 'expires_on'),
      )
    case 'lastWorkingDayOn':
      return numberSource(lastWorkingDays(view), fromEpochDay, `${versionOf(view, 'act_by_at')}.${view.zone}`)
    case 'lastSyncedAt':
      return numberSource(lastSyncedAt(view), toIso, lastSyncedVersion(view))
    case 'acknowledgedAt':
      return numberSource(
        acknowledgedAt(view),
        toIso,
        versionOf(view, 'acknowledged_at', 'acknowledged_for_expires_at', 'expires_at'),
      )
    case 'priceMonths':
      return numberSource(view.picture.columns.numbers.price_months.values, String, versionOf(view, 'price_months'))
    case 'customTags':
      return { ...multiSource(view, field), order: 'people' }
    case 'contradictions':
      return multiSource(view, field)
  }
}

/** The values as they are shown in JSON: a status that we do not know stands there with the provider's code. */
export function shownSourceOf(view: View, field: SortField): Source {
  return field === 'status' ? shownStatus(view) : sourceOf(view, field)
}

const toIso = (at: number): string => new Date(at).toISOString()

function numberSource(values: Float64Array, show: (value: number) => string, version: string): NumberSource {
  return { kind: 'number', values, show, version }
}

function codeColumn(view: View, name: CodeName, order: TextOrder): CodeSource {
  const { codes, dictionary } = view.picture.columns.codes[name]
  // Vendors' codes 2 and '2' are two values with one text.
  const isOne = order !== 'code'
  return {
    kind: 'code',
    codes,
    size: dictionary.size,
    text: dictionary.text,
    order,
    lastCode: -1,
    dictionary: isOne ? dictionary : null,
    version: versionOf(view, name),
  }
}

function listSource(codes: Codes, texts: readonly (string | null)[], version: string): CodeSource {
  return {
    kind: 'code',
    codes,
    size: texts.length,
    text: (code) => texts[code] ?? null,
    order: 'given',
    lastCode: -1,
    dictionary: null,
    version,
  }
}

/** All values of a row as one text. */
function multiSource(view: View, field: MultiField): CodeSource {
  const { codes, texts, version } = multiValuesOf(view, field)
  return listSource(codes, texts, version)
}

function accountSource(
  view: View,
  order: TextOrder,
  toText: (account: { readonly name: string; readonly provider: string | null }) => string | null,
): CodeSource {
  const texts = accountsByCode(view.picture).map((account) => (account ? toText(account) : null))
  const { codes } = view.picture.columns.codes.account_id
  return { ...listSource(codes, texts, `${versionOf(view, 'account_id')}.${JSON.stringify(texts)}`), order }
}

function flagSource(
  view: View,
  name: 'is_main' | 'is_active' | 'renewal_mode',
  read: (text: string) => boolean | null,
): CodeSource {
  const { codes, dictionary } = view.picture.columns.codes[name]
  const texts = Array.from({ length: dictionary.size }, (_, code) => {
    const text = dictionary.text(code)
    const value = text === null ? null : read(text)
    return value === null ? null : String(value)
  })
  return { ...listSource(codes, texts, versionOf(view, name)), order: 'binary' }
}

/** Every row is its own value. */
function idSource(view: View): CodeSource {
  const { picture } = view
  const codes = keep(picture, 'places', String(picture.rows), () =>
    Uint32Array.from({ length: picture.rows }, (_, row) => row),
  )
  return {
    kind: 'code',
    codes,
    size: picture.rows,
    text: (code) => picture.ids.at(code),
    order: 'binary',
    lastCode: -1,
    dictionary: null,
    version: String(picture.rows),
  }
}

/** The name of the enterprise project, its id where there is no name. */
function projectSource(view: View): CodeSource {
  const { picture } = view
  const { enterprise_project_name: names, enterprise_project_id: ids } = picture.columns.codes
  const version = versionOf(view, 'enterprise_project_name', 'enterprise_project_id')
  const nameCount = names.dictionary.size
  const codes = keep(picture, 'projects', version, () => {
    const made = new Uint32Array(picture.rows)
    for (let row = 0; row < made.length; row += 1) {
      const name = names.codes[row] as number
      made[row] = name === 0 ? nameCount + (ids.codes[row] as number) : name
    }
    return made
  })
  return {
    kind: 'code',
    codes,
    size: nameCount + ids.dictionary.size,
    text: (code) => (code < nameCount ? names.dictionary.text(code) : ids.dictionary.text(code - nameCount)),
    order: 'people',
    lastCode: -1,
    dictionary: null,
    version,
  }
}

function shownStatus(view: View): CodeSource {
  const { picture } = view
  const { status, raw_status: raw } = picture.columns.codes
  const version = versionOf(view, 'status', 'raw_status')
  const unknown = status.dictionary.codeOf('unknown')
  const statusCount = status.dictionary.size
  const codes = keep(picture, 'shownStatus', version, () => {
    const made = new Uint32Array(picture.rows)
    for (let row = 0; row < made.length; row += 1) {
      const code = status.codes[row] as number
      const rawCode = raw.codes[row] as number
      made[row] = code === unknown && rawCode !== 0 ? statusCount + rawCode : code
    }
    return made
  })
  return {
    kind: 'code',
    codes,
    size: statusCount + raw.dictionary.size,
    text: (code) =>
      code < statusCount ? status.dictionary.text(code) : formatUnknownCode(raw.dictionary.text(code - statusCount)),
    order: 'binary',
    lastCode: -1,
    dictionary: null,
    version,
  }
}

const ids = new WeakMap<object, number>()
let lastId = 0

/** A number for a list that is made anew when its values change. */
function idOf(list: object): number {
  let id = ids.get(list)
  if (id === undefined) {
    lastId += 1
    id = lastId
    ids.set(list, id)
  }
  return id
}
