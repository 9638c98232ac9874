import { act, screen, waitFor, within } from '@testing-library/react'
import { fireEvent } from '@testing-library/dom'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { openPalette } from '../../../../src/renderer/app/overlays.ts'
import { Palette } from '../../../../src/renderer/app/palette.tsx'
import { currentPlace } from '../../../../src/renderer/lib/navigation.ts'
import { createFakeApi, renderWithApp, type FakeAnswers, type FakeApi } from '../../../support/renderer.tsx'
import { anItem } from '../../../support/renderer-builders.ts'

/** A core whose list holds three servers, of which a search finds those whose name contains it. */
const withItems: FakeAnswers = {
  'item.query': (input) => {
    const all = ['web-1', 'web-2', 'db-1'].map((resourceName, index) => anItem({ id: `i${index}`, resourceName }))
    const items = all.filter(({ resourceName }) => resourceName.includes(input.query.filter?.search ?? ''))
    return { handle: 'h', total: items.length === 2 ? 40 : items.length, asOf: 0, items, facets: {}, groups: null }
  },
}

async function openWith(answers: FakeAnswers = withItems): Promise<FakeApi> {
  const { api } = renderWithApp(
    <>
      <button type="button">before</button>
      <Palette />
    </>,
    { api: createFakeApi(answers) },
  )
  screen.getByRole('button', { name: 'before' }).focus()
  act(openPalette)
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('combobox')))
  return api
}

const optionNames = (): string[] => screen.getAllByRole('option').map(({ textContent }) => textContent)
const selected = (): string => screen.getByRole('option', { selected: true }).textContent

describe('Palette', () => {
  it('goes to a page by a few letters of its name or of its English one', async () => {
    await openWith()
    await userEvent.keyboard('settings{Enter}')
    expect(currentPlace().page).toBe('settings')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('tells a screen reader which proposal is meant as the arrows move, round the ends too', async () => {
    await openWith()
    const active = (): string | null => screen.getByRole('combobox').getAttribute('aria-activedescendant')
    const first = selected()
    expect(document.querySelector(`#${CSS.escape(active() ?? '')}`)?.textContent).toBe(first)
    await userEvent.keyboard('{ArrowUp}')
    expect(selected()).toBe(optionNames().at(-1))
    await userEvent.keyboard('{ArrowDown}{ArrowDown}')
    expect(selected()).toBe(optionNames()[1])
    expect(document.querySelector(`#${CSS.escape(active() ?? '')}`)?.textContent).toBe(selected())
  })

  it('finds items as the person types and opens the one that is chosen', async () => {
    const api = await openWith()
    await userEvent.keyboard('db')
    await waitFor(() =>
      expect(api.inputsOf('item.query').at(-1)?.query.filter).toEqual({ search: 'db', isGone: 'all' }),
    )
    const option = await screen.findByRole('option', { name: /db-1/ })
    expect(option.textContent).toContain('4 天')
    await userEvent.keyboard('{Enter}')
    expect(currentPlace().page).toBe('items')
    expect(currentPlace().params.get('item')).toBe('i2')
  })

  it('leads to all items that match when there are more than it shows', async () => {
    await openWith()
    await userEvent.keyboard('web')
    await userEvent.click(await screen.findByRole('option', { name: '在到期项中查看全部 40 项' }))
    expect(JSON.parse(currentPlace().params.get('query') ?? '')).toEqual({ filter: { search: 'web', isGone: 'all' } })
  })

  it('offers only what the new text finds once its answer is there', async () => {
    await openWith()
    await userEvent.keyboard('web')
    await screen.findByRole('option', { name: /web-2/ })
    await userEvent.clear(screen.getByRole('combobox'))
    await userEvent.keyboard('db')
    await screen.findByRole('option', { name: /db-1/ })
    expect(screen.queryByRole('option', { name: /web-2/ })).toBeNull()
  })

  it('says in words that nothing was found', async () => {
    await openWith()
    await userEvent.keyboard('zzz')
    expect(await screen.findByText('没有找到“zzz”。')).toBeTruthy()
  })

  it('does not take the enter with which an input method ends a word', async () => {
    await openWith()
    const field = screen.getByRole('combobox')
    await userEvent.type(field, 'sync')
    fireEvent.keyDown(field, { key: 'Enter', isComposing: true })
    expect(screen.getByRole('combobox')).toBeTruthy()
    expect(currentPlace().page).toBe('overview')
  })

  it('gives the focus back to where it was when it is closed', async () => {
    await openWith()
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'before' }))
  })

  it('starts every sync, changes looks and language', async () => {
    const api = await openWith({ 'settings.update': () => ({}) as never })
    await userEvent.keyboard('english{Enter}')
    await waitFor(() => expect(api.inputsOf('settings.update')).toEqual([{ patch: { language: 'en' } }]))
    act(openPalette)
    await screen.findByRole('combobox')
    await userEvent.keyboard('dark{Enter}')
    expect(document.documentElement.dataset['mantineColorScheme']).toBe('dark')
    act(openPalette)
    await screen.findByRole('combobox')
    await userEvent.keyboard('comfortable{Enter}')
    expect(document.documentElement.dataset['density']).toBe('comfortable')
    act(openPalette)
    const list = await screen.findByRole('listbox')
    await userEvent.click(within(list).getByRole('option', { name: '同步全部账号' }))
    expect(await screen.findByRole('button', { name: 'before' })).toBeTruthy()
    expect(api.inputsOf('account.list').length).toBeGreaterThan(0)
  })
})
