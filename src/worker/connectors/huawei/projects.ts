import type { ItemFacts } from '../../../shared/domain/item.ts'
import type { HuaweiApi } from './api.ts'
import { isKeyFailure } from './errors.ts'
import { toCauseParams, type Reporter } from './reporter.ts'
import { isAppError } from '../../../shared/domain/app-error.ts'
import type { ConnectorContext } from '../connector.ts'

/** Fills in names of enterprise projects that the list leaves out, asking at most once and only when one is missing. */
export interface ProjectNames {
  withNames(items: readonly ItemFacts[]): Promise<readonly ItemFacts[]>
}

export function createProjectNames(
  api: HuaweiApi,
  reporter: Reporter,
  context: ConnectorContext,
  signal: AbortSignal,
): ProjectNames {
  let answer: Promise<ReadonlyMap<string, string>> | null = null

  async function ask(): Promise<ReadonlyMap<string, string>> {
    context.progress({ stage: 'projects', done: 0, total: 1, failed: 0 })
    try {
      const names = await api.listEnterpriseProjects(signal)
      reporter.info('projects', 'huawei.projects-read', { count: names.size })
      context.progress({ stage: 'projects', done: 1, total: 1, failed: 0 })
      return names
    } catch (error) {
      if (signal.aborted || !isAppError(error) || (isKeyFailure(error.code) && error.code !== 'CLOUD_KEY_REJECTED')) {
        throw error
      }
      reporter.warn('projects', 'huawei.projects-unavailable', toCauseParams(error))
      context.progress({ stage: 'projects', done: 0, total: 1, failed: 1 })
      return new Map()
    }
  }

  return {
    async withNames(items) {
      if (!items.some(isNameless)) return items
      answer ??= ask()
      const names = await answer
      return items.map((item) =>
        isNameless(item)
          ? { ...item, enterpriseProjectName: names.get(item.enterpriseProjectId as string) ?? null }
          : item,
      )
    },
  }
}

function isNameless(item: ItemFacts): boolean {
  return item.enterpriseProjectId !== null && item.enterpriseProjectName === null
}
