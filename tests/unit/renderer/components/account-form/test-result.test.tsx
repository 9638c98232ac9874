import { screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { TestResult } from '../../../../../src/renderer/components/account-form/test-result.tsx'
import type { AccountTest, PermissionCheck } from '../../../../../src/shared/domain/account.ts'
import { renderWithApp } from '../../../../support/renderer.tsx'

const CHECKS = ['list', 'identity', 'tags-bulk', 'tags-single', 'projects', 'prices'] as const

function aResult(of: (check: string) => Partial<PermissionCheck>, parts: Partial<AccountTest> = {}): AccountTest {
  const checks = CHECKS.map((check): PermissionCheck => {
    return {
      check,
      action: check,
      isRequired: check === 'list',
      outcome: 'allowed',
      errorCode: null,
      raw: null,
      ...of(check),
    }
  })
  return { isUsable: true, visibleTotal: 2314, checks, policyText: null, clockSkewMs: null, ...parts }
}

describe('TestResult', () => {
  it('says a cause that is behind every failure once, and marks every line', () => {
    const wrongKey = { outcome: 'failed', errorCode: 'CLOUD_SECRET_WRONG', raw: 'APIG.0301' } as const
    renderWithApp(<TestResult result={aResult(() => wrongKey, { isUsable: false, visibleTotal: null })} />)
    expect(screen.getAllByText(/APIG\.0301/)).toHaveLength(1)
    expect(screen.getAllByText(/没有成功/)).toHaveLength(CHECKS.length)
  })

  it('says for each thing that is not allowed what it was and what that means', () => {
    const forbidden = { outcome: 'forbidden', errorCode: 'CLOUD_FORBIDDEN', raw: 'APIG.0302' } as const
    const result = aResult((check) => (check === 'tags-bulk' || check === 'prices' ? forbidden : {}))
    renderWithApp(<TestResult result={result} />)
    expect(screen.getAllByText(/APIG\.0302/)).toHaveLength(2)
    expect(screen.getByText('没有它会逐个读取标签，较慢。')).toBeTruthy()
    expect(screen.getByText('没有它，条目不带续费价。')).toBeTruthy()
  })

  it('groups the digits of what the key sees', () => {
    renderWithApp(<TestResult result={aResult(() => ({}))} />)
    expect(screen.getByText('这个密钥看得到 2,314 个资源')).toBeTruthy()
  })
})
