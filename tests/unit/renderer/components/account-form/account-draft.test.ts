import { describe, expect, it } from 'vitest'
import {
  draftOf,
  missingFields,
  newDraft,
  toAdd,
  toPatch,
} from '../../../../../src/renderer/components/account-form/account-draft.ts'
import { DEFAULT_POLICY } from '../../../../../src/shared/domain/account.ts'
import { accountRoutes } from '../../../../../src/shared/ipc/account.ts'
import { anAccount } from '../../../../support/renderer-builders.ts'

const account = anAccount({
  site: 'intl',
  endpoint: 'https://gateway.example.com',
  policy: { ...DEFAULT_POLICY, tier: 'custom', graceDays: 3, retentionDays: 9 },
})

describe('account draft', () => {
  it('makes what the core accepts, blanks as null', () => {
    const draft = { ...newDraft(null), name: 'A', accessKey: ' AK ', secretKey: 'SK', endpoint: '  ' }
    const input = toAdd(draft)
    expect(input).toMatchObject({ name: 'A', accessKey: 'AK', secretKey: 'SK', endpoint: null, demoSize: null })
    expect(accountRoutes['account.add'].input.safeParse(input).success).toBe(true)
  })

  it('sends no key and no limits for demo data', () => {
    const input = toAdd({ ...newDraft(null, 'demo'), name: '演示', demoSize: 50_000 })
    expect(input).toMatchObject({ provider: 'demo', accessKey: null, secretKey: null, demoSize: 50_000 })
    expect(input.limits).toBeUndefined()
  })

  it('leaves the days of a tier to the tier, and keeps typed ones', () => {
    expect(toAdd({ ...newDraft(null), policy: { ...DEFAULT_POLICY, tier: 'V3' } }).policy).toEqual({
      tier: 'V3',
      deductionLeadDays: 7,
    })
    expect(toPatch(draftOf(account)).policy).toMatchObject({ tier: 'custom', graceDays: 3, retentionDays: 9 })
  })

  it('never sends a secret that was not typed, which would take the stored one away', () => {
    const patch = toPatch(draftOf(account))
    expect(patch).not.toHaveProperty('secretKey')
    expect(toPatch({ ...draftOf(account), secretKey: 'new' })).toMatchObject({ secretKey: 'new' })
    expect(accountRoutes['account.update'].input.safeParse({ accountId: 'a1', patch }).success).toBe(true)
  })

  it('asks for the secret only of a new account', () => {
    expect(missingFields(newDraft(null), true)).toEqual(['name', 'accessKey', 'secretKey'])
    expect(missingFields(draftOf(account), false)).toEqual([])
    expect(missingFields({ ...newDraft(null, 'demo'), name: 'x' }, true)).toEqual([])
  })
})
