import { describe, expect, it } from 'vitest'
import { createRedactor, maskKey } from '../../../../src/core/services/bundle-redactor.ts'

const RESOURCES = [
  { resourceId: '0f1e2d3c4b5a69788796a5b4c3d2e1f0', resourceName: '订单主库' },
  { resourceId: 'res-2', resourceName: 'db' },
  { resourceId: 'res-22', resourceName: 'x' },
]

function redactor() {
  return createRedactor({
    secrets: ['SK/very+secret'],
    accounts: [
      { name: '生产账号', accessKey: 'AKEXAMPLE1234' },
      { name: '测试', accessKey: null },
    ],
    resources: RESOURCES,
    others: [
      ['/home/lina', '[home]'],
      ['', 'person'],
    ],
  })
}

describe('the redactor', () => {
  it('takes out secrets, keys, accounts, folders, names and ids wherever they stand', () => {
    const text = 'AKEXAMPLE1234:SK/very+secret 生产账号 /home/lina/x 订单主库(0f1e2d3c4b5a69788796a5b4c3d2e1f0) 测试'
    expect(redactor().text(text)).toBe('…1234:[secret] account-1 [home]/x resource-1(resource-1) account-2')
  })

  it('gives the same text the same placeholder, and takes the longer of two ids', () => {
    const { text } = redactor()
    expect(text('res-22 res-2 res-22')).toBe('resource-1 resource-2 resource-1')
    expect(text('res-2')).toBe('resource-2')
  })

  it('replaces a short name as a word and leaves words that contain it alone', () => {
    const { text } = redactor()
    expect(text('feedback about db: dbx, db.')).toBe('feedback about resource-1: dbx, resource-1.')
  })

  it('replaces ids that no row knows, and whatever is said to be a resource', () => {
    const { text, params } = redactor()
    const domain = 'abcdefabcdefabcdefabcdefabcdef12'
    expect(text(`domain ${domain}, request ${domain.toUpperCase()}`)).toBe('domain id-1, request id-1')
    expect(params({ resource: 'long gone', id: 'x', count: 3, api: 'ListPayPerUse' })).toEqual({
      resource: 'resource-1',
      id: 'resource-2',
      count: 3,
      api: 'ListPayPerUse',
    })
  })

  it('goes through 2,000 lines against 100,000 names', () => {
    const resources = Array.from({ length: 50_000 }, (_, index) => ({
      resourceId: `id-${index}-${'0'.repeat(20)}`,
      resourceName: `ecs-prod-${index}`,
    }))
    const { text } = createRedactor({ secrets: [], accounts: [], resources, others: [] })
    for (let line = 0; line < 2000; line += 1) {
      expect(text(`no quote for ecs-prod-${line} ${'lorem ipsum '.repeat(30)}`)).not.toContain('ecs-prod')
    }
  })

  it('shows the last four characters of a key, of a short one nothing', () => {
    expect(maskKey('AKEXAMPLE')).toBe('…MPLE')
    expect(maskKey('AK12345')).toBe('…')
  })
})
