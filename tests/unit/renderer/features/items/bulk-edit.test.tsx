import { Notifications } from '@mantine/notifications'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BulkBar, type BulkBarProps } from '../../../../../src/renderer/features/items/bulk-bar.tsx'
import { EMPTY_DRAFT } from '../../../../../src/renderer/features/items/bulk-draft.ts'
import { BulkForm } from '../../../../../src/renderer/features/items/bulk-form.tsx'
import { selectedItems } from '../../../../../src/renderer/features/items/bulk-target.ts'
import { useEditStack } from '../../../../../src/renderer/features/items/edit-stack.ts'
import { EditsDialog } from '../../../../../src/renderer/features/items/edits-dialog.tsx'
import { PasteDialog } from '../../../../../src/renderer/features/items/paste-dialog.tsx'
import type { ReviewPreview } from '../../../../../src/shared/domain/review.ts'
import { failWith, renderWithApp, type FakeAnswers, type FakeApi } from '../../../../support/renderer.tsx'
import { AS_OF, anItem, apiWith } from './items-support.ts'

const PREVIEW: ReviewPreview = {
  count: 12_000,
  changed: 12_000,
  gone: 0,
  contradicting: 5,
  fields: [{ field: 'decision', changed: 12_000, replaced: 0, former: [{ value: 'undecided', count: 12_000 }] }],
}

const target = selectedItems('handle-1', [[0, 12_000]])

function openForm(kind: 'decision' | 'owner' | 'snooze', answers: FakeAnswers = {}): FakeApi {
  const api = apiWith([anItem()], {
    'item.previewReview': PREVIEW,
    'item.review': { changed: 12_000, editId: 'e1' },
    'item.undoReview': { restored: 11_998, skipped: 2 },
    'person.list': [{ name: '李四', department: '研发', items: 3 }],
    ...answers,
  })
  renderWithApp(
    <>
      <Notifications />
      <BulkForm open={{ kind, target }} onClose={() => undefined} />
    </>,
    { api },
  )
  return api
}

beforeEach(() => useEditStack.setState({ editIds: [] }))
afterEach(() => useEditStack.setState({ editIds: [] }))

describe('a form that edits many items', () => {
  it('says what will happen before it does, and then does it in one request', async () => {
    const api = openForm('decision')
    expect(await screen.findByRole('dialog', { name: '决定（12,000 项）' })).toBeTruthy()
    expect(screen.getByRole('button', { name: '应用' })).toHaveProperty('disabled', true)
    await userEvent.click(screen.getByRole('radio', { name: '续费' }))
    expect(await screen.findByText('12,000 项将改为“续费”')).toBeTruthy()
    expect(screen.getByText('5 项与续费方式矛盾，会列在“前后矛盾”里')).toBeTruthy()
    expect(api.inputsOf('item.review')).toEqual([])
    await userEvent.click(screen.getByRole('button', { name: '修改 12,000 项' }))
    const chosen = { selection: { handle: 'handle-1', ranges: [[0, 12_000]] } }
    await waitFor(() => expect(api.inputsOf('item.review')).toEqual([{ ...chosen, patch: { decision: 'renew' } }]))
  })

  it('offers the way back and says what was left as it is', async () => {
    const api = openForm('decision')
    await userEvent.click(await screen.findByRole('radio', { name: '续费' }))
    await userEvent.click(screen.getByRole('button', { name: '修改 12,000 项' }))
    expect(await screen.findByText('已修改 12,000 项。')).toBeTruthy()
    expect(useEditStack.getState().editIds).toEqual(['e1'])
    await userEvent.click(screen.getByRole('button', { name: '撤销', hidden: true }))
    expect(await screen.findByText('已撤销，11,998 项恢复原样。 2 项之后又改过，保持现在的内容。')).toBeTruthy()
    expect(api.inputsOf('item.undoReview')).toEqual([{ editId: 'e1' }])
    expect(useEditStack.getState().editIds).toEqual([])
  })

  it('keeps what was filled in and says why nothing was changed', async () => {
    openForm('owner', { 'item.review': () => failWith('DB_LOST') })
    await userEvent.type(await screen.findByRole('combobox', { name: '负责人' }), '李四{Escape}')
    await userEvent.click(await screen.findByRole('button', { name: '修改 12,000 项' }))
    expect(await screen.findByRole('alert')).toBeTruthy()
    expect(screen.getByRole('combobox', { name: '负责人' })).toHaveProperty('value', '李四')
  })

  it('snoozes for a week at once, by the days of the business zone', async () => {
    const api = openForm('snooze')
    await userEvent.click(await screen.findByRole('button', { name: '修改 12,000 项' }))
    await waitFor(() => expect(api.inputsOf('item.review')[0]?.patch.snoozedUntil).toMatch(/^\d{4}-\d\d-\d\d$/))
    expect(EMPTY_DRAFT.snooze).toBe('7')
  })
})

