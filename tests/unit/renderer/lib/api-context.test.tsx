import { screen, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { describe, expect, it } from 'vitest'
import { useRequest } from '../../../../src/renderer/lib/api-context.tsx'
import { routesRefreshedBy } from '../../../../src/renderer/lib/refresh.ts'
import type { RouteOutput } from '../../../../src/shared/ipc/contract.ts'
import { createFakeApi, failWith, renderWithApp } from '../../../support/renderer.tsx'
import { anAccount } from '../../../support/renderer-builders.ts'

function Names(): ReactNode {
  const { data, error } = useRequest('account.list', {})
  return (
    <>
      <output>{data?.map(({ name }) => name).join() ?? 'nothing'}</output>
      {error && <p role="alert">{error.code}</p>}
    </>
  )
}

function Found({ search }: { readonly search: string }): ReactNode {
  const { data, isPlaceholderData } = useRequest('item.query', { query: { filter: { search } } })
  return <output data-stale={isPlaceholderData}>{data?.handle ?? 'nothing'}</output>
}

describe('useRequest', () => {
  it('reads again what an event has made old, and nothing else', async () => {
    const { api } = renderWithApp(<Names />, { api: createFakeApi({ 'account.list': [anAccount()] }) })
    await screen.findByText('主账号')
    api.answer({ 'account.list': [anAccount({ name: '新名称' })] })
    api.emit('rate.changed', {})
    api.emit('account.changed', { accountId: 'a1' })
    expect(await screen.findByText('新名称')).toBeTruthy()
    expect(api.inputsOf('account.list')).toHaveLength(2)
  })

  it('reads once more what an event has made old while its very first answer was on its way', async () => {
    let release = (): void => undefined
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const api = createFakeApi({
      'account.list': async () => {
        await gate
        return [anAccount({ name: '事件之前' })]
      },
    })
    renderWithApp(<Names />, { api })
    await waitFor(() => expect(api.inputsOf('account.list')).toHaveLength(1))
    api.emit('account.changed', { accountId: 'a1' })
    api.answer({ 'account.list': [anAccount({ name: '事件之后' })] })
    release()
    expect(await screen.findByText('事件之后')).toBeTruthy()
  })

  it('reads everything again after a gap in the events and after the connection has come back', async () => {
    const { api } = renderWithApp(<Names />, { api: createFakeApi({ 'account.list': [anAccount()] }) })
    await screen.findByText('主账号')
    api.answer({ 'account.list': [anAccount({ name: '二' })] })
    api.reset()
    await screen.findByText('二')
    api.connect(false)
    api.answer({ 'account.list': [anAccount({ name: '三' })] })
    api.connect(true)
    expect(await screen.findByText('三')).toBeTruthy()
  })

  it('keeps the old answer on show when a newer one fails, with the error beside it', async () => {
    const { api } = renderWithApp(<Names />, { api: createFakeApi({ 'account.list': [anAccount()] }) })
    await screen.findByText('主账号')
    api.answer({ 'account.list': () => failWith('DB_BUSY') })
    api.emit('account.changed', { accountId: 'a1' })
    expect((await screen.findByRole('alert')).textContent).toBe('DB_BUSY')
    expect(screen.getByText('主账号')).toBeTruthy()
  })

  it('keeps the old rows in their place while the answer to another question is on its way', async () => {
    let release = (): void => undefined
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const answerOf = (handle: string): RouteOutput<'item.query'> => ({
      handle,
      total: 0,
      asOf: 0,
      items: [],
      facets: {},
      groups: null,
    })
    const api = createFakeApi({
      'item.query': async ({ query }) => {
        if (query.filter?.search === 'b') await gate
        return answerOf(query.filter?.search ?? '')
      },
    })
    const { rerender } = renderWithApp(<Found search="a" />, { api })
    await screen.findByText('a')
    rerender(<Found search="b" />)
    expect(screen.getByText('a').dataset['stale']).toBe('true')
    release()
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('b'))
  })
})

describe('routesRefreshedBy', () => {
  it('leaves nothing old after a sync has ended: figures, changes, runs, accounts', () => {
    const routes = new Set([...routesRefreshedBy('run.ended'), ...routesRefreshedBy('item.changed')])
    for (const route of ['item.query', 'overview.get', 'change.list', 'run.latest', 'account.list'] as const) {
      expect(routes).toContain(route)
    }
  })

  it('reads days left again when midnight has passed', () => {
    expect(routesRefreshedBy('day.changed')).toEqual(expect.arrayContaining(['item.query', 'overview.get']))
  })
})
