import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { useState, type ReactNode } from 'react'
import { describe, expect, it } from 'vitest'
import { itemFields } from '../../../../../src/renderer/features/items/field-texts.ts'
import { ItemFilterMenu } from '../../../../../src/renderer/features/items/item-filter-menu.tsx'
import { EMPTY_QUERY, type FilterField } from '../../../../../src/renderer/features/items/query-model.ts'
import type { ItemQuery } from '../../../../../src/shared/domain/item-query.ts'
import { createTranslator } from '../../../../../src/shared/i18n/translator.ts'
import { renderWithApp, type FakeAnswers } from '../../../../support/renderer.tsx'
import { apiWith } from './items-support.ts'

const FIELDS = itemFields(createTranslator('zh-CN').t, [7, 15, 30, 60, 90])
const RECT = { left: 0, top: 0, width: 10, height: 10 }

function show(field: FilterField, answers: FakeAnswers = {}, first: ItemQuery = EMPTY_QUERY) {
  const seen: ItemQuery[] = []
  function Page(): ReactNode {
    const [query, setQuery] = useState(first)
    return (
      <ItemFilterMenu
        open={{ field, rect: RECT }}
        onClose={() => undefined}
        query={query}
        resolved={query}
        onQuery={(next) => {
          seen.push(next)
          setQuery(next)
        }}
        fields={FIELDS}
      />
    )
  }
  const api = apiWith([], answers)
  renderWithApp(<Page />, { api })
  return { api, columns: () => seen.at(-1)?.filter.columns, seen }
}

const modes: FakeAnswers = {
  'item.facets': {
    renewalMode: {
      values: [
        { value: 'auto', label: null, count: 10 },
        { value: 'manual', label: null, count: 5 },
        { value: 'unknown', label: null, count: 1 },
      ],
      distinct: 3,
    },
  },
}

describe('the values of a column', () => {
  it('are all checked at first; unchecking one leaves everything else in', async () => {
    const user = userEvent.setup()
    const { columns } = show('renewalMode', modes)
    const options = await screen.findAllByRole('option')
    expect(options.every((option) => option.getAttribute('aria-selected') === 'true')).toBe(true)
    await user.click(screen.getByRole('option', { name: /手动续费/ }))
    expect(columns()).toEqual([{ kind: 'values', field: 'renewalMode', values: ['manual'], isExcluded: true }])
    await user.click(screen.getByRole('option', { name: /手动续费/ }))
    expect(columns()).toBeUndefined()
  })

  it('can be unchecked all at once without the list flashing empty, to choose a few', async () => {
    const user = userEvent.setup()
    const { columns } = show('renewalMode', modes)
    await screen.findAllByRole('option')
    await user.click(screen.getByRole('button', { name: '全不选' }))
    expect(columns()).toBeUndefined()
    await user.click(screen.getByRole('option', { name: /未知/ }))
    expect(columns()).toEqual([{ kind: 'values', field: 'renewalMode', values: ['unknown'] }])
    await user.click(screen.getByRole('option', { name: /自动续费/ }))
    await user.click(screen.getByRole('option', { name: /手动续费/ }))
    expect(columns()).toBeUndefined()
  })

  it('are reached, checked and singled out by the keyboard', async () => {
    const user = userEvent.setup()
    const { columns } = show('renewalMode', modes)
    await screen.findAllByRole('option')
    await user.click(screen.getByRole('textbox', { name: '在值中查找' }))
    await user.keyboard('{ArrowDown}{ArrowDown} ')
    expect(columns()).toHaveLength(1)
    await user.keyboard('{End}{Enter}')
    expect(columns()).toEqual([{ kind: 'values', field: 'renewalMode', values: ['auto'] }])
  })

  it('are searched by the words that people see, and enter keeps what was found', async () => {
    const user = userEvent.setup()
    const { columns } = show('renewalMode', modes)
    await screen.findAllByRole('option')
    await user.type(screen.getByRole('textbox', { name: '在值中查找' }), '续费')
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(2))
    await user.keyboard('{Enter}')
    expect(columns()?.[0]).toMatchObject({ kind: 'values', values: expect.arrayContaining(['auto', 'manual']) })
  })

  it('are searched in the core when there are more of them than are shown', async () => {
    const user = userEvent.setup()
    const { api } = show('resourceName', {
      'item.facets': ({ search }) => ({
        resourceName: search
          ? { values: [{ value: 'rare-db', label: null, count: 1 }], distinct: 1 }
          : { values: [{ value: 'common', label: null, count: 9 }], distinct: 50_000 },
      }),
    })
    expect(await screen.findByText(/共 50,000 个值/)).toBeTruthy()
    await user.type(screen.getByRole('textbox', { name: '在值中查找' }), 'rare')
    expect(await screen.findByRole('option', { name: /rare-db/ })).toBeTruthy()
    await waitFor(() =>
      expect(api.inputsOf('item.facets').at(-1)).toMatchObject({ search: 'rare', fields: ['resourceName'] }),
    )
  })

  it('keep chosen ones in sight when other filters leave none of their rows', async () => {
    const first: ItemQuery = {
      ...EMPTY_QUERY,
      filter: { columns: [{ kind: 'values', field: 'renewalMode', values: ['none'] }] },
    }
    show('renewalMode', modes, first)
    expect((await screen.findByRole('option', { name: /到期不续费/ })).getAttribute('aria-selected')).toBe('true')
  })

  it('stay few in the page however many there are', async () => {
    const values = Array.from({ length: 2000 }, (_, index) => ({ value: `v${index}`, label: null, count: 1 }))
    show('resourceName', { 'item.facets': { resourceName: { values, distinct: 2000 } } })
    const options = await screen.findAllByRole('option')
    expect(options.length).toBeLessThan(60)
    expect(options[0]?.getAttribute('aria-setsize')).toBe('2000')
  })
})

