import type { ReactNode } from 'react'
import { bandLabel, bandsOf, rangeOfBand, type Band } from '../../shared/domain/band.ts'
import { useTranslator } from '../lib/translator.tsx'
import classes from './band-mark.module.css'

/** How urgent a band is; each tone is a colour (`--dw-band-…`) and a shape. */
export type BandTone = 'expired' | 'now' | 'soon' | 'near' | 'ahead' | 'far' | 'later' | 'undated'

/** The tone of a band among the present bands: by the days that it begins with, so that other bands keep their sense. */
export function bandTone(band: Band, bandDays: readonly number[]): BandTone {
  if (band === 'undated' || band === 'expired') return band
  if (band === 'later') return 'later'
  const range = rangeOfBand(band, bandDays)
  const first = bandsOf(bandDays)[1]
  if (!range) return 'undated'
  if (range.minDays === 0 || range.maxDays <= (first?.maxDays ?? 0)) return 'now'
  if (range.minDays <= 15) return 'soon'
  if (range.minDays <= 30) return 'near'
  return range.minDays <= 60 ? 'ahead' : 'far'
}

/** CSS colour of a tone, for marks that are drawn elsewhere (row edges, bars). */
export function bandColor(tone: BandTone): string {
  return `var(--dw-band-${tone})`
}

const SHAPES: Readonly<Record<BandTone, ReactNode>> = {
  expired: <path d="M1 1h8v8H1z" fill="currentColor" />,
  now: <path d="M5 .4 9.8 9.6H.2z" fill="currentColor" />,
  soon: <path d="M5 0l5 5-5 5-5-5z" fill="currentColor" />,
  near: <circle cx="5" cy="5" r="4.4" fill="currentColor" />,
  ahead: (
    <>
      <circle cx="5" cy="5" r="3.7" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M5 .6a4.4 4.4 0 0 0 0 8.8z" fill="currentColor" />
    </>
  ),
  far: (
    <>
      <circle cx="5" cy="5" r="3.7" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <circle cx="5" cy="5" r="1.4" fill="currentColor" />
    </>
  ),
  later: <circle cx="5" cy="5" r="3.7" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  undated: <path d="M1 5h8" stroke="currentColor" strokeWidth="1.8" fill="none" />,
}

/** The sign of a tone alone; whoever uses it says the word. */
export function BandShape({ tone }: { readonly tone: BandTone }): ReactNode {
  return (
    <svg className={`${classes.shape} ${classes[tone]}`} viewBox="0 0 10 10" aria-hidden>
      {SHAPES[tone]}
    </svg>
  )
}

/** A band as colour, shape and word. */
export function BandMark({ band, bandDays }: { readonly band: Band; readonly bandDays: readonly number[] }): ReactNode {
  const { t } = useTranslator()
  return (
    <span className={classes.root}>
      <BandShape tone={bandTone(band, bandDays)} />
      {bandLabel(t, band, bandDays)}
    </span>
  )
}
