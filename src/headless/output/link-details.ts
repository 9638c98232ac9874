import stringWidth from 'string-width'
import type { LinkCheck, LinkDetails, LinkDomain } from '../../shared/domain/link.ts'
import { toChangeText, toGroupName, toHiddenText } from '../../shared/i18n/link-words.ts'
import { plain } from '../../shared/plain-text.ts'
import type { Session } from '../session.ts'
import { formatDuration, formatInstant, UNKNOWN } from './format.ts'

/** Checks that a terminal shows; the JSON document holds more. */
const SHOWN_CHECKS = 10
/** Names of a certificate that a terminal shows. */
const SHOWN_NAMES = 6

/** Everything about one link, for people: what holds now, the evidence, certificate and domain, what happened. */
export function formatLinkDetails(
  session: Session,
  { link, checks, certificate, domain, history }: LinkDetails,
): string {
  const { t, colors, zone } = session
  const [newest] = checks
  const fields: [string, string][] = [
    [t.t('link.field.url'), link.url],
    [t.t('link.field.group'), toGroupName(t, link.group)],
    [t.t('link.field.verdict'), describeVerdict(session, link)],
    [t.t('link.field.checkedAt'), formatInstant(link.checkedAt, zone)],
    [t.t('link.field.shown'), describeShown(session, { link })],
    [t.t('link.field.backlinkSite'), link.backlinkSite ?? UNKNOWN],
    [t.t('link.field.backlink'), link.backlink === null ? UNKNOWN : t.t(`link.backlink.${link.backlink}`)],
  ]
  if (newest?.anchor) {
    const { href, text, rel } = newest.anchor
    fields.push([t.t('cli.links.details.anchor'), [href, text, rel && `rel="${rel}"`].filter(Boolean).join('  ')])
  }
  if (link.consecutiveFailures > 0) {
    fields.push(
      [t.t('link.field.consecutiveFailures'), String(link.consecutiveFailures)],
      [t.t('link.field.unreachableDays'), String(link.unreachableDays ?? 0)],
    )
  }
  if (link.nextCheckAt !== null) fields.push([t.t('link.field.nextCheckAt'), formatInstant(link.nextCheckAt, zone)])
  if (certificate) {
    const parts = [
      formatInstant(certificate.expiresAt, zone),
      certificate.issuer && t.t('cli.links.details.by', { issuer: certificate.issuer }),
      certificate.names.length > 0 && t.t('cli.links.details.names', { names: shorten(certificate.names) }),
      certificate.problem && t.t(`link.cause.${certificate.problem}`),
      !certificate.isMeasured &&
        t.t('cli.links.details.unknownSince', { at: formatInstant(certificate.measuredAt, zone) }),
    ]
    fields.push([t.t('cli.links.details.certificate'), parts.filter(Boolean).join('; ')])
  }
  if (domain) fields.push([t.t('cli.links.details.registration'), describeDomain(session, domain)])

  const width = Math.max(...fields.map(([title]) => stringWidth(title)))
  const lines = fields.map(
    ([title, value]) => `${colors.dim(title)}${' '.repeat(width - stringWidth(title))}  ${plain(value)}`,
  )
  const part = (key: string, rows: readonly string[]): string[] =>
    rows.length === 0 ? [] : ['', colors.dim(t.t(`cli.links.details.${key}`)), ...rows.map((row) => `  ${plain(row)}`)]
  return [
    plain(link.name),
    ...lines,
    ...part(
      'hops',
      (newest?.hops ?? []).map(({ url, status, address }) =>
        [status ?? UNKNOWN, url, address].filter(Boolean).join('  '),
      ),
    ),
    ...part(
      'checks',
      checks
        .slice(0, SHOWN_CHECKS)
        .map((check) => `${formatInstant(check.checkedAt, zone)}  ${describeVerdict(session, check)}`),
    ),
    ...part(
      'history',
      history.map(({ at, by, field, old, new: now }) => {
        const who = by ?? t.t('cli.links.details.check')
        const what = t.t(`links.details.changeField.${field}`)
        return `${formatInstant(at, zone)}  ${who}  ${what}: ${toChangeText(t, field, old)} → ${toChangeText(t, field, now)}`
      }),
    ),
  ].join('\n')
}

function describeVerdict(
  { t }: Session,
  {
    verdict,
    httpStatus,
    cause,
    latencyMs,
  }: Pick<LinkDetails['link'] | LinkCheck, 'verdict' | 'httpStatus' | 'cause' | 'latencyMs'>,
): string {
  if (verdict === null) return UNKNOWN
  const parts = [
    t.t(`link.verdict.${verdict}`),
    httpStatus === null ? '' : `HTTP ${httpStatus}`,
    cause === null ? '' : t.t(`link.cause.${cause}`),
    latencyMs === null ? '' : formatDuration(latencyMs),
  ]
  return parts.filter((part) => part !== '').join('; ')
}

function describeShown({ t }: Session, { link }: Pick<LinkDetails, 'link'>): string {
  if (link.whitelisting)
    return `${t.t('link.field.whitelisted')}: ${link.whitelisting.reason} (${link.whitelisting.by})`
  if (link.isShown || !link.hiddenReason) return t.t(link.pinned === null ? 'cli.links.isShown' : 'link.pinned.shown')
  return toHiddenText(t, link.hiddenReason)
}

function describeDomain({ t, zone }: Session, entry: LinkDomain): string {
  const parts = [
    entry.domain,
    entry.typedOn ?? formatInstant(entry.expiresAt, zone),
    entry.source && t.t(`link.domainSource.${entry.source}`),
    entry.registrar,
    entry.problem && t.t(`link.domainProblem.${entry.problem}`),
    entry.problem && entry.measuredAt !== null
      ? t.t('cli.links.details.unknownSince', { at: formatInstant(entry.measuredAt, zone) })
      : null,
  ]
  return parts.filter(Boolean).join('; ')
}

function shorten(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_NAMES).join(', ')
  return names.length > SHOWN_NAMES ? `${shown} … (${names.length})` : shown
}
