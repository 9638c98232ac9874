import { screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { describeFreshness, Freshness } from '../../../../src/renderer/components/freshness.tsx'
import { createFormats } from '../../../../src/renderer/lib/format.ts'
import type { Account } from '../../../../src/shared/domain/account.ts'
import type { Run } from '../../../../src/shared/domain/run.ts'
import { createTranslator } from '../../../../src/shared/i18n/translator.ts'
import { createFakeApi, renderWithApp } from '../../../support/renderer.tsx'
import { anAccount, aRun, MORNING } from '../../../support/renderer-builders.ts'

const zh = createTranslator('zh-CN')
const formats = createFormats(zh, 'Asia/Shanghai', '2026-11-20')
const say = (accounts: readonly Account[], runs: readonly Run[]): string =>
  describeFreshness(accounts, runs, zh.t, formats).text

const second = anAccount({ accountId: 'a2', name: '子账号' })
const never = anAccount({ lastComplete: null, itemCount: 0 })

describe('describeFreshness', () => {
  it('says since when the list is complete, with the count that was proven', () => {
    expect(say([anAccount()], [aRun()])).toBe('截至 09:02，2,314 / 2,314 完整')
  })

  it('adds accounts up and speaks of the oldest picture', () => {
    const early = { ...second, lastComplete: { runId: 'r2', at: MORNING - 86_400_000, count: 86 } }
    expect(say([anAccount(), early], [aRun()])).toBe('截至 11-19 09:02，2,400 / 2,400 完整')
  })

  it('never says complete when the last run did not succeed', () => {
    const later = { endedAt: MORNING + 1, runId: 'r2' }
    for (const state of ['failed', 'interrupted', 'cancelled', 'incomplete'] as const) {
      const text = say([anAccount()], [aRun({ ...later, state })])
      expect(text).toContain('09:02')
      expect(text).not.toContain('完整')
    }
    expect(say([anAccount()], [aRun({ ...later, state: 'incomplete', fetched: 2000 })])).toContain('2,000 / 2,314')
  })

  it('says that there never was a complete list', () => {
    expect(say([never], [])).toBe('主账号 还没有同步过')
    expect(say([never], [aRun({ state: 'failed' })])).toBe('主账号 还没有同步成功过')
    expect(say([never], [aRun({ windowDays: 30 })])).toBe('主账号 还没有同步过')
    expect(say([], [])).toBe('还没有账号')
  })

  it('keeps the complete picture when a run has only looked at a window of days', () => {
    expect(say([anAccount()], [aRun({ windowDays: 30, state: 'failed' })])).toContain('完整')
  })

  it('says that newer data are on their way, and what the present ones are', () => {
    expect(say([anAccount({ activeRunId: 'r9' })], [aRun()])).toBe('主账号 正在同步，现有数据是 09:02 的')
    expect(say([{ ...never, activeRunId: 'r9' }], [])).toBe('主账号 正在第一次同步')
  })

  it('speaks of the worst account first and counts the others', () => {
    const text = say([anAccount({ activeRunId: 'r9' }), second], [aRun({ accountId: 'a2', state: 'failed' })])
    expect(text).toBe('子账号 上次同步没有成功，数据仍是 09:02 的；另有 1 个账号也不完整')
  })
})

describe('Freshness', () => {
  it('follows the accounts and can speak of one alone', async () => {
    const api = createFakeApi({
      'account.list': [anAccount(), { ...second, lastComplete: null }],
      'run.latest': [aRun()],
    })
    renderWithApp(<Freshness accountId="a1" />, { api })
    expect(await screen.findByText(/09:02，2,314 \/ 2,314 完整/)).toBeTruthy()
    api.answer({ 'run.latest': [aRun({ state: 'failed' })] })
    api.emit('run.ended', { run: aRun({ state: 'failed' }) })
    expect(await screen.findByText(/没有成功/)).toBeTruthy()
    expect(screen.getByRole('link').getAttribute('href')).toBe('#/sync')
  })
})
