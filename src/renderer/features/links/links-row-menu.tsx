import { Menu } from '@mantine/core'
import { IconLink } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { HiddenReason, Link } from '../../../shared/domain/link.ts'
import type { LinkQuery } from '../../../shared/domain/link-query.ts'
import { toCivilDay } from '../../../shared/domain/civil-day.ts'
import type { GridColumnState } from '../../components/data-grid/column-states.ts'
import { countIn } from '../../components/data-grid/ranges.ts'
import type { Ranges } from '../../components/data-grid/types.ts'
import { withCondition } from '../../components/list-tools/list-query.ts'
import type { CellPlace } from '../../components/list-tools/list-table.tsx'
import { CellEntries, MenuAt, textOfRow, withoutValue } from '../../components/list-tools/row-menu.tsx'
import { useFormats, type Formats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { linkColumn } from './links-columns.ts'
import type { OpenLinksDialog } from './links-dialogs.tsx'
import { LinkEntries } from './links-entries.tsx'
import { linkFieldLabel, linkValueLabel } from './links-fields.ts'
import type { LinkColumnField } from './links-query-model.ts'
import { rangesOfMenu, type LinkTarget } from './links-target.ts'

export type LinkMenuAt = CellPlace<Link, LinkColumnField>

export interface LinkRowMenuProps {
  readonly at: LinkMenuAt | null
  readonly onClose: () => void
  readonly selection: Ranges
  readonly query: LinkQuery
  readonly columns: readonly GridColumnState<LinkColumnField>[]
  readonly onQuery: (query: LinkQuery) => void
  readonly onOpen: (link: Link, position: number) => void
  /** Shows and selects every link that has the value. */
  readonly onSelectAll: (query: LinkQuery) => void
  readonly onCopy: (text: string) => void
  readonly readTarget: (ranges: Ranges) => Promise<LinkTarget | undefined>
  readonly onDialog: (dialog: OpenLinksDialog) => void
}

/** What a link's facet says, as the core counts it; undefined for a field that is not counted or not known from a row. */
function facetValueOf(link: Link, field: LinkColumnField): string | null | undefined {
  switch (field) {
    case 'verdict':
    case 'backlink':
    case 'backlinkSite':
    case 'host':
    case 'domain':
      return link[field]
    case 'rel':
      return link.rel || null
    case 'httpStatus':
      return link.httpStatus === null ? null : String(link.httpStatus)
    case 'group':
      return link.group || null
    case 'reason':
      return link.hiddenReason && toReasonCode(link.hiddenReason)
    case 'shown':
      return String(link.isShown)
    case 'whitelisted':
      return String(link.whitelisting !== null)
    default:
      return undefined
  }
}

/** The short code by which the core counts a reason. */
function toReasonCode(reason: HiddenReason): string {
  if (reason.kind === 'status') return `status:${reason.status}`
  return reason.kind === 'verdict' ? `verdict:${reason.verdict}` : reason.kind
}

const INSTANTS = ['checkedAt', 'certExpiresAt', 'domainExpiresAt', 'nextCheckAt', 'createdAt'] as const
const NUMBERS = ['redirects', 'latencyMs', 'consecutiveFailures', 'unreachableDays'] as const
const isOneOf = <Field extends string>(fields: readonly Field[], field: string): field is Field =>
  (fields as readonly string[]).includes(field)

/** The query narrowed to links that have this cell's value; null where that cannot be said. */
export function filterByLinkCell(
  query: LinkQuery,
  link: Link,
  field: LinkColumnField,
  formats: Pick<Formats, 'zone'>,
): LinkQuery | null {
  if (field === 'trend') return null
  const value = facetValueOf(link, field)
  if (value !== undefined) return withCondition(query, { kind: 'values', field: field as 'verdict', values: [value] })
  if (isOneOf(INSTANTS, field)) {
    const at = link[field]
    if (at === null) return withCondition(query, { kind: 'blank', field, isBlank: true })
    const day = toCivilDay(at, formats.zone)
    return withCondition(query, { kind: 'range', field, min: day, max: day })
  }
  if (isOneOf(NUMBERS, field)) {
    const number = link[field]
    if (number === null) return withCondition(query, { kind: 'blank', field, isBlank: true })
    return withCondition(query, { kind: 'range', field, min: String(number), max: String(number) })
  }
  if (field === 'name' || field === 'url' || field === 'finalUrl') {
    const text = link[field]
    return text === null
      ? withCondition(query, { kind: 'blank', field, isBlank: true })
      : withCondition(query, { kind: 'contains', field, text: text.slice(0, 500) })
  }
  return null
}

/** What can be done with one cell, its link, the links that are selected with it and those like it. */
export function LinkRowMenu(props: LinkRowMenuProps): ReactNode {
  const { at, onClose } = props
  return (
    <MenuAt at={at} onClose={onClose}>
      {() => at && <Entries {...props} at={at} />}
    </MenuAt>
  )
}

function Entries(props: LinkRowMenuProps & { readonly at: LinkMenuAt }): ReactNode {
  const { at, selection, query, columns, onCopy, readTarget, onDialog } = props
  const { row: link, position, field } = at
  const { t } = useTranslator()
  const formats = useFormats()
  const column = linkColumn(field)
  const value = facetValueOf(link, field)
  const cell = column.toCell(link, formats, t)
  const shown =
    value === undefined ? (typeof cell === 'string' ? cell : cell.text) : linkValueLabel(t, field, value, null)
  const ranges = rangesOfMenu(selection, position)
  const count = countIn(ranges)
  return (
    <>
      {count > 1 && <Menu.Label>{t('links.menu.ofSelection', { count, shown: formats.number(count) })}</Menu.Label>}
      <CellEntries<LinkQuery>
        column={linkFieldLabel(t, field)}
        value={shown}
        only={filterByLinkCell(query, link, field, formats)}
        without={value === undefined || field === 'trend' ? null : withoutValue(query, field, value)}
        cellText={() => column.toCopy(link, formats, t)}
        rowText={() => textOfRow(link, columns, linkColumn, formats, t)}
        onOpen={() => props.onOpen(link, position)}
        actions={
          <LinkEntries
            link={count === 1 ? link : null}
            count={count}
            target={() => readTarget(ranges)}
            onDialog={onDialog}
          />
        }
        onCopy={onCopy}
        onQuery={props.onQuery}
        onSelectAll={props.onSelectAll}
        copies={
          <Menu.Item leftSection={<IconLink aria-hidden size={15} />} onClick={() => onCopy(link.url)}>
            {t('links.menu.copyUrl')}
          </Menu.Item>
        }
      />
    </>
  )
}
