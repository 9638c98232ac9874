import type { Connector } from '../connector.ts'
import type { HuaweiDeps } from './session.ts'
import { syncHuawei } from './sync.ts'
import { testHuawei } from './test.ts'

export type { HuaweiDeps } from './session.ts'

/** Huawei Cloud: yearly/monthly resources with tags, enterprise projects and renewal quotes. Reads only. */
export function createHuaweiConnector(deps: HuaweiDeps = {}): Connector {
  return {
    sync: (job, sink, context) => syncHuawei(job, sink, context, deps),
    test: (job, context) => testHuawei(job, context, deps),
  }
}
