import type { SwitchValues } from './switches.ts'

/** Huawei locks a key whose signatures are wrong several times in a row (facts: cloud-apis A3). */
export interface KeyLock {
  isLocked(accessKey: string): boolean
  failed(accessKey: string): void
  passed(accessKey: string): void
}

/** The gateway's words for a locked key. */
export const KEY_LOCKED = 'Incorrect IAM authentication information: AK access failed to reach the limit,forbidden.'

/** Counts by the switch `keyLock`; without it nothing is ever locked. */
export function createKeyLock(switches: SwitchValues, now: () => number): KeyLock {
  const failures = new Map<string, { count: number; lockedUntil: number }>()
  return {
    isLocked: (accessKey) => switches.keyLock !== null && (failures.get(accessKey)?.lockedUntil ?? 0) > now(),
    failed(accessKey) {
      const lock = switches.keyLock
      if (!lock) return
      const count = (failures.get(accessKey)?.count ?? 0) + 1
      const isFull = count >= lock.afterFailures
      failures.set(accessKey, { count: isFull ? 0 : count, lockedUntil: isFull ? now() + lock.forMs : 0 })
    },
    passed(accessKey) {
      failures.delete(accessKey)
    },
  }
}
