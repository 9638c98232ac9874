import type { AccountTest, PermissionCheck } from '../../../shared/domain/account.ts'
import type { Connector } from '../connector.ts'
import { sizeOf, syncEstate } from './sync.ts'

export interface DemoDependencies {
  /** Rest before each batch, for a sync that can be watched; 0 by default. */
  readonly pauseMs?: number
}

const CHECKS = [
  ['list', 'demo:resources:list', true],
  ['identity', 'demo:identity:get', false],
  ['tags-bulk', 'demo:tags:list', false],
  ['tags-single', 'demo:tags:get', false],
  ['projects', 'demo:projects:list', false],
  ['prices', 'demo:prices:get', false],
] as const

/**
 * The built-in provider of generated data: the estate of a made-up company, the same for everyone, without a key and
 * without a network. Its dates follow the job's clock and a little of it changes with each sync of an account.
 */
export function createDemoConnector({ pauseMs = 0 }: DemoDependencies = {}): Connector {
  return {
    sync: (job, sink, context) => syncEstate(job, sink, context, pauseMs),

    async test(job, context): Promise<AccountTest> {
      context.signal.throwIfAborted()
      return {
        isUsable: true,
        visibleTotal: sizeOf(job.account.demoSize),
        checks: CHECKS.map(([check, action, isRequired]): PermissionCheck => {
          return { check, action, isRequired, outcome: 'allowed', errorCode: null, raw: null }
        }),
        policyText: null,
        clockSkewMs: 0,
      }
    },
  }
}
