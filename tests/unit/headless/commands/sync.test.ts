import { describe, expect, it } from 'vitest'
import { exitCodeOf, syncAccounts } from '../../../../src/headless/commands/sync.ts'
import type { Session } from '../../../../src/headless/session.ts'
import type { Account } from '../../../../src/shared/domain/account.ts'
import { AppError } from '../../../../src/shared/domain/app-error.ts'
import type { Run } from '../../../../src/shared/domain/run.ts'
import { createTranslator } from '../../../../src/shared/i18n/translator.ts'

const accounts = ['free', 'busy'].map((name) => ({ accountId: name, name }) as Account)

/** A session whose core refuses to start a run of the accounts named here. */
function aSession(busy: readonly string[]) {
  const remarks: string[] = []
  const session = {
    app: {
      events: { on: () => {} },
      runs: { activeRunIds: [], wait: async (runId: string) => ({ runId, state: 'succeeded' }) as Run },
    },
    io: { stderr: { write: () => true }, env: {} },
    t: createTranslator('en'),
    remark: (text: string) => remarks.push(text),
    async request(name: string, { accountId }: { accountId: string }) {
      if (name === 'run.log') return { lines: [], hasMore: false }
      if (busy.includes(accountId)) throw new AppError('ACCOUNT_BUSY', { account: accountId, run: 'r1' })
      // The refusal of the other account comes first.
      await new Promise((resolve) => setImmediate(resolve))
      return { runId: accountId, isNew: true }
    },
  } as unknown as Session
  return { session, remarks }
}

describe('syncAccounts', () => {
  it('carries out the other runs when one account is busy, says so and does not end as done', async () => {
    const { session, remarks } = aSession(['busy'])
    const runs = await syncAccounts(session, accounts, null)
    expect(runs.map(({ runId }) => runId)).toEqual(['free'])
    expect(remarks).toHaveLength(1)
    expect(remarks[0]).toMatch(/^busy: .*r1/)
    expect(exitCodeOf(runs, accounts)).toBe(1)
  })

  it('fails with the first reason when no run could begin', async () => {
    const { session } = aSession(['free', 'busy'])
    await expect(syncAccounts(session, accounts, null)).rejects.toMatchObject({ code: 'ACCOUNT_BUSY' })
  })
})
