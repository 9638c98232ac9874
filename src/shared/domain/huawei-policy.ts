/**
 * The right that each read needs. Sources:
 * - billing:subscription:view, bss:discount:view: facts, cloud-apis A2 (support.huaweicloud.com jac_00005.html). Without the
 *   second one quotes still come, but without the contract's discounts.
 * - rms:resources:list: facts, cloud-apis A6.
 * - tms:resourceTags:list: support.huaweicloud.com/api-tms/ShowResourceTag.html.
 * - eps:enterpriseProjects:list: support.huaweicloud.com, authorisation items of Enterprise Management.
 * - identity needs none: "no policy is needed" (support.huaweicloud.com/api-iam/iam_07_0001.md).
 */
export const HUAWEI_ACTIONS = {
  list: 'billing:subscription:view',
  identity: '',
  'tags-bulk': 'rms:resources:list',
  'tags-single': 'tms:resourceTags:list',
  projects: 'eps:enterpriseProjects:list',
  prices: 'bss:discount:view',
} as const

/** The read-only custom policy to ask the administrator for. */
export const HUAWEI_POLICY_TEXT = JSON.stringify(
  {
    Version: '1.1',
    Statement: [{ Effect: 'Allow', Action: Object.values(HUAWEI_ACTIONS).filter((action) => action !== '') }],
  },
  null,
  2,
)
