import { Anchor, Button, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useRef, useState, type FormEvent, type ReactNode } from 'react'
import { isCivilDay, toCivilDay } from '../../../shared/domain/civil-day.ts'
import type { Link, LinkDomain } from '../../../shared/domain/link.ts'
import { plain } from '../../../shared/plain-text.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefToItem } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { EndDay } from './details-certificate.tsx'
import { Detail, DetailGroup, InstantDetail } from '../../components/details/detail.tsx'
import { SmallButton } from './small-button.tsx'
import { takeFocus } from './focus-field.ts'
import classes from './link-details.module.css'
import { useCarryOut } from './use-carry-out.ts'

export interface DomainSectionProps {
  readonly link: Link
  readonly domain: LinkDomain | null
  readonly bandDays: readonly number[]
  /** What has the focus is about to go. */
  readonly onLeaving: () => void
}

/** The registration of the link's domain, and the date that a person knows better. */
export function DomainSection({ link, domain, bandDays, onLeaving }: DomainSectionProps): ReactNode {
  const { t } = useTranslator()
  const name = domain?.domain ?? link.domain
  const isKnown = domain !== null && (domain.checkedAt !== null || domain.typedOn !== null)
  // What nobody has registered is no item until it had a date.
  const isItem = isKnown && (domain.expiresAt !== null || domain.problem !== 'not-registered')
  return (
    <DetailGroup title={t('links.domain.title')}>
      {!isKnown && (
        <p className={classes.explain}>{t(name === null ? 'links.domain.noDomain' : 'links.domain.none')}</p>
      )}
      {isKnown && <DomainFacts domain={domain} bandDays={bandDays} />}
      {name !== null && <TypedDate key={name} name={name} typedOn={domain?.typedOn ?? null} onLeaving={onLeaving} />}
      {isItem && (
        <div className={classes.inlineActions}>
          <Anchor size="sm" href={hrefToItem(domain.domain)}>
            {t('links.domain.inItems')}
          </Anchor>
        </div>
      )}
    </DetailGroup>
  )
}

function DomainFacts({
  domain,
  bandDays,
}: {
  readonly domain: LinkDomain
  readonly bandDays: readonly number[]
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { typedOn, expiresAt, problem, measuredAt, source } = domain
  const endsOn = typedOn ?? (expiresAt === null ? null : toCivilDay(expiresAt, formats.zone))
  return (
    <>
      {typedOn !== null && <p className={classes.text}>{t('links.domain.typed', { day: formats.day(typedOn) })}</p>}
      {typedOn === null && problem !== null && measuredAt !== null && (
        <p className={classes.notice}>{t('links.domain.unknownSince', { instant: formats.instant(measuredAt) })}</p>
      )}
      <dl>
        <Detail label={t('links.domain.name')} value={plain(domain.domain)} copy={domain.domain} />
        <Detail
          label={t('links.domain.ends')}
          value={
            endsOn === null ? null : (
              <EndDay
                endsOn={endsOn}
                bandDays={bandDays}
                title={typedOn === null ? formats.instantTitle(expiresAt) : formats.dayTitle(endsOn)}
              />
            )
          }
          {...(problem === null ? {} : { reason: t(`link.domainProblem.${problem}`) })}
        />
        <Detail label={t('links.domain.source')} value={source === null ? null : t(`link.domainSource.${source}`)} />
        <Detail
          label={t('links.domain.registrar')}
          value={domain.registrar === null ? null : plain(domain.registrar)}
        />
        {problem !== null && <Detail label={t('links.domain.problem')} value={t(`link.domainProblem.${problem}`)} />}
        {domain.raw !== null && (
          <Detail
            label={t('links.domain.raw')}
            value={<span className={classes.code}>{plain(domain.raw)}</span>}
            copy={domain.raw}
          />
        )}
        {measuredAt !== null && measuredAt !== domain.checkedAt && (
          <InstantDetail label={t('links.domain.measuredAt')} at={measuredAt} />
        )}
        <InstantDetail label={t('links.domain.checkedAt')} at={domain.checkedAt} />
      </dl>
    </>
  )
}

/** Sets the end of the registration by hand, and takes it back. */
function TypedDate({
  name,
  typedOn,
  onLeaving,
}: {
  readonly name: string
  readonly typedOn: string | null
  readonly onLeaving: () => void
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const api = useApi()
  const { isBusy, error, carryOut } = useCarryOut()
  const [isOpen, setOpen] = useState(false)
  const [text, setText] = useState(typedOn ?? '')
  const [isRefused, setRefused] = useState(false)
  const opener = useRef<HTMLDivElement>(null)

  function open(): void {
    setText(typedOn ?? '')
    setRefused(false)
    setOpen(true)
  }
  function close(): void {
    setOpen(false)
    onLeaving()
    requestAnimationFrame(() => opener.current?.querySelector('button')?.focus({ preventScroll: true }))
  }
  async function put(expiresOn: string | null): Promise<void> {
    onLeaving()
    const isDone = await carryOut(async () => {
      await api.request('link.setDomainDate', { domain: name, expiresOn })
      notifications.show({
        message:
          expiresOn === null
            ? t('links.domain.takenBack')
            : t('links.domain.saved', { domain: name, day: formats.day(expiresOn) }),
      })
    })
    if (isDone) close()
  }
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (isCivilDay(text)) void put(text)
    else setRefused(true)
  }

  return (
    <div ref={opener}>
      {isOpen ? (
        <form
          className={classes.form}
          noValidate
          onSubmit={submit}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            // The form closes, the panel stays.
            event.preventDefault()
            close()
          }}
        >
          <TextInput
            type="date"
            label={t('links.domain.label')}
            description={t('links.domain.hint')}
            value={text}
            ref={takeFocus}
            error={isRefused ? t('links.domain.invalid') : null}
            onChange={(event) => {
              setText(event.currentTarget.value)
              setRefused(false)
            }}
          />
          {/* A browser writes the day in its own language's order. */}
          {isCivilDay(text) && <span className={classes.dim}>{formats.dayTitle(text)}</span>}
          <div className={classes.actions}>
            <Button size="compact-xs" type="submit" loading={isBusy}>
              {t('links.domain.save')}
            </Button>
            <Button size="compact-xs" variant="default" onClick={close}>
              {t('links.domain.cancel')}
            </Button>
          </div>
        </form>
      ) : (
        <div className={classes.inlineActions}>
          <SmallButton onClick={open}>{t(typedOn === null ? 'links.domain.type' : 'links.domain.change')}</SmallButton>
          {typedOn !== null && (
            <SmallButton isBusy={isBusy} onClick={() => void put(null)}>
              {t('links.domain.takeBack')}
            </SmallButton>
          )}
        </div>
      )}
      {error && <ErrorNote error={error} />}
    </div>
  )
}
