import { describe, expect, it } from 'vitest'
import { toExternalUrl } from '../../../../src/main/external-link.ts'
import { SITES } from '../../../../src/shared/domain/account.ts'
import { PROVIDERS } from '../../../../src/shared/domain/item.ts'
import { renewalPageOf } from '../../../../src/shared/domain/renewal-page.ts'
import { RENEWAL_MODES } from '../../../../src/shared/domain/renewal-mode.ts'

describe('renewalPageOf', () => {
  it.each([
    ['huawei', 'china', 'manual', 'https://account.huaweicloud.com/usercenter/#/userindex/renewalManagement'],
    ['huawei', 'intl', 'auto', 'https://account-intl.huaweicloud.com/usercenter/#/userindex/renewalManagement'],
    ['huawei', 'eu', 'auto', null],
    ['alibaba', 'china', 'auto', 'https://usercenter2.aliyun.com/renew/auto'],
    ['alibaba', 'china', 'unknown', 'https://usercenter2.aliyun.com/renew/manual'],
    ['tencent', 'china', 'manual', 'https://console.cloud.tencent.com/account/renewal'],
    ['demo', 'china', 'auto', null],
    [null, 'china', 'manual', null],
  ] as const)('names the page of %s, %s, mode %s: %s', (provider, site, mode, url) => {
    expect(renewalPageOf(provider, site, mode)).toBe(url)
  })

  it('names only pages that the window may open', () => {
    const pages = [...PROVIDERS, null].flatMap((provider) =>
      SITES.flatMap((site) => RENEWAL_MODES.map((mode) => renewalPageOf(provider, site, mode))),
    )
    const named = pages.filter((page) => page !== null)
    expect(named.length).toBeGreaterThan(5)
    for (const page of named) {
      expect(toExternalUrl(page)).toBe(page)
      expect(new URL(page).protocol).toBe('https:')
    }
  })
})
