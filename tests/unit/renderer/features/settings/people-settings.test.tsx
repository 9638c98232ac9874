import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { SettingsPage } from '../../../../../src/renderer/features/settings/settings-page.tsx'
import { DEFAULT_SETTINGS } from '../../../../../src/shared/domain/settings.ts'
import type { DatedRate } from '../../../../../src/shared/ipc/rate.ts'
import { createFakeApi, failWith, renderWithApp } from '../../../../support/renderer.tsx'

const people = [
  { name: '李娜', department: '研发部', items: 12 },
  { name: 'Bob', department: null, items: 0 },
]
const rate: DatedRate = {
  from: 'USD',
  to: 'CNY',
  rate: '7.1234',
  on: '2026-11-20',
  source: 'typed',
  at: Date.UTC(2026, 10, 20),
  by: '王会计',
}

const part = (name: string) => screen.findByRole('region', { name })

describe('people and departments', () => {
  it('keeps a department when its field is left, and leads to what somebody owns', async () => {
    const api = createFakeApi({ 'person.list': people, 'person.set': null })
    renderWithApp(<SettingsPage />, { api })
    const region = await part('人员与部门')
    const field = await within(region).findByLabelText('Bob 的部门')
    await userEvent.type(field, '财务部{Enter}')
    await waitFor(() => expect(api.inputsOf('person.set')).toEqual([{ name: 'Bob', department: '财务部' }]))
    const link = within(region).getByRole('link', { name: '12' })
    expect(decodeURIComponent(link.getAttribute('href') ?? '')).toContain('"values":["李娜"]')
  })

  it('forgets a department, and an emptied one as well', async () => {
    const api = createFakeApi({ 'person.list': people, 'person.set': null })
    renderWithApp(<SettingsPage />, { api })
    const region = await part('人员与部门')
    await userEvent.click(await within(region).findByRole('button', { name: '清空 李娜 的部门' }))
    await waitFor(() => expect(api.inputsOf('person.set')).toEqual([{ name: '李娜', department: null }]))
    expect(within(region).queryByRole('button', { name: '清空 Bob 的部门' })).toBeNull()
    const field = within(region).getByLabelText('李娜 的部门')
    await userEvent.clear(field)
    await userEvent.tab()
    await waitFor(() => expect(api.inputsOf('person.set')).toHaveLength(2))
    expect(api.inputsOf('person.set')[1]).toEqual({ name: '李娜', department: null })
  })

  it('adds somebody who owns nothing yet, once name and department are there', async () => {
    const api = createFakeApi({ 'person.set': null })
    renderWithApp(<SettingsPage />, { api })
    const region = await part('人员与部门')
    const add = within(region).getByRole('button', { name: '添加' }) as HTMLButtonElement
    await userEvent.type(within(region).getByLabelText('姓名'), ' 赵敏 ')
    expect(add.disabled).toBe(true)
    await userEvent.type(within(region).getByLabelText('部门'), '市场部')
    await userEvent.click(add)
    await waitFor(() => expect(api.inputsOf('person.set')).toEqual([{ name: '赵敏', department: '市场部' }]))
    expect((within(region).getByLabelText('姓名') as HTMLInputElement).value).toBe('')
  })

  it('says in its own part what could not be kept', async () => {
    const api = createFakeApi({ 'person.list': people, 'person.set': () => failWith('DISK_FULL') })
    renderWithApp(<SettingsPage />, { api })
    const region = await part('人员与部门')
    await userEvent.type(await within(region).findByLabelText('Bob 的部门'), 'x{Enter}')
    expect(await within(region).findByRole('alert')).toBeTruthy()
    expect(within(await part('币种与汇率')).queryByRole('alert')).toBeNull()
  })
})

describe('currencies and rates', () => {
  it('takes a report currency of three letters in whatever case, or none', async () => {
    const api = createFakeApi({ 'settings.update': DEFAULT_SETTINGS })
    renderWithApp(<SettingsPage />, { api })
    const region = await part('币种与汇率')
    const field = within(region).getByLabelText('报表币种')
    await userEvent.type(field, 'cn{Enter}')
    expect(region.textContent).toContain('请填写三个字母的币种代码')
    expect(api.inputsOf('settings.update')).toHaveLength(0)
    await userEvent.type(field, 'y{Enter}')
    await waitFor(() => expect(api.inputsOf('settings.update')).toEqual([{ patch: { reportCurrency: 'CNY' } }]))
  })

  it('lists rates with their day and whose word they are, and removes one', async () => {
    const api = createFakeApi({ 'rate.list': [rate], 'rate.remove': null })
    renderWithApp(<SettingsPage />, { api })
    const region = await part('币种与汇率')
    expect((await within(region).findByText('1 USD = 7.1234 CNY')).closest('tr')?.textContent).toContain('王会计')
    await userEvent.click(within(region).getByRole('button', { name: '删除 2026-11-20 的 USD → CNY' }))
    await waitFor(() => expect(api.inputsOf('rate.remove')).toEqual([{ from: 'USD', to: 'CNY', on: '2026-11-20' }]))
  })

  it('adds a rate into the report currency, and names what is wrong with one', async () => {
    const api = createFakeApi({
      'settings.get': { ...DEFAULT_SETTINGS, reportCurrency: 'CNY' },
      'rate.set': rate,
    })
    renderWithApp(<SettingsPage />, { api })
    const region = await part('币种与汇率')
    const add = within(region).getByRole('button', { name: '添加' })
    await userEvent.type(within(region).getByLabelText('币种'), 'cny')
    await userEvent.type(within(region).getByLabelText('汇率'), '0')
    await userEvent.click(add)
    expect(region.textContent).toContain('请填写另一个币种的代码')
    expect(region.textContent).toContain('请填写大于 0 的数字')
    expect(api.inputsOf('rate.set')).toHaveLength(0)
    await userEvent.clear(within(region).getByLabelText('币种'))
    await userEvent.type(within(region).getByLabelText('币种'), 'usd')
    await userEvent.clear(within(region).getByLabelText('汇率'))
    await userEvent.type(within(region).getByLabelText('汇率'), '7.1234')
    await userEvent.click(add)
    await waitFor(() =>
      expect(api.inputsOf('rate.set')).toEqual([
        { from: 'USD', to: 'CNY', rate: '7.1234', on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
      ]),
    )
  })
})
