import { screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { WelcomePage } from '../../../../../src/renderer/features/welcome/welcome-page.tsx'
import { NO_METRICS, type Run } from '../../../../../src/shared/domain/run.ts'
import { aRun, anAccount } from '../../../../support/renderer-builders.ts'
import { createFakeApi, failWith, renderWithApp } from '../../../../support/renderer.tsx'

const demo = anAccount({
  accountId: 'd1',
  name: '演示',
  provider: 'demo',
  accessKey: null,
  demoSize: 600,
  lastComplete: null,
  itemCount: 0,
})

function runOf(endedAt: number | null): Run {
  const state = endedAt === null ? 'running' : 'succeeded'
  return aRun({ accountId: 'd1', account: '演示', state, endedAt, complete: endedAt !== null })
}

function snapshot(endedAt: number | null) {
  return { run: runOf(endedAt), isLive: endedAt === null, progress: [], metrics: NO_METRICS, samples: [], lastSeq: 0 }
}

beforeEach(() => {
  window.location.hash = '#/welcome'
})

describe('welcome page', () => {
  it('does not call a person back who has gone to another page while the demo data came', async () => {
    const api = createFakeApi({
      'account.add': demo,
      'sync.start': { runId: 'r1', isNew: true },
      'run.get': snapshot(null),
    })
    const { unmount } = renderWithApp(<WelcomePage />, { api })
    await userEvent.click(await screen.findByRole('button', { name: '打开演示数据' }))
    await waitFor(() => expect(api.inputsOf('run.get')).toHaveLength(1))
    window.location.hash = '#/sync'
    unmount()
    api.emit('run.ended', { run: runOf(1) })
    await Promise.resolve()
    await Promise.resolve()
    await new Promise((resolve) => queueMicrotask(() => resolve(null)))
    expect(window.location.hash).toBe('#/sync')
  })

  it('opens demo data in one step and goes on when they are there', async () => {
    const api = createFakeApi({
      'account.add': demo,
      'sync.start': { runId: 'r1', isNew: true },
      'run.get': snapshot(null),
    })
    renderWithApp(<WelcomePage />, { api })
    await userEvent.click(await screen.findByRole('button', { name: '打开演示数据' }))
    await waitFor(() => expect(api.inputsOf('run.get')).toHaveLength(1))
    expect(window.location.hash).toBe('#/welcome')
    api.emit('run.ended', { run: runOf(1) })
    await waitFor(() => expect(window.location.hash).toBe('#/overview'))
    expect(api.inputsOf('account.add')[0]).toEqual({ provider: 'demo', name: '演示' })
  })

  it('goes on as well when the run has ended before anybody listened', async () => {
    const api = createFakeApi({
      'account.list': [demo],
      'sync.start': { runId: 'r1', isNew: true },
      'run.get': snapshot(5),
    })
    renderWithApp(<WelcomePage />, { api })
    await screen.findByRole('button', { name: '保存并同步' })
    await userEvent.click(screen.getByRole('button', { name: '打开演示数据' }))
    await waitFor(() => expect(window.location.hash).toBe('#/overview'))
    expect(api.inputsOf('account.add')).toHaveLength(0)
  })

  it('says what went wrong and lets the person try again', async () => {
    const api = createFakeApi({ 'account.add': () => failWith('DISK_FULL', { file: '/data' }) })
    renderWithApp(<WelcomePage />, { api })
    await userEvent.click(await screen.findByRole('button', { name: '打开演示数据' }))
    expect(await screen.findByRole('alert')).toBeTruthy()
    api.answer({ 'account.add': demo, 'sync.start': { runId: 'r1', isNew: true }, 'run.get': snapshot(5) })
    await userEvent.click(screen.getByRole('button', { name: '重试' }))
    await waitFor(() => expect(window.location.hash).toBe('#/overview'))
  })
})
