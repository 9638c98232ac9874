import { describe, expect, it } from 'vitest'
import { getAccount } from '../../../../src/core/db/repositories/account.ts'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import type { RunManager } from '../../../../src/core/jobs/run-manager.ts'
import { dataPaths } from '../../../../src/core/paths.ts'
import type { SecretStore } from '../../../../src/core/secrets.ts'
import { createSettingsService } from '../../../../src/core/services/settings-service.ts'
import { createAccountService } from '../../../../src/core/services/account-service.ts'
import { routes } from '../../../../src/shared/ipc/contract.ts'
import { AppError } from '../../../../src/shared/domain/app-error.ts'
import { aNewAccount } from '../../../support/db-builders.ts'
import { createTestDb } from '../../../support/test-db.ts'

describe('createAccountService', () => {
  it('gives a new account the chosen defaults for whatever is left out, and keeps what is typed', async () => {
    const { dataDir, writer, read, clock } = createTestDb()
    const events = createEventBus(() => {})
    const secrets: SecretStore = {
      strength: 'file',
      get: async () => null,
      set: async () => {},
      delete: async () => {},
    }
    const settings = createSettingsService({ db: read, writer, events, secrets })
    const accounts = createAccountService({
      db: read,
      writer,
      events,
      secrets,
      settings,
      runs: {} as RunManager,
      clock,
      paths: dataPaths(dataDir),
    })
    const defaultLimits = { concurrency: 4, requestTimeoutMs: 9000, maxRequestsPerSecond: 8, quoteWithinDays: 60 }
    const defaultPolicy = { tier: 'V3', graceDays: 7, retentionDays: 7, deductionLeadDays: 5 } as const
    await settings.update({ defaultLimits, defaultPolicy })
    const { input } = routes['account.add']
    const add = (fields: object) =>
      accounts.add(input.parse({ name: 'A', provider: 'huawei', accessKey: 'AK', secretKey: 'SK', ...fields }))
    expect(await add({})).toMatchObject({ policy: defaultPolicy, limits: defaultLimits })
    expect(await add({ name: 'B', policy: { tier: 'V4' }, limits: { concurrency: 20 } })).toMatchObject({
      policy: { tier: 'V4', graceDays: 7, retentionDays: 15, deductionLeadDays: 5 },
      limits: { ...defaultLimits, concurrency: 20 },
    })
    expect(await add({ name: 'C', policy: { graceDays: 2 } })).toMatchObject({
      policy: { tier: 'custom', graceDays: 2, retentionDays: 7, deductionLeadDays: 5 },
    })
    expect(await add({ name: 'D', provider: 'demo' })).toMatchObject({
      policy: { tier: 'V5', graceDays: 7, retentionDays: 15, deductionLeadDays: 5 },
      limits: { ...defaultLimits, quoteWithinDays: 730 },
    })
  })

  it('keeps the old access key when the new secret cannot be stored', async () => {
    const { dataDir, writer, read, clock } = createTestDb()
    const before = await writer.call('account.add', { ...aNewAccount({ accessKey: 'AKOLD' }), at: 0 })
    const events = createEventBus(() => {})
    const secrets: SecretStore = {
      strength: 'file',
      get: async () => 'old secret',
      set: async () => {
        throw new AppError('DISK_FULL', { file: 'secrets.json' })
      },
      delete: async () => {},
    }
    const accounts = createAccountService({
      db: read,
      writer,
      events,
      secrets,
      settings: createSettingsService({ db: read, writer, events, secrets }),
      runs: {} as RunManager,
      clock,
      paths: dataPaths(dataDir),
    })
    const patch = { name: 'renamed', accessKey: 'AKNEW', secretKey: 'new secret', limits: { concurrency: 3 } }
    const update = accounts.update({ accountId: before.accountId, patch })
    await expect(update).rejects.toMatchObject({ code: 'DISK_FULL' })
    expect(getAccount(read, before.accountId)).toEqual(before)
  })
})
