import { describe, expect, it } from 'vitest'
import type { HostPort, NativeNotice } from '../../src/core/host-port.ts'
import { createHeadlessHost } from '../../src/headless/host-port.ts'
import { createTestApp } from '../support/test-app.ts'

/** A desktop that remembers what it was asked to show. */
function aDesktop(shown: NativeNotice[]): HostPort {
  const host = createHeadlessHost('browser', 'en_US.UTF-8')
  return {
    ...host,
    info: () => ({ ...host.info(), kind: 'desktop', notifications: 'native' }),
    notifier: {
      async show(notice) {
        shown.push(notice)
        return { state: 'shown', problem: null }
      },
    },
  }
}

describe('notices of several processes on the same data', () => {
  it('are shown once, by one of the desktops, in its language', async () => {
    const terminal = await createTestApp()
    const shown: NativeNotice[] = []
    const { dataDir } = terminal.paths
    const desktops = [
      await createTestApp({ dataDir, host: aDesktop(shown) }),
      await createTestApp({ dataDir, host: aDesktop(shown) }),
    ]
    const { noticeId, native } = await terminal.request('notice.test', {})
    expect(native.state).toBe('waiting')
    await Promise.all(desktops.map(({ app }) => app.wake()))
    expect(shown).toEqual([
      {
        noticeId,
        title: 'Duewatch test notification',
        body: 'If you can see this, notifications work.',
        isUrgent: false,
      },
    ])
    expect((await terminal.request('notice.get', { noticeId })).native.state).toBe('shown')
    expect(desktops.flatMap(({ errors }) => errors)).toEqual([])
  })

  it('are told to every window once they are stored', async () => {
    const { app, request } = await createTestApp({ host: aDesktop([]) })
    const seen: string[] = []
    app.events.on(({ name }) => seen.push(name), { signal: new AbortController().signal })
    const { noticeId } = await request('notice.test', {})
    await request('notice.read', { noticeIds: [noticeId], isRead: true })
    expect(seen.filter((name) => name.startsWith('notice.')).slice(0, 3)).toEqual([
      'notice.added',
      'notice.changed',
      'notice.changed',
    ])
    expect(await request('notice.summary', {})).toMatchObject({ total: 1, unread: 0, nativeProblem: null })
    expect(await request('notice.list', {})).toMatchObject({ total: 1, items: [{ noticeId, deliveries: [] }] })
    await expect(request('notice.get', { noticeId: 'none' })).rejects.toMatchObject({ code: 'NOTICE_NOT_FOUND' })
  })
})
