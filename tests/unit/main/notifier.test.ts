import type { NotificationConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import type { NativeNotice } from '../../../src/core/host-port.ts'
import { createNotifier, type NotifierOptions, type SystemNotification } from '../../../src/main/notifier.ts'
import { createTranslator } from '../../../src/shared/i18n/translator.ts'

type Listener = (...args: unknown[]) => void

/** A notification of the system that does as it is told. */
class FakeNotification {
  readonly options: NotificationConstructorOptions
  readonly listeners = new Map<string, Listener>()
  readonly onShow: (notification: FakeNotification) => void

  constructor(options: NotificationConstructorOptions, onShow: (notification: FakeNotification) => void) {
    this.options = options
    this.onShow = onShow
  }

  on(event: string, listener: Listener): void {
    this.listeners.set(event, listener)
  }

  emit(event: string, ...args: unknown[]): void {
    this.listeners.get(event)?.(...args)
  }

  show(): void {
    this.onShow(this)
  }
}

const notice = (noticeId: string, part: Partial<NativeNotice> = {}): NativeNotice => ({
  noticeId,
  title: 'title',
  body: 'body',
  isUrgent: false,
  ...part,
})

function createLab(
  onShow: (notification: FakeNotification) => void = (each) => each.emit('show'),
  overrides: Partial<NotifierOptions> = {},
) {
  const made: FakeNotification[] = []
  const clicked: string[] = []
  const notifier = createNotifier({
    platform: 'win32',
    isSupported: () => true,
    create: (options) => {
      const notification = new FakeNotification(options, onShow)
      made.push(notification)
      return notification as unknown as SystemNotification
    },
    onClick: (noticeId) => void clicked.push(noticeId),
    translator: () => createTranslator('zh-CN'),
    ...overrides,
  })
  return { notifier, made, clicked }
}

describe('createNotifier', () => {
  it('answers “shown” once the system has shown it', async () => {
    const { notifier, made } = createLab()
    expect(await notifier.show(notice('n1'))).toEqual({ state: 'shown', problem: null })
    expect(made[0]?.options).toMatchObject({ id: 'n1', title: 'title', body: 'body', urgency: 'normal' })
  })

  it('passes a click on, also long after it was shown', async () => {
    const { notifier, made, clicked } = createLab()
    await notifier.show(notice('n1'))
    await notifier.show(notice('n2'))
    made[0]?.emit('click')
    expect(clicked).toEqual(['n1'])
  })

  it('keeps urgent ones on the screen until somebody looks', async () => {
    const { notifier, made } = createLab()
    await notifier.show(notice('n1', { isUrgent: true }))
    expect(made[0]?.options).toMatchObject({ urgency: 'critical', timeoutType: 'never' })
  })

  it('says in the system’s words why it failed, or in ours where there are none', async () => {
    const refused = createLab((each) => each.emit('failed', {}, 'not allowed'))
    expect(await refused.notifier.show(notice('n'))).toEqual({ state: 'failed', problem: 'not allowed' })
    const silent = createLab((each) => each.emit('failed', {}, ''))
    const { state, problem } = await silent.notifier.show(notice('n'))
    expect(state).toBe('failed')
    expect(problem).toContain('权限')
  })

  it('says that the system has no notifications', async () => {
    const { notifier, made } = createLab(undefined, { isSupported: () => false })
    expect(await notifier.show(notice('n'))).toMatchObject({ state: 'failed' })
    expect(made).toEqual([])
  })

  it('does not wait for ever for a system that says nothing', async () => {
    vi.useFakeTimers()
    try {
      const { notifier } = createLab(() => {})
      const outcome = notifier.show(notice('n'))
      await vi.advanceTimersByTimeAsync(5_000)
      expect(await outcome).toMatchObject({ state: 'failed', problem: expect.stringContaining('5') })
    } finally {
      vi.useRealTimers()
    }
  })

  it('never rejects, whatever breaks', async () => {
    const { notifier } = createLab(() => {
      throw new Error('no daemon')
    })
    expect(await notifier.show(notice('n'))).toEqual({ state: 'failed', problem: 'no daemon' })
  })

  it('keeps names with the signs of markup readable on Linux, where bodies are markup, and elsewhere as they are', async () => {
    const body = 'R&D <b>web</b>'
    for (const [platform, expected] of [
      ['linux', 'R&amp;D &lt;b&gt;web&lt;/b&gt;'],
      ['darwin', body],
    ] as const) {
      const { notifier, made } = createLab(undefined, { platform })
      await notifier.show(notice('n', { title: body, body }))
      expect(made[0]?.options).toMatchObject({ title: body, body: expected })
    }
  })
})
