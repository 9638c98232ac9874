import { describe, expect, it } from 'vitest'
import { openNotice } from '../../../src/main/notice-opener.ts'
import type { Router } from '../../../src/shared/ipc/contract.ts'

async function open(notice: { kind: string } | null) {
  const done: unknown[] = []
  const router = {
    request: async (name: string, input: unknown) => {
      done.push([name, input])
      return name === 'notice.get' && notice === null
        ? { ok: false, error: { code: 'NOTICE_NOT_FOUND', params: {}, raw: null } }
        : { ok: true, data: notice }
    },
  } as unknown as Router
  await openNotice('n1', { router, show: () => void done.push('show'), send: (command) => void done.push(command) })
  return done
}

describe('openNotice', () => {
  it.each(['digest', 'urgent'])('opens the items of a %s and marks it as read', async (kind) => {
    expect(await open({ kind })).toEqual([
      'show',
      ['notice.get', { noticeId: 'n1' }],
      { kind: 'open', page: 'items', params: { notice: 'n1' } },
      ['notice.read', { noticeIds: ['n1'], isRead: true }],
    ])
  })

  it.each([{ kind: 'test' }, { kind: 'missed' }, null])(
    'opens the centre for one that has no items: %j',
    async (notice) => {
      expect(await open(notice)).toContainEqual({ kind: 'open', page: 'notices', params: { notice: 'n1' } })
    },
  )
})
