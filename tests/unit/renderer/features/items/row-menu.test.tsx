import { screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { moveColumn } from '../../../../../src/renderer/components/list-tools/column-chooser.tsx'
import { DEFAULT_COLUMNS } from '../../../../../src/renderer/features/items/item-columns.ts'
import { EMPTY_QUERY } from '../../../../../src/renderer/features/items/query-model.ts'
import {
  excludeCell,
  filterByCell,
  RowMenu,
  rowText,
  type RowMenuProps,
} from '../../../../../src/renderer/features/items/row-menu.tsx'
import type { ItemColumnField } from '../../../../../src/renderer/features/items/types.ts'
import { createFormats } from '../../../../../src/renderer/lib/format.ts'
import { createTranslator } from '../../../../../src/shared/i18n/translator.ts'
import { renderWithApp } from '../../../../support/renderer.tsx'
import { anItem, apiWith } from './items-support.ts'

const translator = createTranslator('zh-CN')
const formats = createFormats(translator, 'Asia/Shanghai', '2026-11-20')

describe('filterByCell', () => {
  it.each<[ItemColumnField, unknown]>([
    ['renewalMode', { kind: 'values', field: 'renewalMode', values: ['auto'] }],
    ['owner', { kind: 'values', field: 'owner', values: [null] }],
    ['rawStatus', { kind: 'values', field: 'rawStatus', values: ['2'] }],
    ['autoRenew', { kind: 'values', field: 'autoRenew', values: ['true'] }],
    ['expireTime', { kind: 'range', field: 'expireTime', min: '2026-11-24', max: '2026-11-24' }],
    ['goneAt', { kind: 'blank', field: 'goneAt', isBlank: true }],
    ['daysLeft', { kind: 'range', field: 'daysLeft', min: '4', max: '4' }],
    ['price', { kind: 'range', field: 'price', min: '1234.5', max: '1234.5' }],
    ['note', { kind: 'blank', field: 'note', isBlank: true }],
  ])('finds the rows with the same %s', (field, condition) => {
    expect(filterByCell(EMPTY_QUERY, anItem(), field, formats)?.filter.columns).toEqual([condition])
  })

  it('treats a mode that nobody named as blank in "auto-renew", not as "no"', () => {
    const query = filterByCell(EMPTY_QUERY, anItem({ renewalMode: 'unknown' }), 'autoRenew', formats)
    expect(query?.filter.columns).toEqual([{ kind: 'values', field: 'autoRenew', values: [null] }])
  })
})

describe('excludeCell', () => {
  it('leaves out one value more each time', () => {
    const first = excludeCell(EMPTY_QUERY, anItem(), 'renewalMode')
    const second = first && excludeCell(first, anItem({ renewalMode: 'manual' }), 'renewalMode')
    expect(second?.filter.columns).toEqual([
      { kind: 'values', field: 'renewalMode', values: ['auto', 'manual'], isExcluded: true },
    ])
  })
})

describe('rowText', () => {
  it('writes the visible cells in their order, and no tab or line of a value breaks a cell in two', () => {
    const columns = [
      { field: 'owner', isVisible: true, widthPx: null, pin: null },
      { field: 'price', isVisible: false, widthPx: null, pin: null },
      { field: 'resourceName', isVisible: true, widthPx: null, pin: null },
    ] as const
    const item = anItem({ resourceName: '主机\t一\n号', owner: '李' })
    expect(rowText(item, columns, formats, translator.t)).toBe('李\t主机 一 号')
  })
})

describe('a cell with several values', () => {
  it('narrows the list to rows with any of them, or to those without one', () => {
    const item = anItem({ customTags: ['季度', '停用'] })
    expect(filterByCell(EMPTY_QUERY, item, 'customTags', formats)?.filter.columns).toEqual([
      { kind: 'values', field: 'customTags', values: ['季度', '停用'] },
    ])
    expect(filterByCell(EMPTY_QUERY, anItem(), 'customTags', formats)?.filter.columns).toEqual([
      { kind: 'values', field: 'customTags', values: [null] },
    ])
  })
})

describe('RowMenu', () => {
  function show(field: ItemColumnField, props: Partial<RowMenuProps> = {}): void {
    const item = anItem({ parentResourceId: 'res-9' })
    renderWithApp(
      <RowMenu
        at={{ item, position: 4, field, x: 10, y: 10 }}
        onClose={() => undefined}
        query={{ ...EMPTY_QUERY, filter: { search: 'db' } }}
        columns={DEFAULT_COLUMNS}
        bandDays={[7]}
        onQuery={() => undefined}
        onOpen={() => undefined}
        onEdit={() => undefined}
        selected={1}
        onSelectAll={() => undefined}
        onCopy={() => undefined}
        {...props}
      />,
      { api: apiWith([item]) },
    )
  }

  it('copies the cell that was asked about', async () => {
    const user = userEvent.setup()
    const onCopy = vi.fn()
    show('resourceName', { onCopy })
    await user.click(await screen.findByRole('menuitem', { name: '复制“名称”' }))
    expect(onCopy).toHaveBeenCalledWith('数据库主机')
  })

  it('selects every row with the value and leaves the other filters on', async () => {
    const user = userEvent.setup()
    const onSelectAll = vi.fn()
    show('renewalMode', { onSelectAll })
    expect(await screen.findByText('续费方式：自动续费')).toBeTruthy()
    await user.click(screen.getByRole('menuitem', { name: '选中全部有这个值的行' }))
    expect(onSelectAll.mock.calls[0]?.[0]).toMatchObject({
      filter: { search: 'db', columns: [{ field: 'renewalMode', values: ['auto'] }] },
    })
  })

  it('takes a decision for the row, or for all that are selected with it', async () => {
    const user = userEvent.setup()
    const onEdit = vi.fn()
    show('resourceName', { onEdit, selected: 12 })
    await user.click(await screen.findByRole('menuitem', { name: '负责人…（选中的 12 项）' }))
    expect(onEdit.mock.calls[0]?.slice(0, 2)).toMatchObject(['owner', { position: 4 }])
    await user.click(screen.getByRole('menuitem', { name: '决定…（选中的 12 项）' }))
    expect(onEdit.mock.calls[1]?.slice(0, 2)).toMatchObject(['decision', { position: 4 }])
  })

  it('leads to the main resource, whatever is filtered and also when it is gone', async () => {
    const user = userEvent.setup()
    const onQuery = vi.fn()
    show('resourceName', { onQuery })
    await user.click(await screen.findByRole('menuitem', { name: '查看所属主资源' }))
    expect(onQuery.mock.calls[0]?.[0].filter).toEqual({
      isGone: 'all',
      columns: [{ kind: 'values', field: 'resourceId', values: ['res-9'] }],
    })
  })
})

describe('RowMenu of an attached resource', () => {
  it('offers its main resource and not what could be attached to it', async () => {
    const item = anItem({ parentResourceId: 'res-9', isMain: false })
    renderWithApp(
      <RowMenu
        at={{ item, position: 0, field: 'resourceName', x: 1, y: 1 }}
        onClose={() => undefined}
        query={EMPTY_QUERY}
        columns={DEFAULT_COLUMNS}
        bandDays={[7]}
        onQuery={() => undefined}
        onOpen={() => undefined}
        onEdit={() => undefined}
        selected={1}
        onSelectAll={() => undefined}
        onCopy={() => undefined}
      />,
      { api: apiWith([item]) },
    )
    expect(await screen.findByRole('menuitem', { name: '查看所属主资源' })).toBeTruthy()
    expect(screen.queryByRole('menuitem', { name: '查看附属资源' })).toBeNull()
  })
})

describe('moveColumn', () => {
  it('takes a column to another place and never loses one', () => {
    const fields = (columns: readonly { field: string }[]): string[] => columns.map(({ field }) => field)
    const moved = moveColumn(DEFAULT_COLUMNS, 0, 2)
    expect(fields(moved).slice(0, 3)).toEqual([
      fields(DEFAULT_COLUMNS)[1],
      fields(DEFAULT_COLUMNS)[2],
      fields(DEFAULT_COLUMNS)[0],
    ])
    expect(fields(moved).toSorted()).toEqual(fields(DEFAULT_COLUMNS).toSorted())
    expect(moveColumn(DEFAULT_COLUMNS, 0, -1)).toBe(DEFAULT_COLUMNS)
    expect(moveColumn(DEFAULT_COLUMNS, DEFAULT_COLUMNS.length - 1, DEFAULT_COLUMNS.length)).toBe(DEFAULT_COLUMNS)
  })
})
