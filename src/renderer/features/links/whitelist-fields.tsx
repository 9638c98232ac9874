import { Textarea, TextInput } from '@mantine/core'
import { useRef, type ReactNode } from 'react'
import { addCivilDays, isCivilDay } from '../../../shared/domain/civil-day.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { SmallButton } from './small-button.tsx'
import classes from './link-dialog.module.css'

/** A white-listing as it is being typed. */
export interface WhitelistDraft {
  readonly reason: string
  /** `''`: nobody wants to look at it again. */
  readonly reviewOn: string
  /** True while the day is half typed. */
  readonly isReviewBroken: boolean
}

export const NO_WHITELISTING: WhitelistDraft = { reason: '', reviewOn: '', isReviewBroken: false }

/** What keeps a white-listing from being kept, by field; `today` and later days can be chosen. */
export function whitelistProblems(
  draft: WhitelistDraft,
  today: string,
  former: string | null,
): { readonly reason: string | null; readonly reviewOn: string | null } {
  const { reason, reviewOn, isReviewBroken } = draft
  return {
    reason: reason.trim() === '' ? 'links.whitelist.reasonMissing' : null,
    reviewOn:
      isReviewBroken || (reviewOn !== '' && !isCivilDay(reviewOn))
        ? 'links.whitelist.reviewInvalid'
        : // A day that has passed may stay as it was.
          reviewOn !== '' && reviewOn < today && reviewOn !== former
          ? 'links.whitelist.reviewPast'
          : null,
  }
}

const QUICK = [
  { key: 'in30', days: 30 },
  { key: 'in90', days: 90 },
  { key: 'in180', days: 180 },
] as const

/** Reason and review day of a white-listing. */
export function WhitelistFields({
  draft,
  problems,
  isFocused = false,
  onChange,
}: {
  readonly draft: WhitelistDraft
  readonly problems: { readonly reason: string | null; readonly reviewOn: string | null }
  readonly isFocused?: boolean
  readonly onChange: (draft: WhitelistDraft) => void
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { today } = formats
  const day = useRef<HTMLInputElement>(null)
  const put = (reviewOn: string): void => {
    onChange({ ...draft, reviewOn, isReviewBroken: false })
    // A half typed day leaves the input by hand only.
    if (day.current) day.current.value = reviewOn
  }
  return (
    <>
      <Textarea
        name="reason"
        label={t('links.whitelist.reason')}
        description={t('links.whitelist.reasonHint')}
        required
        rows={2}
        resize="vertical"
        maxLength={500}
        value={draft.reason}
        error={problems.reason === null ? null : t(problems.reason)}
        {...(isFocused ? { 'data-autofocus': true } : {})}
        onChange={(event) => onChange({ ...draft, reason: event.currentTarget.value })}
      />
      <div>
        <TextInput
          ref={day}
          name="reviewOn"
          type="date"
          label={t('links.whitelist.reviewOn')}
          description={t('links.whitelist.reviewHint')}
          value={draft.reviewOn}
          error={problems.reviewOn === null ? null : t(problems.reviewOn)}
          onChange={(event) =>
            onChange({
              ...draft,
              reviewOn: event.currentTarget.value,
              isReviewBroken: event.currentTarget.validity.badInput,
            })
          }
        />
        <div className={classes.quick}>
          {QUICK.map(({ key, days }) => (
            <SmallButton key={key} onClick={() => put(addCivilDays(today, days))}>
              {t(`links.whitelist.${key}`)}
            </SmallButton>
          ))}
          {isCivilDay(draft.reviewOn) && <span className={classes.dim}>{formats.dayTitle(draft.reviewOn)}</span>}
          {draft.reviewOn !== '' && <SmallButton onClick={() => put('')}>{t('links.whitelist.none')}</SmallButton>}
        </div>
      </div>
    </>
  )
}
