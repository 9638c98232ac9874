import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { ItemsPage } from '../../../../../src/renderer/features/items/items-page.tsx'
import { loadPreferences } from '../../../../../src/renderer/stores/preferences.ts'
import type { Overview } from '../../../../../src/shared/domain/overview.ts'
import { renderWithApp } from '../../../../support/renderer.tsx'
import { anItem, apiWith } from './items-support.ts'

async function openViews(appeared: number) {
  window.history.replaceState(null, '', '#/items')
  const lastChanges = [{ accountId: 'a', account: '甲', runId: 'run-1', at: 1, byKind: { appeared } }]
  const changes = ['i1', 'i2', 'i1'].map((itemId) => ({ itemId }))
  const api = apiWith([anItem()], {
    'overview.get': { lastChanges } as unknown as Overview,
    'change.list': { total: 3, items: changes as never, byKind: {} },
    'item.count': ({ filters }) => filters.map(({ itemIds }) => itemIds?.length ?? 7),
  })
  await loadPreferences(api)
  renderWithApp(<ItemsPage />, { api })
  await userEvent.click(await screen.findByRole('button', { name: /^视图/ }))
  const item = await screen.findByRole('menuitemradio', { name: /上次同步/ })
  return { api, item }
}

describe('the view of what the last run has changed', () => {
  it('has the count of its items, like the others', async () => {
    const { item } = await openViews(3)
    await waitFor(() => expect(within(item).getByText('2')).toBeTruthy())
  })

  it('has none after a run that has brought more than is read for a count', async () => {
    const { api, item } = await openViews(50_000)
    await screen.findAllByText('7')
    expect(item.textContent).not.toMatch(/\d/)
    expect(api.inputsOf('change.list')).toHaveLength(0)
  })
})
