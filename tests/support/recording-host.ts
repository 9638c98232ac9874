import type { HostPort, NativeNotice } from '../../src/core/host-port.ts'
import { createHeadlessHost } from '../../src/headless/host-port.ts'

/** A desktop without a window: it keeps what the system was asked to show. */
export interface RecordingHost {
  readonly host: HostPort
  readonly shown: readonly NativeNotice[]
}

export function createRecordingHost(): RecordingHost {
  const shown: NativeNotice[] = []
  const terminal = createHeadlessHost('terminal', 'zh_CN.UTF-8')
  return {
    shown,
    host: {
      ...terminal,
      info: () => ({ ...terminal.info(), kind: 'desktop', notifications: 'native' }),
      notifier: {
        show(notice) {
          shown.push(notice)
          return Promise.resolve({ state: 'shown', problem: null })
        },
      },
      isOnline: () => true,
    },
  }
}
