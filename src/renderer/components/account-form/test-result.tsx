import { IconAlertTriangle, IconCheck, IconCircleDashed, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { AccountTest, PermissionCheck } from '../../../shared/domain/account.ts'
import type { AppErrorCode } from '../../../shared/domain/app-error.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './account-form.module.css'

const ICONS = { allowed: IconCheck, forbidden: IconX, failed: IconAlertTriangle, skipped: IconCircleDashed }

/** Seconds of difference from which a clock is worth a word; signatures are refused from minutes on. */
const NOTABLE_SKEW_MS = 5_000

/** What a key may and may not do, each with what that means. */
export function TestResult({ result }: { readonly result: AccountTest }): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const failed = result.checks.filter(({ outcome }) => outcome === 'failed')
  const [cause] = failed
  // One cause behind all of it, such as a wrong key or no network, is said once.
  const isOneCause =
    cause !== undefined && failed.length > 1 && failed.every(({ errorCode }) => errorCode === cause.errorCode)
  return (
    <section className={classes.result} aria-label={t('accounts.test.title')} aria-live="polite">
      <p className={classes.verdict} data-usable={result.isUsable}>
        {result.isUsable ? <IconCheck size={16} aria-hidden /> : <IconX size={16} aria-hidden />}
        {t(result.isUsable ? 'accounts.test.usable' : 'accounts.test.unusable')}
        {result.visibleTotal === null ? null : (
          <span className={classes.dim}>
            {t('accounts.test.visible', { count: result.visibleTotal, shown: formats.number(result.visibleTotal) })}
          </span>
        )}
      </p>
      {isOneCause ? <p className={classes.cause}>{reasonOf(cause, translator)}</p> : null}
      <ul className={classes.checks}>
        {result.checks.map((check) => (
          <CheckLine key={check.check} check={check} hasReason={!isOneCause || check.outcome !== 'failed'} />
        ))}
      </ul>
      {result.clockSkewMs !== null && Math.abs(result.clockSkewMs) >= NOTABLE_SKEW_MS ? (
        <p className={classes.dim}>
          {t('accounts.result.skew', { seconds: formats.number(Math.round(result.clockSkewMs / 1000)) })}
        </p>
      ) : null}
    </section>
  )
}

/** Why a check did not succeed, in words. */
function reasonOf(check: PermissionCheck, { t, error }: Translator): string {
  const need = check.action || t(`accounts.test.check.${check.check}`)
  return error({ code: check.errorCode as AppErrorCode, params: { service: need, what: need }, raw: check.raw })
}

function CheckLine({
  check,
  hasReason,
}: {
  readonly check: PermissionCheck
  /** False where the cause has been said for all lines together. */
  readonly hasReason: boolean
}): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const Icon = ICONS[check.outcome]
  return (
    <li className={classes.check} data-outcome={check.outcome} data-required={check.isRequired || undefined}>
      <Icon size={16} aria-hidden className={classes.checkIcon} />
      <span>
        {t(`accounts.test.check.${check.check}`)}{' '}
        <span className={classes.dim}>
          {t(`accounts.test.outcome.${check.outcome}`)} ·{' '}
          {t(check.isRequired ? 'accounts.test.required' : 'accounts.test.optional')}
        </span>
        {check.errorCode === null || !hasReason ? null : (
          <>
            <span className={classes.reason}>{reasonOf(check, translator)}</span>
            <span className={classes.reason}>{t(`accounts.test.without.${check.check}`)}</span>
          </>
        )}
      </span>
    </li>
  )
}
