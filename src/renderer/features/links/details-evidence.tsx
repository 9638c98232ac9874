import type { ReactNode } from 'react'
import type { Link, LinkAnchor, LinkCheck, LinkHop } from '../../../shared/domain/link.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import { plain } from '../../../shared/plain-text.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { Detail, DetailGroup, InstantDetail } from '../../components/details/detail.tsx'
import { LinkAddress } from './link-address-text.tsx'
import facts from '../../components/details/details.module.css'
import classes from './link-details.module.css'
import { weightlessRel } from './link-words.ts'

/** What the newest check has seen, so that its verdict can be verified. */
export function EvidenceSection({ link, check }: { readonly link: Link; readonly check: LinkCheck | null }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  return (
    <DetailGroup title={t('links.details.section.evidence')}>
      {check === null ? (
        <p className={classes.explain}>{t('links.details.noCheck')}</p>
      ) : (
        <dl>
          <InstantDetail label={t('links.details.checkedAt')} at={check.checkedAt} />
          <Detail label={t('links.details.status')} value={check.httpStatus} reason={t('links.details.noStatus')} />
          <Detail
            label={t('links.details.took')}
            value={check.latencyMs === null ? null : formats.duration(check.latencyMs)}
          />
          <Detail label={t('links.details.bytes')} value={formats.bytes(check.bytes)} />
          <Detail
            label={t('links.details.attempts')}
            value={check.attempts === 2 ? t('links.details.attemptsTwice') : formats.number(check.attempts)}
          />
          {check.raw !== null && (
            <Detail
              label={t('links.details.raw')}
              value={<span className={classes.code}>{plain(check.raw)}</span>}
              copy={check.raw}
            />
          )}
          <Detail
            label={t('links.details.finalUrl')}
            value={
              check.finalUrl === null ? null : check.finalUrl === link.url ? (
                t('links.details.sameUrl')
              ) : (
                <LinkAddress url={check.finalUrl} label={t('links.details.finalUrl')} />
              )
            }
          />
          {check.hops.length > 0 && <Detail label={t('links.details.hops')} value={<Hops hops={check.hops} />} />}
        </dl>
      )}
      <Backlink link={link} check={check} />
    </DetailGroup>
  )
}

/** Every request of a check in order. */
function Hops({ hops }: { readonly hops: readonly LinkHop[] }): ReactNode {
  const { t } = useTranslator()
  return (
    <ol className={classes.list}>
      {hops.map((hop, index) => (
        // A loop asks for the same address twice; only the place tells them apart.
        <li key={index}>
          <span className={classes.code}>{plain(hop.url)}</span>
          <span className={facts.noteLine}>{describeHop(t, hop)}</span>
        </li>
      ))}
    </ol>
  )
}

/** What a request was answered, and by whom. */
function describeHop(t: Translator['t'], { status, address }: LinkHop): string {
  const answer = status === null ? t('links.details.hopNoAnswer') : t('links.details.hopStatus', { status })
  if (address !== null) return `${answer} · ${t('links.details.hopAddress', { address })}`
  // Nobody was connected to, or a proxy was, which alone knows the address.
  return status === null ? answer : `${answer} · ${t('links.details.hopViaProxy')}`
}

/** Whether the page links to the wanted site, and the link that was found. */
function Backlink({ link, check }: { readonly link: Link; readonly check: LinkCheck | null }): ReactNode {
  const { t } = useTranslator()
  if (link.backlinkSite === null) return null
  const site = plain(link.backlinkSite)
  const state = check?.backlink ?? null
  return (
    <dl>
      <Detail
        label={t('link.field.backlink')}
        value={state === null ? null : t(`link.backlink.${state}`)}
        note={
          state === null
            ? t('links.details.backlinkUnchecked', { site })
            : t(`links.details.backlinkMeaning.${state}`, { site })
        }
      />
      {check?.anchor && <Detail label={t('links.details.anchor')} value={<Anchored anchor={check.anchor} />} />}
    </dl>
  )
}

function Anchored({ anchor }: { readonly anchor: LinkAnchor }): ReactNode {
  const { t } = useTranslator()
  const weightless = weightlessRel(anchor.rel)
  return (
    <>
      <span className={classes.code}>{plain(anchor.href)}</span>
      <span className={facts.noteLine}>
        {anchor.text.trim() === ''
          ? t('links.details.anchorNoText')
          : t('links.details.anchorText', { text: plain(anchor.text) })}
      </span>
      <span className={facts.noteLine}>
        {anchor.rel === '' ? t('links.details.anchorNoRel') : t('links.details.anchorRel', { rel: plain(anchor.rel) })}
      </span>
      {weightless !== '' && (
        <span className={facts.noteLine}>{t('links.details.anchorNoFollow', { rel: weightless })}</span>
      )}
    </>
  )
}
