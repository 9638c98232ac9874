import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { DEFAULT_COLUMNS, itemColumn } from '../../../../../src/renderer/features/items/item-columns.ts'
import { renderWithApp } from '../../../../support/renderer.tsx'
import { anItem } from '../../../../support/renderer-builders.ts'
import { createItemCore, itemsNamed, newState, TableHost, type ItemCore } from './item-table-support.tsx'

const grid = (): HTMLElement => screen.queryByRole('grid') ?? screen.getByRole('treegrid')

/** Rows in sight by their line, as a screen reader hears them. */
function rowsInSight(): HTMLElement[] {
  return screen
    .getAllByRole('row')
    .filter((row) => row.getAttribute('aria-rowindex') !== '1' && row.getAttribute('aria-busy') !== 'true')
    .toSorted((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
}

const namesInSight = (): (string | null)[] =>
  rowsInSight().map((row) => within(row).getAllByRole('gridcell')[0]?.textContent ?? null)

function rowNamed(name: string): HTMLElement {
  const row = rowsInSight().find((candidate) => candidate.textContent?.startsWith(name))
  if (!row) throw new Error(`no row ${name} in sight: ${namesInSight().join()}`)
  return row
}

const activeText = (): string | null | undefined =>
  document.getElementById(grid().getAttribute('aria-activedescendant') ?? '')?.textContent

async function open(core: ItemCore, host: Partial<Parameters<typeof TableHost>[0]> = {}) {
  const state = newState()
  const view = renderWithApp(<TableHost state={state} {...host} />, { api: core.api })
  await waitFor(() => expect(grid().getAttribute('aria-busy')).toBe('false'))
  const user = userEvent.setup()
  const press = async (keys: string): Promise<void> => {
    if (!grid().contains(document.activeElement)) grid().focus()
    await user.keyboard(keys)
  }
  return { state, user, press, ...view }
}

describe('the table of items', () => {
  it('tells a screen reader how many rows and columns there are, and which are in sight', async () => {
    await open(createItemCore(itemsNamed(1000)))
    expect(grid().getAttribute('aria-rowcount')).toBe('1001')
    expect(grid().getAttribute('aria-colcount')).toBe(String(DEFAULT_COLUMNS.filter((c) => c.isVisible).length))
    expect(namesInSight().slice(0, 3)).toEqual(['web-0', 'web-1', 'web-2'])
    expect(rowsInSight().length).toBeLessThan(40)
  })

  it('shows what the page offers when nothing is there, and keeps the headers with their filters', async () => {
    await open(createItemCore([]))
    expect(screen.getByText('nothing here')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'filter owner' })).toBeTruthy()
  })

  it('selects a row by click, adds by ctrl, extends by shift from where the last click was', async () => {
    const { state, user } = await open(createItemCore(itemsNamed(100)))
    await user.click(within(rowNamed('web-3')).getAllByRole('gridcell')[1] as HTMLElement)
    expect(state.selection).toEqual([[3, 4]])
    await user.keyboard('{Control>}')
    await user.click(rowNamed('web-6'))
    await user.keyboard('{/Control}{Shift>}')
    expect(state.selection).toEqual([
      [3, 4],
      [6, 7],
    ])
    await user.click(rowNamed('web-8'))
    await user.keyboard('{/Shift}')
    expect(state.selection).toEqual([[6, 9]])
    expect(rowNamed('web-7').getAttribute('aria-selected')).toBe('true')
    expect(rowNamed('web-5').getAttribute('aria-selected')).toBe('false')
  })

  it('moves by arrows and names the active cell, row by row and cell by cell', async () => {
    const { state, press } = await open(createItemCore(itemsNamed(100)))
    await press('{ArrowDown}{ArrowDown}{ArrowDown}')
    expect(state.cursor).toBe(2)
    expect(activeText()).toBe('web-2')
    expect(state.selection).toEqual([])
    await press('{ArrowRight}{ArrowRight}')
    expect(activeText()).toBe('4 天')
    await press('{Home}')
    expect(activeText()).toBe('web-2')
    await press('{Control>}{End}{/Control}')
    expect(state.cursor).toBe(99)
    await waitFor(() => expect(activeText()).toBe('web-99'))
  })

  it('takes a selected single row along with the cursor, and leaves a larger selection alone', async () => {
    const { state, press } = await open(createItemCore(itemsNamed(100)))
    await press('{ArrowDown} {ArrowDown}')
    expect(state.selection).toEqual([[1, 2]])
    await press('{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
    expect(state.selection).toEqual([[1, 4]])
    await press('{ArrowDown}{ArrowDown}')
    expect(state.selection).toEqual([[1, 4]])
    await press(' ')
    expect(state.selection).toEqual([
      [1, 4],
      [5, 6],
    ])
  })

  it('selects all that match by ctrl+A and nothing by escape, which otherwise reaches whoever is behind the table', async () => {
    const { state, press } = await open(createItemCore(itemsNamed(1000)))
    const behind = vi.fn()
    document.addEventListener('keydown', behind)
    await press('{Control>}a{/Control}')
    expect(state.selection).toEqual([[0, 1000]])
    behind.mockClear()
    await press('{Escape}')
    expect(state.selection).toEqual([])
    await press('{Escape}')
    document.removeEventListener('keydown', behind)
    expect(behind).toHaveBeenCalledTimes(1)
  })

  it('opens by enter and double click, and asks for a menu by key where the cursor is', async () => {
    const { state, press, user } = await open(createItemCore(itemsNamed(10)))
    await press('{ArrowDown}{ArrowDown}{Enter}')
    await user.dblClick(rowNamed('web-4'))
    expect(state.opened).toEqual(['i1', 'i4'])
    await press('{Shift>}{F10}{/Shift}')
    expect(state.menus).toEqual([{ field: 'resourceName', position: 4 }])
  })

  it('selects the row that is clicked with the other button, unless it is among the selected ones', async () => {
    const { state } = await open(createItemCore(itemsNamed(10)))
    for (const name of ['web-2', 'web-2']) {
      fireEvent.mouseDown(rowNamed(name), { button: 2 })
      fireEvent.contextMenu(rowNamed(name))
    }
    expect(state.selection).toEqual([[2, 3]])
    expect(state.menus).toHaveLength(2)
  })

  it('sorts by header: ascending, descending, not; shift adds a column and the places are shown', async () => {
    const { state, user } = await open(createItemCore(itemsNamed(10)))
    const header = (name: RegExp): HTMLElement => screen.getByRole('columnheader', { name })
    await user.click(screen.getByText('续费价'))
    expect(state.sort).toEqual([{ field: 'price', direction: 'asc' }])
    expect(header(/续费价/).getAttribute('aria-sort')).toBe('ascending')
    await user.keyboard('{Shift>}')
    await user.click(screen.getByText('负责人'))
    await user.keyboard('{/Shift}')
    expect(state.sort.map(({ field }) => field)).toEqual(['price', 'owner'])
    expect(header(/负责人/).textContent).toContain('升序，第 2 位')
    await user.click(screen.getByText('负责人'))
    await user.click(screen.getByText('负责人'))
    expect(state.sort).toEqual([])
  })

  it('leaves the header filter button to itself: a press on it never sorts', async () => {
    const { state, user } = await open(createItemCore(itemsNamed(10)))
    await user.click(screen.getByRole('button', { name: 'filter price' }))
    expect(state.sort).toEqual([])
    expect(state.opened).toEqual(['filter:price'])
  })

  it('does with keys what the mouse does in the header: reach it, sort, move, resize, filter', async () => {
    const { state, press } = await open(createItemCore(itemsNamed(10)))
    await press('{ArrowDown}{ArrowUp}{ArrowUp}')
    expect(document.activeElement?.getAttribute('data-field')).toBe('resourceName')
    await press('{ArrowRight}{ArrowRight}{Enter}')
    expect(state.sort).toEqual([{ field: 'daysLeft', direction: 'asc' }])
    await press('{Alt>}{ArrowLeft}{/Alt}')
    expect(state.columns.slice(0, 3).map(({ field }) => field)).toEqual(['resourceName', 'daysLeft', 'band'])
    await waitFor(() => expect(document.activeElement?.getAttribute('data-field')).toBe('daysLeft'))
    await press('{Alt>}{Shift>}{ArrowRight}{/Shift}{/Alt}')
    expect(state.columns.find(({ field }) => field === 'daysLeft')?.widthPx).toBe(itemColumn('daysLeft').widthPx + 16)
    await press('{Alt>}{ArrowDown}{/Alt}')
    expect(state.opened).toEqual(['filter:daysLeft'])
    await press('{ArrowDown}')
    expect(document.activeElement).toBe(grid())
  })

  it('pins and hides columns from the header menu, and gives the focus back', async () => {
    const { state, user } = await open(createItemCore(itemsNamed(10)))
    fireEvent.contextMenu(screen.getByText('负责人'))
    await user.click(await screen.findByRole('menuitem', { name: '固定在右侧' }))
    expect(state.columns.find(({ field }) => field === 'owner')?.pin).toBe('right')
    expect(within(rowNamed('web-0')).getAllByRole('gridcell').at(-1)?.textContent).toBe('—')
    fireEvent.contextMenu(screen.getByText('负责人'))
    await user.click(await screen.findByRole('menuitem', { name: '隐藏此列' }))
    expect(state.columns.find(({ field }) => field === 'owner')?.isVisible).toBe(false)
    expect(screen.queryByText('负责人')).toBeNull()
  })

  it('folds a group by key and never selects what is folded, unless all that match is asked for', async () => {
    const core = createItemCore(itemsNamed(6))
    const sums = { sums: [{ amount: '1234.5', currency: 'CNY' }], missing: 1 }
    core.groups = [
      { value: null, label: null, start: 0, count: 2, sums },
      { value: 'auto', label: null, start: 2, count: 4, sums },
    ]
    const { state, press } = await open(core, { groupBy: 'renewalMode' })
    expect(grid().getAttribute('role')).toBe('treegrid')
    expect(namesInSight()[3]).toContain('自动续费')
    expect(namesInSight()[3]).toContain('4 项 · 1,234.50 CNY · 1 项没有价格')
    await press('{ArrowDown}{ArrowLeft}')
    expect(rowsInSight()[0]?.getAttribute('aria-expanded')).toBe('false')
    expect(grid().getAttribute('aria-rowcount')).toBe('7')
    await press('{Shift>}{ArrowDown}{ArrowDown}{ArrowDown}{/Shift}')
    expect(state.selection).toEqual([[2, 4]])
    await press('{Control>}a{/Control}')
    expect(state.selection).toEqual([[0, 6]])
  })

  it('reads no row that is folded away, however many lie between two headers', async () => {
    const core = createItemCore(itemsNamed(5000))
    const sums = { sums: [], missing: 0 }
    core.groups = [
      { value: 'auto', label: null, start: 0, count: 4900, sums },
      { value: 'manual', label: null, start: 4900, count: 100, sums },
    ]
    const { press } = await open(core, { groupBy: 'renewalMode' })
    await press('{ArrowDown}{ArrowLeft}')
    await waitFor(() => expect(namesInSight()).toContain('web-4900'))
    const offsets = core.api.inputsOf('item.page').map(({ offset = 0 }) => offset)
    expect(offsets.filter((offset) => offset > 200 && offset < 4800)).toEqual([])
  })

  it('copies selected rows that were never in sight, with headers and plain values', async () => {
    const items = itemsNamed(1200).map((item, index) =>
      index === 1100 ? { ...item, resourceName: '=cmd\t|x', price: '1234.5', currency: 'CNY' } : item,
    )
    const columns = DEFAULT_COLUMNS.map((column) => ({
      ...column,
      isVisible: ['resourceName', 'daysLeft', 'price'].includes(column.field),
    }))
    const { press } = await open(createItemCore(items), { columns })
    await press('{Control>}a{/Control}')
    await press('{Control>}c{/Control}')
    await waitFor(async () => expect(await navigator.clipboard.readText()).not.toBe(''))
    const lines = (await navigator.clipboard.readText()).split('\r\n')
    expect(lines).toHaveLength(1201)
    expect(lines[0]).toBe('名称\t剩余天数\t续费价\t币种')
    expect(lines[1101]).toBe("'=cmd |x\t4\t1234.5\tCNY")
  })

  it('says on hover why a cell is empty, and the exact instant of a day', async () => {
    const { user } = await open(createItemCore([anItem({ price: null, currency: null })]))
    const cells = within(rowNamed('web-1')).getAllByRole('gridcell')
    await user.hover(cells[6] as HTMLElement)
    expect(cells[6]?.title).toContain('没有价格')
    await user.hover(cells[3] as HTMLElement)
    expect(cells[3]?.title).toMatch(/2026-11-24 .* Asia\/Shanghai \(UTC\+08:00\)/)
    expect(cells[6]?.title).toBe('')
  })

  it('reads rows as they come into sight, and a result that is no longer kept anew at the same place', async () => {
    const core = createItemCore(itemsNamed(1000))
    const { press, state } = await open(core)
    await press('{ArrowDown}{Control>}{End}{/Control}')
    await waitFor(() => expect(namesInSight()).toContain('web-999'))
    core.forget()
    await press('{Control>}{Home}{/Control}')
    await press('{PageDown}{PageDown}{PageDown}{PageDown}{PageDown}{PageDown}{PageDown}{PageDown}{PageDown}{PageDown}')
    await waitFor(() => expect(namesInSight()).toContain('web-200'))
    expect(state.cursor).toBe(200)
  })

  it('keeps the rows in sight, the cursor and the selection when a sync puts new items before them', async () => {
    const core = createItemCore(itemsNamed(1000))
    const { press, state } = await open(core)
    await press('{ArrowDown}{Control>}{End}{/Control}')
    await waitFor(() => expect(namesInSight()).toContain('web-999'))
    await press(' ')
    expect(state.selection).toEqual([[999, 1000]])
    core.items = [...itemsNamed(7, 5000), ...core.items]
    core.api.emit('item.changed', { accountId: 'a1' })
    await waitFor(() => expect(grid().getAttribute('aria-rowcount')).toBe('1008'))
    expect(namesInSight()).toContain('web-999')
    expect(state.cursor).toBe(1006)
    expect(state.selection).toEqual([[1006, 1007]])
  })

  it('goes to the top when another filter is asked, and keeps old rows until the new ones are there', async () => {
    const core = createItemCore(itemsNamed(1000))
    const { press, rerender, state } = await open(core)
    await press('{ArrowDown}{Control>}{End}{/Control}')
    await waitFor(() => expect(namesInSight()).toContain('web-999'))
    core.items = itemsNamed(50, 300)
    rerender(<TableHost state={state} search="web" />)
    expect(namesInSight()).toContain('web-999')
    await waitFor(() => expect(namesInSight()[0]).toBe('web-300'))
  })
})
