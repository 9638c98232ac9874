import type { ProviderId } from '../domain/item.ts'
import { refusalReason, type KnownRefusal } from '../domain/quote-refusal.ts'
import type { Translator } from './translator.ts'

/** Why there is no quote, in one sentence, and in another one when it is asked for again and what helps meanwhile. */
export function quoteRefusalWords(
  { t }: Pick<Translator, 't'>,
  { code, refusedAt, askedAgainAfter }: KnownRefusal,
  provider: ProviderId | null,
  { now, instant }: { readonly now: number; instant(at: number): string },
): { readonly sentence: string; readonly action: string } {
  const name =
    provider === null || provider === 'demo' ? t('review.quoteRefusal.provider') : t(`domain.provider.${provider}`)
  const time = instant(refusedAt)
  return {
    sentence: t(`review.quoteRefusal.${refusalReason(code)}`, { provider: name, time, code }),
    action:
      askedAgainAfter === null || askedAgainAfter <= now
        ? t('review.quoteRefusal.askedNext')
        : t('review.quoteRefusal.askedAfter', { time: instant(askedAgainAfter) }),
  }
}