describe('the dialog of pasted ids', () => {
  it('says what was found and what not, and chooses exactly what was found', async () => {
    const chosen: (readonly string[])[] = []
    const api = apiWith([anItem()], {
      'item.findIds': ({ ids }) => ({
        found: ids.flatMap((id) =>
          id === 'a' ? [{ id, itemIds: ['i1'] }] : id === 'b' ? [{ id, itemIds: ['i2', 'i3'] }] : [],
        ),
        unknown: ids.filter((id) => id !== 'a' && id !== 'b'),
      }),
    })
    renderWithApp(<PasteDialog text={'a\nb\nzz'} onClose={() => undefined} onChoose={(ids) => chosen.push(ids)} />, {
      api,
    })
    expect(await screen.findByText('找到 3 项')).toBeTruthy()
    expect(screen.getByText('1 个编号在多个账号里都有，都会选中')).toBeTruthy()
    expect(within(screen.getByRole('list', { name: '1 个没有找到' })).getByText('zz')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '筛选并选中 3 项' }))
    expect(chosen).toEqual([['i1', 'i2', 'i3']])
  })

  it('chooses nothing of an older text', async () => {
    const api = apiWith([anItem()], {
      'item.findIds': ({ ids }) => ({ found: ids.includes('a') ? [{ id: 'a', itemIds: ['i1'] }] : [], unknown: [] }),
    })
    renderWithApp(<PasteDialog text="a" onClose={() => undefined} onChoose={() => undefined} />, { api })
    expect(await screen.findByRole('button', { name: '筛选并选中 1 项' })).toBeTruthy()
    fireEvent.change(screen.getByRole('textbox', { name: '编号' }), { target: { value: 'x' } })
    expect(screen.getByRole('button', { name: '筛选并选中' })).toHaveProperty('disabled', true)
    expect(await screen.findByText('一个也没有找到。')).toBeTruthy()
  })
})

describe('recent edits', () => {
  it('say who changed what and when, and can each be taken back once', async () => {
    const edit = {
      editId: 'e1',
      at: AS_OF,
      by: '张三',
      patch: { decision: 'renew' as const },
      items: 40,
      undoneAt: null,
    }
    const api = apiWith([anItem()], {
      'item.edits': [edit, { ...edit, editId: 'e0', patch: { owner: '李四' }, undoneAt: AS_OF }],
      'item.undoReview': { restored: 40, skipped: 0 },
    })
    renderWithApp(<EditsDialog isOpen onClose={() => undefined} />, { api })
    expect(await screen.findByText('决定：续费')).toBeTruthy()
    expect(screen.getAllByText(/^40 项 · 张三，/)).toHaveLength(2)
    expect(screen.getByText(/^已于 .*撤销$/)).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '撤销：决定：续费' }))
    await waitFor(() => expect(api.inputsOf('item.undoReview')).toEqual([{ editId: 'e1' }]))
  })
})

describe('the bar of a selection', () => {
  it('gives the keyboard to the rows when its buttons leave', async () => {
    const nothing = (): void => undefined
    const bar: Omit<BulkBarProps, 'selection'> = {
      rows: { handle: 'h', total: 3, asOf: AS_OF, row: () => null, readAll: async () => [] } as never,
      onEdit: nothing,
      onOnlySelected: nothing,
      onCopyIds: nothing,
      onClear: nothing,
      onPaste: nothing,
      onEdits: nothing,
    }
    function List({ selection }: Pick<BulkBarProps, 'selection'>) {
      return (
        <>
          <div role="grid" tabIndex={0} aria-label="列表" />
          <BulkBar {...bar} selection={selection} />
        </>
      )
    }
    const { rerender } = renderWithApp(<List selection={[[0, 3]]} />, { api: apiWith([anItem()]) })
    screen.getByRole('button', { name: '决定' }).focus()
    rerender(<List selection={[]} />)
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('grid')))
  })
})
