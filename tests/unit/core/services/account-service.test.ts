import { describe, expect, it } from 'vitest'
import { getAccount } from '../../../../src/core/db/repositories/account.ts'
import { createEventBus } from '../../../../src/core/ipc/event-bus.ts'
import type { RunManager } from '../../../../src/core/jobs/run-manager.ts'
import { dataPaths } from '../../../../src/core/paths.ts'
import type { SecretStore } from '../../../../src/core/secrets.ts'
import { createSettingsService } from '../../../../src/core/services/settings-service.ts'
import { createAccountService } from '../../../../src/core/services/account-service.ts'
import { AppError } from '../../../../src/shared/domain/app-error.ts'
import { aNewAccount } from '../../../support/db-builders.ts'
import { createTestDb } from '../../../support/test-db.ts'

describe('createAccountService', () => {
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