describe('a range of days', () => {
  it('is put in by one press and keeps its relative meaning', async () => {
    const user = userEvent.setup()
    const { columns } = show('expireTime')
    await user.click(await screen.findByRole('button', { name: '未来 30 天' }))
    expect(columns()).toEqual([{ kind: 'range', field: 'expireTime', min: 'today', max: 'today+30' }])
    expect(screen.getByLabelText<HTMLInputElement>('从').value).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    await user.click(screen.getByRole('button', { name: '未来 30 天' }))
    expect(columns()).toBeUndefined()
    expect(screen.getByLabelText<HTMLInputElement>('从').value).toBe('')
  })

  it('is not applied while its start lies after its end, and says so', async () => {
    const user = userEvent.setup()
    const { columns } = show('daysLeft')
    await user.type(await screen.findByLabelText('不小于'), '30')
    await user.type(screen.getByLabelText('不大于'), '7')
    expect(columns()).toEqual([{ kind: 'range', field: 'daysLeft', min: '30', max: null }])
    expect(screen.getByRole('alert').textContent).toContain('起始值比结束值大')
    await user.type(screen.getByLabelText('不大于'), '5')
    expect(columns()).toEqual([{ kind: 'range', field: 'daysLeft', min: '30', max: '75' }])
  })

  it('takes no letters for an amount', async () => {
    const user = userEvent.setup()
    const { seen } = show('price')
    await user.type(await screen.findByLabelText('不小于'), 'abc')
    expect(seen).toEqual([])
    expect(screen.getByRole('alert').textContent).toContain('请填写数字')
  })
})

describe('the rest of the menu', () => {
  it('sorts by the column, finds blanks and text, and clears all of that column', async () => {
    const user = userEvent.setup()
    const { columns, seen } = show('owner')
    const menu = await screen.findByRole('dialog', { name: '“负责人”的筛选与排序' })
    await user.click(within(menu).getByRole('button', { name: '降序' }))
    expect(seen.at(-1)?.sort).toEqual([{ field: 'owner', direction: 'desc' }])
    await user.click(within(menu).getByRole('radio', { name: '不为空白' }))
    await user.type(within(menu).getByLabelText('包含文字'), '李')
    await waitFor(() =>
      expect(columns()).toEqual([
        { kind: 'blank', field: 'owner', isBlank: false },
        { kind: 'contains', field: 'owner', text: '李' },
      ]),
    )
    await user.click(within(menu).getByRole('button', { name: '清除此列筛选' }))
    expect(columns()).toBeUndefined()
    expect(seen.at(-1)?.sort).toHaveLength(1)
  })

  it('filters tags by text and by key and value', async () => {
    const user = userEvent.setup()
    const { seen } = show('tags')
    await user.type(await screen.findByLabelText('标签键'), 'env')
    await user.type(screen.getByLabelText('标签值'), 'prod{Enter}')
    expect(seen.at(-1)?.filter.tags).toEqual([{ key: 'env', value: 'prod' }])
    await user.type(screen.getByLabelText('包含文字'), 'team')
    await waitFor(() =>
      expect(seen.at(-1)?.filter.columns).toEqual([{ kind: 'contains', field: 'tags', text: 'team' }]),
    )
  })
})
