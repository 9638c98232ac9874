import type { Site } from './account.ts'
import type { ProviderId } from './item.ts'
import type { RenewalMode } from './renewal-mode.ts'

/** Huawei's renewal management. facts: cloud-apis A5, console deep link; the same page has another host on the international site. */
const HUAWEI_HOSTS: Readonly<Partial<Record<Site, string>>> = {
  china: 'account.huaweicloud.com',
  intl: 'account-intl.huaweicloud.com',
}

/**
 * The provider's page on which renewals are managed; null where we know of none. The person has to be signed in there; no
 * resource is named in the address, because none of the pages documents how.
 */
export function renewalPageOf(provider: ProviderId | null, site: Site, renewalMode: RenewalMode): string | null {
  switch (provider) {
    case 'huawei': {
      const host = HUAWEI_HOSTS[site]
      return host ? `https://${host}/usercenter/#/userindex/renewalManagement` : null
    }
    case 'alibaba':
      // facts: cloud-apis, tables of consoles (续费管理).
      return site === 'china'
        ? `https://usercenter2.aliyun.com/renew/${renewalMode === 'auto' ? 'auto' : 'manual'}`
        : null
    case 'tencent':
      // facts: cloud-apis, Tencent DescribeRenewInstances.
      return site === 'china' ? 'https://console.cloud.tencent.com/account/renewal' : null
    case 'demo':
    case null:
      return null
  }
}
