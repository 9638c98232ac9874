import { IconEye, IconEyeOff } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { LinkChange, Link, LinkGroup } from '../../../shared/domain/link.ts'
import { toGroupName, toHiddenText } from '../../../shared/i18n/link-words.ts'
import { plain } from '../../../shared/plain-text.ts'
import { VerdictMark } from '../../components/verdict-mark.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { Detail, DetailGroup, InstantDetail } from '../../components/details/detail.tsx'
import { SmallButton } from './small-button.tsx'
import { LinkAddress } from './link-address-text.tsx'
import facts from '../../components/details/details.module.css'
import classes from './link-details.module.css'
import { adviceOf, isBacklinkMissing, isResting, pinnedBy, shortName, shownSince, whyShown } from './link-words.ts'
import type { LinkChecking } from './use-link-check.ts'

/** Characters of a group's name that the summary has room for. */
const MAX_GROUP = 40

/** The first things to know: what the newest check says, and whether the link is shown. */
export function LinkSummary({
  link,
  history,
}: {
  readonly link: Link
  readonly history: readonly LinkChange[]
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  return (
    <div className={classes.summary}>
      <div className={classes.line}>
        <span className={classes.lead}>
          <VerdictMark verdict={link.verdict} />
        </span>
        {link.httpStatus !== null && <span className={classes.number}>{link.httpStatus}</span>}
        {link.checkedAt !== null && (
          <span className={classes.dim} title={formats.instantTitle(link.checkedAt)}>
            {formats.ago(link.checkedAt)}
          </span>
        )}
      </div>
      <div className={classes.line}>
        <ShownState link={link} />
        <ShownSince link={link} history={history} />
      </div>
      <LinkAddress url={link.url} label={t('link.field.url')} />
      <div className={classes.line}>
        <span className={classes.chip} title={plain(toGroupName(translator, link.group))}>
          {shortName(toGroupName(translator, link.group), MAX_GROUP)}
        </span>
        {link.whitelisting !== null && <span className={classes.chip}>{t('link.field.whitelisted')}</span>}
        {link.pinned !== null && <span className={classes.chip}>{t(`link.pinned.${link.pinned}`)}</span>}
      </div>
    </div>
  )
}

/** Shown or hidden, with the reason. */
function ShownState({ link }: { readonly link: Link }): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const { hiddenReason } = link
  const hidden = (): string => {
    if (hiddenReason === null) return t('links.details.isHidden')
    const isByPerson = hiddenReason.kind === 'person'
    const head = isByPerson ? t('links.details.hiddenBy', { by: hiddenReason.by }) : t('links.details.isHidden')
    const reason = isByPerson ? hiddenReason.words : toHiddenText(translator, hiddenReason)
    return plain([head, ...(reason === null ? [] : [reason])].join(t('links.details.reasonSeparator')))
  }
  return (
    <span className={classes.state}>
      {link.isShown ? <IconEye aria-hidden size={15} /> : <IconEyeOff aria-hidden size={15} />}
      <span className={classes.stateWords}>{link.isShown ? t('links.details.isShown') : hidden()}</span>
    </span>
  )
}

function ShownSince({ link, history }: { readonly link: Link; readonly history: readonly LinkChange[] }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const since = shownSince(link, history)
  if (since === null) return null
  return since === 'added' ? (
    <span className={classes.dim} title={formats.instantTitle(link.createdAt)}>
      {t('links.details.sinceAdded')}
    </span>
  ) : (
    <span className={classes.dim} title={formats.instantTitle(since)}>
      {t('links.details.since', { instant: formats.instant(since) })}
    </span>
  )
}

