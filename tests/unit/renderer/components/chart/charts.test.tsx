import { fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { BarChart, CHART_TONES, type ChartBar } from '../../../../../src/renderer/components/chart/bar-chart.tsx'
import { StepLine, toStepPath } from '../../../../../src/renderer/components/chart/step-line.tsx'
import { readFileSync } from 'node:fs'
import { renderWithApp } from '../../../../support/renderer.tsx'

const aBar = (key: string, value: number, overrides: Partial<ChartBar> = {}): ChartBar => ({
  key,
  label: key,
  description: `${key}: ${value}`,
  href: `#/${key}`,
  isCurrent: false,
  parts: [{ key: 'all', label: 'all', tone: 'all', value }],
  ...overrides,
})

describe('bar chart', () => {
  it('moves by arrows over the bars that lead somewhere and skips the others', () => {
    const bars = [aBar('a', 1), aBar('b', 0, { href: null, parts: [] }), aBar('c', 2)]
    renderWithApp(<BarChart label="chart" bars={bars} legend={[]} formatValue={String} />)
    const [first] = within(screen.getByRole('figure')).getAllByRole('link')
    fireEvent.focus(first as HTMLElement)
    fireEvent.keyDown(first as HTMLElement, { key: 'ArrowRight' })
    expect(document.activeElement?.getAttribute('aria-label')).toBe('c: 2')
    fireEvent.keyDown(document.activeElement as HTMLElement, { key: 'Home' })
    expect(document.activeElement?.getAttribute('aria-label')).toBe('a: 1')
  })

  it('draws bars to the scale of its axis and leaves one open whose end is not known', () => {
    const bars = [aBar('a', 50), aBar('b', 100, { isIncomplete: true })]
    renderWithApp(<BarChart label="chart" bars={bars} legend={[]} formatValue={String} />)
    const [a, b] = screen.getAllByRole('link')
    expect(a?.querySelector<HTMLElement>('[data-tone="all"]')?.style.height).toBe('50%')
    expect(a?.querySelector('[data-tone="incomplete"]')).toBeNull()
    expect(b?.querySelector('[data-tone="incomplete"]')).toBeTruthy()
  })

  it('has a colour for every tone', () => {
    const css = readFileSync('src/renderer/components/chart/bar-chart.module.css', 'utf8')
    expect(CHART_TONES.filter((tone) => !css.includes(`[data-tone='${tone}']`))).toEqual([])
  })
})

describe('step line', () => {
  it('goes up at each step and says in words where it ends', () => {
    expect(toStepPath([])).toBe('')
    expect(toStepPath([100, 50, 0])).toBe('M0 100V100H1V50H2V0H3')
    const steps = [1, 2].map((value) => ({ key: String(value), value, description: `until ${value}` }))
    renderWithApp(<StepLine caption="sum" description="2 in the end" steps={steps} formatValue={String} />)
    expect(screen.getByRole('img', { name: '2 in the end' }).querySelectorAll('title')).toHaveLength(2)
  })
})
