import { render } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import {
  trendWords,
  VERDICT_TONES,
  VerdictMark,
  VerdictShape,
  verdictTone,
} from '../../../../src/renderer/components/verdict-mark.tsx'
import { VERDICTS } from '../../../../src/shared/domain/link.ts'
import { createTranslator } from '../../../../src/shared/i18n/translator.ts'
import { renderWithApp } from '../../../support/renderer.tsx'

describe('the mark of a verdict', () => {
  it('is another one for every verdict', () => {
    expect(new Set(VERDICTS.map(verdictTone)).size).toBe(VERDICTS.length)
  })

  it('has another shape for every sign, so that nobody needs colours', () => {
    const shapes = VERDICT_TONES.map((tone) => render(<VerdictShape tone={tone} />).container.innerHTML)
    const drawn = shapes.map((html) => html.replace(/class="[^"]*"/, ''))
    expect(new Set(drawn).size).toBe(VERDICT_TONES.length)
  })

  it('says every verdict in a word of its own', () => {
    const words = VERDICTS.map((verdict) => {
      const { container } = renderWithApp(<VerdictMark verdict={verdict} />)
      return container.querySelector('.word')?.textContent
    })
    expect(new Set(words).size).toBe(VERDICTS.length)
    expect(words.every((text) => text && !text.includes('.'))).toBe(true)
  })

  it('never shows a failure as an answer', () => {
    const good = VERDICTS.filter((verdict) => ['good', 'moved'].includes(verdictTone(verdict)))
    expect(good).toEqual(['ok', 'redirected'])
  })
})

describe('the words of a trend', () => {
  it('count each verdict, the most frequent first, and name the last one', () => {
    const translator = createTranslator('en')
    expect(trendWords(translator, ['ok', 'ok', 'timeout'], String)).toBe(
      'Last 3 checks: OK 2, Timed out 1; the latest: Timed out',
    )
    expect(trendWords(translator, [], String)).toBe('Not checked yet')
  })
})
