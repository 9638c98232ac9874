import { type Product, PRODUCTS } from './products.ts'
import type { Draw } from './random.ts'

/** A place where resources run; code and name are null for packages that are sold for all regions. */
export interface Region {
  readonly code: string | null
  readonly name: string | null
  readonly short: string
  readonly currency: 'CNY' | 'USD'
}

const NORTH: Region = { code: 'cn-north-4', name: '华北-北京四', short: 'bj4', currency: 'CNY' }
const EAST: Region = { code: 'cn-east-3', name: '华东-上海一', short: 'sh1', currency: 'CNY' }
const SOUTH: Region = { code: 'cn-south-1', name: '华南-广州', short: 'gz', currency: 'CNY' }
const SOUTHWEST: Region = { code: 'cn-southwest-2', name: '西南-贵阳一', short: 'gy1', currency: 'CNY' }
const HONG_KONG: Region = { code: 'ap-southeast-1', name: '中国-香港', short: 'hk', currency: 'USD' }
const SINGAPORE: Region = { code: 'ap-southeast-3', name: '亚太-新加坡', short: 'sg', currency: 'USD' }
// Some packages are sold for all regions, and the list then names none.
const NOWHERE: Region = { code: null, name: null, short: 'all', currency: 'CNY' }

const HOME_REGIONS = [
  [44, NORTH],
  [26, EAST],
  [16, SOUTH],
  [12, SOUTHWEST],
  [2, HONG_KONG],
] as const
const ABROAD_REGIONS = [
  [6, HONG_KONG],
  [3, SINGAPORE],
  [1, SOUTH],
] as const

export interface EnterpriseProject {
  /** null together with the name: the provider did not say. */
  readonly id: string | null
  readonly name: string | null
  readonly productLine: readonly [zh: string, en: string]
  readonly isAbroad: boolean
  readonly isTest: boolean
  readonly systems: readonly (readonly [zh: string, en: string])[]
}

const OFFICE = [
  ['官网', 'site'],
  ['办公平台', 'oa'],
  ['邮件', 'mail'],
  ['堡垒机', 'jump'],
] as const

function enterpriseProject(
  id: string | null,
  name: string | null,
  productLine: readonly [string, string],
  systems: EnterpriseProject['systems'],
): EnterpriseProject {
  return { id, name, productLine, isAbroad: name === '海外业务', isTest: name === '测试环境', systems }
}

const ENTERPRISE_PROJECTS: readonly (readonly [number, EnterpriseProject])[] = [
  [14, enterpriseProject('0', 'default', ['公共', 'common'], OFFICE)],
  [
    30,
    enterpriseProject(
      'b7d2c5f0-41e6-4a0e-9c83-2f6b1d9a7e10',
      '电商平台',
      ['电商', 'ecommerce'],
      [
        ['订单中心', 'order'],
        ['支付', 'pay'],
        ['商品', 'item'],
        ['购物车', 'cart'],
        ['促销', 'promo'],
        ['会员', 'member'],
        ['物流', 'logistics'],
      ],
    ),
  ],
  [
    17,
    enterpriseProject(
      '3c19a8e4-7b52-4d6f-8e01-95c4d07f2ab3',
      '数据中台',
      ['数据', 'data'],
      [
        ['数仓', 'dw'],
        ['实时计算', 'stream'],
        ['报表', 'report'],
        ['用户画像', 'profile'],
        ['调度', 'scheduler'],
      ],
    ),
  ],
  [
    11,
    enterpriseProject(
      'e05f6d31-2a98-47cb-b4d7-60183cfa95e2',
      '财务系统',
      ['财务', 'finance'],
      [
        ['总账', 'ledger'],
        ['报销', 'expense'],
        ['发票', 'invoice'],
        ['对账', 'recon'],
      ],
    ),
  ],
  [
    11,
    enterpriseProject(
      '9a4e7c02-d6b1-4f35-a817-c3e2580d61f4',
      '海外业务',
      ['海外', 'overseas'],
      [
        ['海外站', 'global'],
        ['海外支付', 'intl-pay'],
        ['海外仓', 'warehouse'],
      ],
    ),
  ],
  [
    9,
    enterpriseProject(
      '58d0b3f7-1c4a-4e29-92f6-7ab05e8c13d9',
      '测试环境',
      ['研发', 'rnd'],
      [
        ['联调', 'sit'],
        ['压测', 'perf'],
        ['自动化测试', 'qa'],
        ['构建', 'ci'],
      ],
    ),
  ],
  [
    6,
    enterpriseProject(
      'c6f1928b-0e73-4b5d-85aa-1d94f7e3602c',
      '客服与营销',
      ['营销', 'marketing'],
      [
        ['客服', 'callcenter'],
        ['短信', 'sms'],
        ['活动', 'campaign'],
      ],
    ),
  ],
  [3, enterpriseProject(null, null, ['公共', 'common'], OFFICE)],
]

/** Chooses the enterprise project that an asset belongs to; a few belong to none. */
export function pickEnterpriseProject(draw: Draw): EnterpriseProject {
  return draw.weighted(ENTERPRISE_PROJECTS)
}

/** Chooses a region that suits the project and the product. */
export function pickRegion(draw: Draw, project: EnterpriseProject, main: Product): Region {
  const region = draw.weighted<Region>(project.isAbroad ? ABROAD_REGIONS : HOME_REGIONS)
  return main === PRODUCTS.obs && draw.chance(0.3) ? NOWHERE : region
}
