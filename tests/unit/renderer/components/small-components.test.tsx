import { screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { BandMark, bandTone } from '../../../../src/renderer/components/band-mark.tsx'
import { EmptyState } from '../../../../src/renderer/components/empty-state.tsx'
import { ErrorNote } from '../../../../src/renderer/components/error-note.tsx'
import { PageHeader } from '../../../../src/renderer/components/page-header.tsx'
import { ProgressLine } from '../../../../src/renderer/components/progress-line.tsx'
import { Section } from '../../../../src/renderer/components/section.tsx'
import { STATUS_TONES, StatusDot } from '../../../../src/renderer/components/status-dot.tsx'
import { SumText } from '../../../../src/renderer/components/sum-text.tsx'
import { ApiError } from '../../../../src/renderer/lib/api.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/domain/settings.ts'
import { renderWithApp } from '../../../support/renderer.tsx'
import { STANDARD_BANDS } from '../../../support/standard-bands.ts'

const { bandDays } = DEFAULT_SETTINGS

describe('SumText with many items', () => {
  it('groups the digits of how many have no price', () => {
    renderWithApp(<SumText sums={{ sums: [{ amount: '1', currency: 'CNY' }], missing: 25_000 }} />)
    expect(screen.getByText(/25,000 项无价格/)).toBeTruthy()
  })
})

describe('ErrorNote', () => {
  const error = new ApiError({ code: 'CLOUD_SECRET_WRONG', params: {}, raw: 'APIGW.0301 Incorrect IAM' })

  it('says the sentence with the provider’s own code, and tries again when asked', async () => {
    const onRetry = vi.fn<() => void>()
    renderWithApp(<ErrorNote error={error} onRetry={onRetry} />)
    const note = screen.getByRole('alert')
    expect(note.textContent).toContain('APIGW.0301')
    expect(note.textContent).toContain('SK')
    await userEvent.click(within(note).getByRole('button', { name: '重试' }))
    expect(onRetry).toHaveBeenCalledTimes(1)
  })

  it('copies code, parameters and raw words for support, and says so', async () => {
    const user = userEvent.setup()
    renderWithApp(<ErrorNote error={error} />)
    await user.click(screen.getByRole('button', { name: '复制详情' }))
    expect(await screen.findByRole('button', { name: '已复制' })).toBeTruthy()
    expect(JSON.parse(await navigator.clipboard.readText())).toMatchObject({
      code: 'CLOUD_SECRET_WRONG',
      raw: 'APIGW.0301 Incorrect IAM',
    })
  })

  it('says when the clipboard refuses', async () => {
    const user = userEvent.setup()
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('denied'))
    renderWithApp(<ErrorNote error={error} />)
    await user.click(screen.getByRole('button', { name: '复制详情' }))
    expect(await screen.findByRole('button', { name: '没能复制到剪贴板' })).toBeTruthy()
  })

  it('offers no retry where there is nothing to try again', () => {
    renderWithApp(<ErrorNote error={error} />)
    expect(screen.queryByRole('button', { name: '重试' })).toBeNull()
  })
})

describe('BandMark', () => {
  it('differs from band to band in word and in shape, not in colour alone', () => {
    const { container } = renderWithApp(
      <>
        {STANDARD_BANDS.map((band) => (
          <BandMark key={band} band={band} bandDays={bandDays} />
        ))}
      </>,
    )
    const words = [...container.querySelectorAll('span')].map(({ textContent }) => textContent)
    expect(new Set(words).size).toBe(STANDARD_BANDS.length)
    const shapes = new Map(
      [...container.querySelectorAll('svg')].map((svg, index) => [
        bandTone(STANDARD_BANDS[index] ?? 'later', bandDays),
        svg.innerHTML,
      ]),
    )
    expect(shapes.size).toBe(STANDARD_BANDS.length)
    expect(new Set(shapes.values()).size).toBe(shapes.size)
  })

  it('gives every band a tone that never grows more urgent with more days', () => {
    const order = ['expired', 'now', 'soon', 'near', 'ahead', 'far', 'later', 'undated']
    for (const days of [bandDays, [0], [3, 10], [30, 60, 3650], [1, 2, 3, 4, 5, 6, 7, 8]]) {
      const bands = [
        'expired',
        ...days.map((day, i) => `${(days[i - 1] ?? -1) + 1}-${day}` as const),
        'later',
        'undated',
      ] as const
      const ranks = bands.map((band) => order.indexOf(bandTone(band, days)))
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
    }
  })

  it('knows bands that the settings no longer have', () => {
    renderWithApp(<BandMark band="8-12" bandDays={bandDays} />)
    expect(screen.getByText('8–12 天')).toBeTruthy()
  })
})

describe('StatusDot', () => {
  it('has a shape of its own for each tone and always a word', () => {
    const { container } = renderWithApp(
      <>
        {STATUS_TONES.map((tone) => (
          <StatusDot key={tone} tone={tone} label={tone} />
        ))}
      </>,
    )
    const shapes = [...container.querySelectorAll('svg')].map(({ innerHTML }) => innerHTML)
    expect(new Set(shapes).size).toBe(STATUS_TONES.length)
    for (const tone of STATUS_TONES) expect(screen.getByText(tone)).toBeTruthy()
  })
})

describe('SumText', () => {
  it('says how many items have no price instead of counting them as nothing', () => {
    const { container } = renderWithApp(<SumText sums={{ sums: [{ amount: '12', currency: 'CNY' }], missing: 2 }} />)
    expect(container.textContent).toContain('12.00 CNY · 2 项无价格')
  })
})

describe('ProgressLine', () => {
  it('shows what is done of what, and never more than all', () => {
    renderWithApp(<ProgressLine done={15} total={10} label="读取" />)
    expect(screen.getByRole('progressbar', { name: '读取' }).getAttribute('aria-valuenow')).toBe('100')
    expect(screen.getByText('15 / 10')).toBeTruthy()
  })

  it('is complete when there is nothing to do', () => {
    renderWithApp(<ProgressLine done={0} total={0} />)
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('100')
  })

  it('does not round up to complete before it is', () => {
    renderWithApp(<ProgressLine done={9_999} total={10_000} />)
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('99')
  })
})

describe('page parts', () => {
  it('make a heading of the title, and regions named by theirs', () => {
    renderWithApp(
      <>
        <PageHeader title="同步" actions={<button type="button">开始</button>} />
        <Section title="历史">rows</Section>
        <EmptyState title="还没有" text="为什么" actions={<button type="button">下一步</button>} />
      </>,
    )
    expect(screen.getByRole('heading', { level: 1, name: '同步' })).toBeTruthy()
    expect(screen.getByRole('region', { name: '历史' }).textContent).toContain('rows')
    expect(screen.getByRole('heading', { name: '还没有' })).toBeTruthy()
    expect(screen.getAllByRole('button')).toHaveLength(2)
  })
})
