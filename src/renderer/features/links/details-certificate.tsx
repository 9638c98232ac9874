import { Anchor } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { bandsOf, daysLeft, toBand } from '../../../shared/domain/band.ts'
import { toCivilDay, type CivilDay } from '../../../shared/domain/civil-day.ts'
import type { CertificateAddress, Link, LinkDetails } from '../../../shared/domain/link.ts'
import { plain } from '../../../shared/plain-text.ts'
import { BandMark } from '../../components/band-mark.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefToItem } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { Detail, DetailGroup, InstantDetail } from '../../components/details/detail.tsx'
import { SmallButton } from './small-button.tsx'
import facts from '../../components/details/details.module.css'
import classes from './link-details.module.css'

/** Names that are listed before somebody asks for all of them. */
const FIRST_NAMES = 6

type Certificate = NonNullable<LinkDetails['certificate']>

/** The day on which something ends, how urgent that is, and the days that are left. */
export function EndDay({
  endsOn,
  bandDays,
  title,
}: {
  readonly endsOn: CivilDay
  readonly bandDays: readonly number[]
  readonly title: string
}): ReactNode {
  const formats = useFormats()
  const left = daysLeft(endsOn, formats.today)
  return (
    <span className={classes.line} title={title}>
      <span>{formats.day(endsOn)}</span>
      <BandMark band={toBand(left, bandsOf(bandDays))} bandDays={bandDays} />
      <span>{formats.daysLeft(left)}</span>
    </span>
  )
}

/** The certificate of the link's own host. */
export function CertificateSection({
  link,
  certificate,
  bandDays,
}: {
  readonly link: Link
  readonly certificate: Certificate | null
  readonly bandDays: readonly number[]
}): ReactNode {
  const { t } = useTranslator()
  const isHttps = /^https:/i.test(link.url)
  return (
    <DetailGroup title={t('links.certificate.title')}>
      {certificate === null ? (
        <p className={classes.explain}>{t(isHttps ? 'links.certificate.none' : 'links.certificate.noHttps')}</p>
      ) : (
        <CertificateFacts certificate={certificate} bandDays={bandDays} />
      )}
    </DetailGroup>
  )
}

function CertificateFacts({
  certificate,
  bandDays,
}: {
  readonly certificate: Certificate
  readonly bandDays: readonly number[]
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { problem, measuredAt, isMeasured, subject, issuer, fingerprint, chain, addresses, names } = certificate
  const { expiresAt } = certificate
  const ends = new Set(addresses.flatMap((address) => (address.expiresAt === null ? [] : [address.expiresAt])))
  const host = certificate.host.includes(':') ? `[${certificate.host}]` : certificate.host
  return (
    <>
      {!isMeasured && (
        <p className={classes.notice}>
          {measuredAt === null
            ? t('links.certificate.neverMeasured')
            : t('links.certificate.unknownSince', { instant: formats.instant(measuredAt) })}
        </p>
      )}
      {ends.size > 1 && <p className={classes.notice}>{t('links.certificate.differing')}</p>}
      <dl>
        <Detail
          label={t('links.certificate.ends')}
          value={
            expiresAt === null ? null : (
              <EndDay
                endsOn={toCivilDay(expiresAt, formats.zone)}
                bandDays={bandDays}
                title={formats.instantTitle(expiresAt)}
              />
            )
          }
        />
        <Detail
          label={t('links.certificate.problem')}
          value={problem === null ? (isMeasured ? t('links.certificate.trusted') : null) : t(`link.cause.${problem}`)}
        />
        {subject !== null && <Detail label={t('links.certificate.subject')} value={plain(subject)} />}
        {issuer !== null && <Detail label={t('links.certificate.issuer')} value={plain(issuer)} />}
        {certificate.startsAt !== null && (
          <InstantDetail label={t('links.certificate.starts')} at={certificate.startsAt} />
        )}
        {(isMeasured || names.length > 0) && (
          <Detail label={t('links.certificate.names')} value={<Names names={names} />} />
        )}
        {chain.length > 0 && (
          <Detail
            label={t('links.certificate.chain')}
            value={
              <ol className={classes.list}>
                {chain.map((entry, index) => (
                  <li key={index} title={formats.instantTitle(entry.expiresAt)}>
                    {t('links.certificate.chainEntry', {
                      subject: plain(entry.subject),
                      issuer: plain(entry.issuer),
                      day: formats.day(toCivilDay(entry.expiresAt, formats.zone)),
                    })}
                  </li>
                ))}
              </ol>
            }
          />
        )}
        {fingerprint !== null && (
          <Detail
            label={t('links.certificate.fingerprint')}
            value={<span className={classes.code}>{fingerprint}</span>}
            copy={fingerprint}
          />
        )}
        {addresses.length > 0 && (
          <Detail
            label={t('links.certificate.addresses')}
            value={
              <ul className={classes.list}>
                {addresses.map((address) => (
                  <AddressLine key={address.address} address={address} />
                ))}
              </ul>
            }
          />
        )}
        {measuredAt !== null && measuredAt !== certificate.checkedAt && (
          <InstantDetail label={t('links.certificate.measuredAt')} at={measuredAt} />
        )}
        <InstantDetail label={t('links.certificate.checkedAt')} at={certificate.checkedAt} />
      </dl>
      {measuredAt !== null && (
        <Anchor size="sm" href={hrefToItem(`${host}:${certificate.port}`)}>
          {t('links.certificate.inItems')}
        </Anchor>
      )}
    </>
  )
}

function AddressLine({ address }: { readonly address: CertificateAddress }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { expiresAt, cause } = address
  const words =
    expiresAt !== null
      ? t('links.certificate.addressEnds', { day: formats.day(toCivilDay(expiresAt, formats.zone)) })
      : cause !== null
        ? t('links.certificate.addressProblem', { cause: t(`link.cause.${cause}`) })
        : t('links.certificate.addressUnknown')
  return (
    <li>
      <span className={classes.code}>{address.address}</span>
      <span className={facts.noteLine} title={expiresAt === null ? undefined : formats.instantTitle(expiresAt)}>
        {words}
        {expiresAt !== null && cause !== null && ` · ${t(`link.cause.${cause}`)}`}
      </span>
    </li>
  )
}

/** The names of a certificate; a long list opens on demand and scrolls. */
function Names({ names }: { readonly names: readonly string[] }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const [isWhole, setWhole] = useState(false)
  if (names.length === 0) return t('links.certificate.noNames')
  const shown = isWhole ? names : names.slice(0, FIRST_NAMES)
  return (
    <>
      <ul
        className={classes.names}
        aria-label={t('links.certificate.names')}
        {...(isWhole ? { tabIndex: 0, role: 'list' } : {})}
      >
        {shown.map((name) => (
          <li key={name} className={classes.chip}>
            {plain(name)}
          </li>
        ))}
      </ul>
      {names.length > FIRST_NAMES && (
        <div className={classes.inlineActions}>
          <SmallButton isExpanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole
              ? t('links.certificate.showFewer')
              : t('links.certificate.showAll', { count: names.length, shown: formats.number(names.length) })}
          </SmallButton>
        </div>
      )}
    </>
  )
}
