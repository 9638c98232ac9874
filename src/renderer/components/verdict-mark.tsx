import type { ReactNode } from 'react'
import type { Verdict } from '../../shared/domain/link.ts'
import type { Translator } from '../../shared/i18n/translator.ts'
import { plain } from '../../shared/plain-text.ts'
import { useFormats } from '../lib/format.ts'
import { useTranslator } from '../lib/translator.tsx'
import classes from './verdict-mark.module.css'

/** The signs of verdicts; each has a shape of its own, so that it can be told without colour. */
export const VERDICT_TONES = [
  'good',
  'moved',
  'blocked',
  'broken',
  'invalid',
  'server',
  'slow',
  'unnamed',
  'away',
  'insecure',
  'unjudged',
  'outside',
  'unasked',
  'stopped',
] as const
export type VerdictTone = (typeof VERDICT_TONES)[number]

const TONES: Readonly<Record<Verdict, VerdictTone>> = {
  ok: 'good',
  redirected: 'moved',
  blocked: 'blocked',
  broken: 'broken',
  'invalid-url': 'invalid',
  'server-error': 'server',
  timeout: 'slow',
  dns: 'unnamed',
  refused: 'away',
  tls: 'insecure',
  'too-large': 'unjudged',
  unsupported: 'outside',
  skipped: 'unasked',
  cancelled: 'stopped',
}

/** The sign of a verdict; null is a link that has never been checked. */
export function verdictTone(verdict: Verdict | null): VerdictTone {
  return verdict === null ? 'unasked' : TONES[verdict]
}

/** A verdict in words; null is a link that has never been checked. */
export function verdictWord({ t }: Pick<Translator, 't'>, verdict: Verdict | null): string {
  return verdict === null ? t('links.list.unchecked') : t(`link.verdict.${verdict}`)
}

const SHAPES: Readonly<Record<VerdictTone, ReactNode>> = {
  good: <circle cx="5" cy="5" r="4.5" fill="currentColor" />,
  moved: <path d="M0 3.2h4.6V.4L10 5 4.6 9.6V6.8H0z" fill="currentColor" />,
  blocked: (
    <>
      <circle cx="5" cy="5" r="4" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M2.4 5h5.2" stroke="currentColor" strokeWidth="1.8" />
    </>
  ),
  broken: <path d="M1 1l8 8M9 1 1 9" stroke="currentColor" strokeWidth="2.4" fill="none" />,
  invalid: <path d="M5 9.6.2.4h9.6z" fill="currentColor" />,
  server: <path d="M5 .4 9.8 9.6H.2z" fill="currentColor" />,
  slow: <path d="M.8.4h8.4L5.9 5l3.3 4.6H.8L4.1 5z" fill="currentColor" />,
  unnamed: <path d="M5 0l5 5-5 5-5-5z" fill="currentColor" />,
  away: <path d="M5 .9 9.1 5 5 9.1.9 5z" fill="none" stroke="currentColor" strokeWidth="1.7" />,
  insecure: <path d="M1 1h8v8H1z" fill="currentColor" />,
  unjudged: <path d="M1.4 1.4h7.2v7.2H1.4z" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  outside: <path d="M1.4 1.4h7.2v7.2H1.4zM1.4 8.6l7.2-7.2" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  unasked: <path d="M1 5h8" stroke="currentColor" strokeWidth="1.8" fill="none" />,
  stopped: <path d="M2 1h2v8H2zM6 1h2v8H6z" fill="currentColor" />,
}

/** The sign of a verdict alone; whoever uses it says the word. */
export function VerdictShape({ tone }: { readonly tone: VerdictTone }): ReactNode {
  return (
    <svg className={`${classes.shape} ${classes[tone]}`} viewBox="0 0 10 10" aria-hidden>
      {SHAPES[tone]}
    </svg>
  )
}

/** A verdict as colour, shape and word; null is a link that has never been checked. */
export function VerdictMark({ verdict }: { readonly verdict: Verdict | null }): ReactNode {
  const translator = useTranslator()
  return (
    <span className={classes.root}>
      <VerdictShape tone={verdictTone(verdict)} />
      <span className={classes.word}>{verdictWord(translator, verdict)}</span>
    </span>
  )
}

/** The last checks in words: how many there were of each verdict, and which one came last. */
export function trendWords(
  { t }: Pick<Translator, 't'>,
  trend: readonly Verdict[],
  number: (value: number) => string,
): string {
  const last = trend.at(-1)
  if (last === undefined) return t('links.trend.none')
  const counts = new Map<Verdict, number>()
  for (const verdict of trend) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  const words = [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([verdict, count]) => t('links.trend.part', { verdict: t(`link.verdict.${verdict}`), number: number(count) }))
    .join(t('links.trend.separator'))
  return t('links.trend.words', { count: trend.length, words, last: t(`link.verdict.${last}`) })
}

/** The last checks as a row of shapes, oldest first, with the same in words for those who cannot see them. */
export function VerdictTrend({ trend }: { readonly trend: readonly Verdict[] }): ReactNode {
  const translator = useTranslator()
  const formats = useFormats()
  const words = plain(trendWords(translator, trend, formats.number))
  return (
    <span className={classes.trend} role="img" aria-label={words} title={words}>
      {trend.map((verdict, index) => (
        // Nothing but its place tells one check from another.
        <VerdictShape key={index} tone={verdictTone(verdict)} />
      ))}
    </span>
  )
}
