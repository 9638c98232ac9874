import { describe, expect, it } from 'vitest'
import { ApiError, createApi } from '../../../../src/renderer/lib/api.ts'
import type { Transport, TransportListener } from '../../../../src/renderer/lib/transport.ts'
import type { Envelope } from '../../../../src/shared/ipc/envelope.ts'

function createTransport(answer: () => Promise<Envelope<unknown>>): {
  readonly transport: Transport
  readonly listener: () => TransportListener
} {
  let given: TransportListener | null = null
  return {
    transport: {
      request: answer,
      listen(listener) {
        given = listener
        return () => undefined
      },
    },
    listener() {
      if (!given) throw new Error('nobody listens')
      return given
    },
  }
}

const fine = (data: unknown) => async (): Promise<Envelope<unknown>> => ({ ok: true, data })

describe('createApi', () => {
  it('unwraps an answer', async () => {
    const api = createApi(createTransport(fine([1])).transport)
    expect(await api.request('account.list', {})).toEqual([1])
  })

  it('makes an error with code, parameters and raw words of a failed answer', async () => {
    const error = { code: 'DISK_FULL', params: { file: 'x' }, raw: 'ENOSPC' } as const
    const api = createApi(createTransport(async () => ({ ok: false, error })).transport)
    const failure = await api.request('account.list', {}).catch((reason: unknown) => reason)
    expect(failure).toBeInstanceOf(ApiError)
    expect(failure).toMatchObject({ code: 'DISK_FULL', body: error })
  })

  it('says that the core cannot be reached when the way to it breaks, not that the program is at fault', async () => {
    const api = createApi(createTransport(() => Promise.reject(new TypeError('Failed to fetch'))).transport)
    const failure = await api.request('account.list', {}).catch((reason: unknown) => reason)
    expect(failure).toMatchObject({ code: 'CORE_UNREACHABLE', body: { raw: 'Failed to fetch' } })
  })

  it('tells an event to those who asked for it, until they no longer do', () => {
    const { transport, listener } = createTransport(fine(null))
    const api = createApi(transport)
    const heard: unknown[] = []
    const stop = api.on('account.changed', (payload) => heard.push(payload))
    api.on('rate.changed', () => heard.push('rate'))
    listener().onEvent({ seq: 1, name: 'account.changed', payload: { accountId: 'a1' } })
    stop()
    listener().onEvent({ seq: 2, name: 'account.changed', payload: { accountId: 'a2' } })
    expect(heard).toEqual([{ accountId: 'a1' }])
  })

  it('tells changes of the connection, and only changes', () => {
    const { transport, listener } = createTransport(fine(null))
    const api = createApi(transport)
    const heard: boolean[] = []
    api.onConnection((isConnected) => heard.push(isConnected))
    for (const isConnected of [true, false, false, true]) listener().onConnection(isConnected)
    expect(heard).toEqual([false, true])
    expect(api.isConnected()).toBe(true)
  })
})