/** What the verdict means, why it came about and what can be done. */
export function VerdictSection({
  link,
  checking,
  onUseFinal,
}: {
  readonly link: Link
  readonly checking: LinkChecking
  /** Takes the final address over; null where there is none. */
  readonly onUseFinal: (() => void) | null
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const { verdict, cause, unreachableSince } = link
  const advice = adviceOf(translator, link)
  const days = link.unreachableDays ?? 0
  const meaning = t(verdict === null ? 'links.details.neverChecked' : `links.details.meaning.${verdict}`)
  return (
    <DetailGroup title={t('links.details.section.verdict')}>
      <p className={classes.text}>
        {cause === null ? meaning : t('links.details.withCause', { meaning, cause: t(`link.cause.${cause}`) })}
      </p>
      {isBacklinkMissing(link) && (
        <p className={classes.text}>
          {t('links.details.backlinkMeaning.absent', { site: plain(link.backlinkSite ?? '') })}
        </p>
      )}
      {unreachableSince !== null && (
        <p className={classes.text} title={formats.instantTitle(unreachableSince)}>
          {t('links.details.unreachable', {
            instant: formats.instant(unreachableSince),
            days:
              days === 0 ? t('links.details.unreachableToday') : t('links.details.unreachableDays', { count: days }),
            shown: formats.number(link.consecutiveFailures),
          })}
        </p>
      )}
      {isResting(link) && (
        <p className={classes.text} title={formats.instantTitle(link.nextCheckAt)}>
          {t('links.details.resting', { instant: formats.instant(link.nextCheckAt) })}
          <span className={classes.inlineActions}>
            <SmallButton isBusy={checking.isChecking} onClick={checking.check}>
              {t('links.details.check')}
            </SmallButton>
          </span>
        </p>
      )}
      {advice !== null && <p className={classes.explain}>{advice}</p>}
      {onUseFinal !== null && <SmallButton onClick={onUseFinal}>{t('links.details.useFinal')}</SmallButton>}
    </DetailGroup>
  )
}

export interface ShownSectionProps {
  readonly link: Link
  readonly history: readonly LinkChange[]
  readonly group: LinkGroup | null
  readonly busy: 'endWhitelisting' | 'release' | null
  readonly onEditWhitelist: () => void
  readonly onEndWhitelist: () => void
  readonly onRelease: () => void
}

/** Why the link is shown or hidden, by which rule, and what people have set. */
export function ShownSection(props: ShownSectionProps): ReactNode {
  const { link, history, group, busy } = props
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const { whitelisting } = link
  const pin = pinnedBy(link, history)
  const isDue = whitelisting?.reviewOn != null && whitelisting.reviewOn <= formats.today
  return (
    <DetailGroup title={t('links.details.section.shown')}>
      <p className={classes.text}>{whyShown(translator, formats, link, group?.policy ?? null)}</p>
      <dl>
        <Detail
          label={t('links.details.policy')}
          value={group === null ? null : t(`link.policy.${group.policy}`)}
          title={group === null ? undefined : t(`links.group.policyMeaning.${group.policy}`)}
        />
        {whitelisting !== null && (
          <>
            <Detail
              label={t('links.details.whitelistReason')}
              value={<span className={facts.long}>{whitelisting.reason}</span>}
            />
            <Detail label={t('links.details.whitelistBy')} value={plain(whitelisting.by)} />
            <InstantDetail label={t('links.details.whitelistAt')} at={whitelisting.at} />
            <Detail
              label={t('links.details.whitelistReview')}
              value={
                whitelisting.reviewOn === null ? (
                  t('links.details.noReview')
                ) : (
                  <span className={classes.line}>
                    {formats.day(whitelisting.reviewOn)}
                    {isDue && (
                      <span className={classes.chip} data-tone="warning">
                        {t('links.details.reviewDue')}
                      </span>
                    )}
                  </span>
                )
              }
              title={whitelisting.reviewOn === null ? undefined : formats.dayTitle(whitelisting.reviewOn)}
            />
          </>
        )}
        {link.pinned !== null && (
          <Detail
            label={t('links.details.changeField.pinned')}
            value={t(`link.pinned.${link.pinned}`)}
            note={
              pin && (
                <>
                  {t('links.details.pinnedBy', { by: plain(pin.by), instant: formats.instant(pin.at) })}
                  {pin.words !== null && <span className={facts.noteLine}>{plain(pin.words)}</span>}
                </>
              )
            }
          />
        )}
      </dl>
      {(whitelisting !== null || link.pinned !== null) && (
        <div className={classes.inlineActions}>
          {whitelisting !== null && (
            <>
              <SmallButton onClick={props.onEditWhitelist}>{t('links.details.editWhitelist')}</SmallButton>
              <SmallButton isBusy={busy === 'endWhitelisting'} onClick={props.onEndWhitelist}>
                {t('links.details.endWhitelist')}
              </SmallButton>
            </>
          )}
          {link.pinned !== null && (
            <SmallButton isBusy={busy === 'release'} onClick={props.onRelease}>
              {t('links.details.release')}
            </SmallButton>
          )}
        </div>
      )}
    </DetailGroup>
  )
}
