import { describe, expect, it } from 'vitest'
import {
  EMPTY_DRAFT,
  patchOf,
  type BulkDraft,
  type BulkKind,
} from '../../../../../src/renderer/features/items/bulk-draft.ts'

const TODAY = '2026-11-20'

function patch(kind: BulkKind, draft: Partial<BulkDraft>) {
  return patchOf(kind, { ...EMPTY_DRAFT, ...draft }, TODAY)
}

describe('what a form would set', () => {
  it('is nothing while nothing has been said', () => {
    for (const kind of ['decision', 'owner', 'tags', 'note'] as const) expect(patch(kind, {})).toBeNull()
    expect(patch('owner', { owner: '   ' })).toBeNull()
  })

  it.each([
    ['decision', { decision: 'renew' }, { decision: 'renew' }],
    ['decision', { decision: 'renew', reason: ' 还要用 ' }, { decision: 'renew', reason: '还要用' }],
    ['decision', { reason: 'x', clearsReason: true }, { reason: null }],
    ['owner', { owner: '李四', clearsBackupOwner: true }, { owner: '李四', backupOwner: null }],
    ['tags', { tagsAdded: ['甲'] }, { tagsAdded: ['甲'] }],
    ['tags', { tagsRemoved: ['乙'] }, { tagsRemoved: ['乙'] }],
    ['note', { note: ' 问过 ' }, { noteAppended: '问过' }],
    ['note', { note: '新的', replacesNote: true }, { note: '新的' }],
    ['note', { replacesNote: true }, { note: null }],
    ['snooze', { snooze: '14' }, { snoozedUntil: '2026-12-04' }],
    ['snooze', { snooze: 'end' }, { snoozedUntil: null }],
    ['snooze', { snooze: 'date', snoozeOn: '2026-11-21' }, { snoozedUntil: '2026-11-21' }],
    ['acknowledge', { isAcknowledged: false }, { isAcknowledged: false }],
  ] as const)('of %s %j says exactly that', (kind, draft, expected) => {
    expect(patch(kind, draft)).toEqual(expected)
  })

  it('never snoozes until today, a day that has passed, or half a date', () => {
    for (const snoozeOn of ['2026-11-20', '2026-11-01', '', '2026-02-30']) {
      expect(patch('snooze', { snooze: 'date', snoozeOn })).toBeNull()
    }
  })

  it('refuses tags that the list could not keep', () => {
    expect(patch('tags', { tagsAdded: ['x'.repeat(51)] })).toBeNull()
    expect(patch('tags', { tagsAdded: Array.from({ length: 21 }, (_, index) => `t${index}`) })).toBeNull()
  })
})
