import { describe, expect, it } from 'vitest'
import { listLinkTexts } from '../../../../src/core/db/repositories/link-texts.ts'
import { createRedactor } from '../../../../src/core/services/bundle-redactor.ts'
import { aNewLink } from '../../../support/link-builders.ts'
import { createTestDb } from '../../../support/test-db.ts'

describe('a support bundle', () => {
  it('names no link, address, host, domain, wanted site or group, wherever they stand', async () => {
    const { writer, read } = createTestDb()
    const link = { name: '伙伴门户', url: 'https://portal.partner.cn:8443/a?b=1', backlinkSite: 'ourselves.cn' }
    await writer.call('link.add', aNewLink({ ...link, group: '合作伙伴' }))
    const redactor = createRedactor({ secrets: [], accounts: [], resources: listLinkTexts(read), others: [] })
    const text = [
      'https://portal.partner.cn:8443/a?b=1 and https://portal.partner.cn:8443/other',
      'getaddrinfo ENOTFOUND portal.partner.cn (whois of partner.cn) 伙伴门户 合作伙伴 www.ourselves.cn',
    ].join('\n')
    const redacted = redactor.text(text)
    for (const name of ['portal', 'partner', 'ourselves', '伙伴']) expect(redacted).not.toContain(name)
    expect(redacted).toContain('getaddrinfo ENOTFOUND resource-')
    const { url, count } = redactor.params({ url: 'https://elsewhere.example/found', count: 3 })
    expect([url, count]).toEqual(['link-1', 3])
    const { detail } = redactor.params({ detail: 'HTTP 302, name-not-found, ENOTFOUND else.where.cn' })
    expect(detail).toBe('HTTP 302, name-not-found, ENOTFOUND host-1')
    const details = [
      'refused, ECONNREFUSED 10.20.30.40:8443',
      'EHOSTUNREACH fd00:12::7',
      'HTTP 200, at 10:20:30, 1.2.3',
    ]
    expect(details.map((words) => redactor.params({ detail: words })['detail'])).toEqual([
      'refused, ECONNREFUSED address-1:8443',
      'EHOSTUNREACH address-2',
      'HTTP 200, at 10:20:30, 1.2.3',
    ])
  })
})
