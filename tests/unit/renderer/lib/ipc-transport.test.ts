import { describe, expect, it } from 'vitest'
import { createIpcTransport } from '../../../../src/renderer/lib/ipc-transport.ts'
import type { NumberedEvent } from '../../../../src/shared/ipc/events.ts'
import type { PreloadApi } from '../../../../src/shared/preload-api.ts'

describe('createIpcTransport', () => {
  it('notices a gap in the numbers of the events, and listens until it is told to stop', () => {
    const listeners = new Set<(event: NumberedEvent) => void>()
    const bridge: PreloadApi = {
      request: async () => ({ ok: true, data: null }),
      on(_channel, listener) {
        listeners.add(listener as (event: NumberedEvent) => void)
        return () => void listeners.delete(listener as (event: NumberedEvent) => void)
      },
    }
    const heard: string[] = []
    const stop = createIpcTransport(bridge).listen({
      onEvent: ({ seq }) => heard.push(String(seq)),
      onReset: () => heard.push('reset'),
      onConnection: (isConnected) => heard.push(isConnected ? 'up' : 'down'),
    })
    for (const seq of [7, 8, 11]) {
      for (const listener of listeners) listener({ seq, name: 'rate.changed', payload: {} })
    }
    expect(heard).toEqual(['up', '7', '8', 'reset', '11'])
    stop()
    expect(listeners.size).toBe(0)
  })
})
