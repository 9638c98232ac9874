import type { Draw } from './random.ts'

/** Spec code, text for people, price of one month in cents of a yuan. */
export type Spec = readonly [code: string, text: string, monthlyCents: number]

/** One thing that can be bought; codes as Huawei Cloud reports them (facts: cloud-apis A2). */
export interface Product {
  /** Short word for names such as `ecs-3f2a`. */
  readonly abbreviation: string
  readonly serviceTypeCode: string
  readonly serviceTypeName: string
  readonly typeCode: string
  readonly typeName: string
  /** What such a thing is called in a resource name. */
  readonly roles: readonly (readonly [zh: string, en: string])[]
  readonly specs: readonly Spec[]
  /** Some services name their resources by 32 digits and this suffix; null: by a UUID. */
  readonly idSuffix: string | null
}

function product(
  abbreviation: string,
  [service, serviceTypeName]: readonly [string, string],
  [type, typeName]: readonly [string, string],
  roles: Product['roles'],
  specs: readonly Spec[],
  idSuffix: string | null = null,
): Product {
  const serviceTypeCode = `hws.service.type.${service}`
  const typeCode = `hws.resource.type.${type}`
  return { abbreviation, serviceTypeCode, serviceTypeName, typeCode, typeName, roles, specs, idSuffix }
}

const DATABASE = [
  ['数据库', 'db'],
  ['主库', 'db-master'],
  ['只读库', 'db-ro'],
] as const

/** Everything the company buys; prices are invented. */
export const PRODUCTS = {
  ecs: product(
    'ecs',
    ['ec2', '弹性云服务器'],
    ['vm', '云主机'],
    [
      ['网站', 'web'],
      ['应用', 'app'],
      ['接口', 'api'],
      ['任务', 'job'],
      ['网关', 'gateway'],
      ['日志', 'log'],
    ],
    [
      ['s6.large.2.linux', '通用计算型 | s6.large.2 | 2vCPUs | 4GiB', 14_850],
      ['c7.large.2.linux', '通用计算增强型 | c7.large.2 | 2vCPUs | 4GiB', 23_180],
      ['c7.xlarge.4.linux', '通用计算增强型 | c7.xlarge.4 | 4vCPUs | 16GiB', 61_260],
      ['c7.2xlarge.2.win', '通用计算增强型 | c7.2xlarge.2 | 8vCPUs | 16GiB | Windows', 118_400],
      ['m7.2xlarge.8.linux', '内存优化型 | m7.2xlarge.8 | 8vCPUs | 64GiB', 158_000],
      ['pi2.2xlarge.4.linux', 'GPU 加速型 | pi2.2xlarge.4 | 8vCPUs | 32GiB | 1*T4', 342_000],
    ],
  ),
  disk: product(
    'volume',
    ['ebs', '云硬盘'],
    ['volume', '云硬盘'],
    [['数据盘', 'volume']],
    [
      ['SAS', '高IO | 100GB', 3_500],
      ['GPSSD', '通用型SSD | 200GB', 14_000],
      ['SSD', '超高IO | 500GB', 50_000],
      ['ESSD', '极速型SSD | 1000GB', 200_000],
    ],
  ),
  eip: product(
    'eip',
    ['vpc', '虚拟私有云'],
    ['ip', '弹性公网IP'],
    [['公网IP', 'eip']],
    [
      ['5_bgp', '全动态BGP', 1_440],
      ['5_sbgp', '静态BGP', 1_152],
    ],
  ),
  bandwidth: product(
    'bandwidth',
    ['vpc', '虚拟私有云'],
    ['bandwidth', '带宽'],
    [['带宽', 'bandwidth']],
    [
      ['19_bgp', '动态BGP | 5Mbit/s', 11_500],
      ['12_bgp', '动态BGP | 20Mbit/s', 132_500],
    ],
  ),
  sharedBandwidth: product(
    'bandwidth',
    ['vpc', '虚拟私有云'],
    ['bandwidth', '带宽'],
    [['共享带宽', 'shared-bw']],
    [
      ['19_share', '共享带宽 | 100Mbit/s', 932_500],
      ['19_share', '共享带宽 | 300Mbit/s', 2_832_500],
    ],
  ),
  rds: product(
    'rds',
    ['rds', '云数据库 RDS'],
    ['rds.vm', 'RDS 实例'],
    DATABASE,
    [
      ['rds.mysql.n1.large.4.ha', 'MySQL 8.0 | 主备 | 2vCPUs 8GB', 67_600],
      ['rds.mysql.x1.2xlarge.4.ha', 'MySQL 8.0 | 主备 | 8vCPUs 32GB', 286_400],
      ['rds.pg.x1.xlarge.4', 'PostgreSQL 14 | 单机 | 4vCPUs 16GB', 98_200],
      ['rds.mssql.spec.se.s6.xlarge.4.ha', 'SQL Server 2019 标准版 | 主备 | 4vCPUs 16GB', 412_900],
    ],
    'in01',
  ),
  gaussdb: product(
    'gaussdb',
    ['taurus', '云数据库 GaussDB'],
    ['taurus.vm', 'GaussDB 节点'],
    DATABASE,
    [
      ['gaussdb.mysql.xlarge.x86.4', 'GaussDB(for MySQL) | 4vCPUs 16GB', 188_000],
      ['gaussdb.mysql.4xlarge.x86.8', 'GaussDB(for MySQL) | 16vCPUs 128GB', 918_000],
    ],
    'in07',
  ),
  redis: product(
    'dcs',
    ['dcs', '分布式缓存服务'],
    ['dcs3', 'Redis 实例'],
    [
      ['缓存', 'cache'],
      ['会话', 'session'],
      ['Redis', 'redis'],
    ],
    [
      ['redis.ha.xu1.large.r2.2', 'Redis 5.0 主备 | 2GB', 20_700],
      ['redis.cluster.xu1.large.r2.16', 'Redis 6.0 Cluster | 16GB', 168_000],
    ],
  ),
  cce: product(
    'cce',
    ['cce', '云容器引擎'],
    ['cce.cluster', 'CCE 集群'],
    [['容器集群', 'k8s']],
    [
      ['cce.s2.small', '高可用 | 50 节点', 136_400],
      ['cce.s2.medium', '高可用 | 200 节点', 272_800],
    ],
  ),
  elb: product(
    'elb',
    ['elb', '弹性负载均衡'],
    ['elbv2', '负载均衡器'],
    [['负载均衡', 'elb']],
    [
      ['L7_flavor.elb.s2.small', '应用型 | 小型 II', 39_600],
      ['L4_flavor.elb.s1.medium', '网络型 | 中型 I', 28_800],
    ],
  ),
  obs: product(
    'obs',
    ['obs', '对象存储服务'],
    ['obs', '对象存储资源包'],
    [
      ['存储包', 'obs-package'],
      ['归档存储包', 'archive-package'],
    ],
    [
      ['package.obs.standard.500g', '标准存储多AZ包 | 500GB', 5_400],
      ['package.obs.standard.10t', '标准存储单AZ包 | 10TB', 81_000],
      ['package.obs.traffic.1t', '公网流出流量包 | 1TB', 45_000],
    ],
  ),
  dws: product(
    'dws',
    ['dws', '数据仓库服务'],
    ['dws', 'DWS 集群'],
    [['数仓', 'dws']],
    [
      ['dws2.m6.4xlarge.8', '标准数仓 | 16vCPUs 128GB | 3 节点', 1_684_800],
      ['dws2.m6.8xlarge.8', '标准数仓 | 32vCPUs 256GB | 6 节点', 6_739_200],
    ],
  ),
  apig: product(
    'apig',
    ['apig', 'API 网关'],
    ['apig.instance', 'API 网关专享版'],
    [['开放平台', 'apig']],
    [
      ['apig.basic', '基础版 | 2,000 TPS', 118_000],
      ['apig.professional', '专业版 | 4,000 TPS', 289_000],
    ],
  ),
  vpn: product(
    'vpn',
    ['vpn', '虚拟专用网络'],
    ['vpngateway', 'VPN 网关'],
    [
      ['总部专线', 'vpn-hq'],
      ['门店组网', 'vpn-store'],
    ],
    [
      ['V1G', '专业型1 | 300Mbit/s', 88_000],
      ['V300', '专业型2 | 1Gbit/s', 214_000],
    ],
  ),
  kafka: product(
    'kafka',
    ['dms', '分布式消息服务'],
    ['dms.kafka', 'Kafka 实例'],
    [['消息队列', 'kafka']],
    [
      ['c6.2u4g.cluster', 'Kafka 2.7 | 3 代理 | 300GB', 124_800],
      ['c6.8u16g.cluster', 'Kafka 3.4 | 3 代理 | 1200GB', 538_000],
    ],
  ),
  search: product(
    'css',
    ['css', '云搜索服务'],
    ['css.cluster', 'CSS 集群'],
    [['检索集群', 'es']],
    [['ess.spec-4u16g', 'Elasticsearch 7.10 | 3 节点 | 4vCPUs 16GB', 296_000]],
  ),
  waf: product(
    'waf',
    ['waf', 'Web 应用防火墙'],
    ['waf', '云模式'],
    [['防火墙', 'waf']],
    [
      ['waf.professional', '标准版', 388_000],
      ['waf.enterprise', '专业版', 988_000],
    ],
  ),
  backup: product(
    'vault',
    ['cbr', '云备份'],
    ['cbr.vault', '存储库'],
    [['备份库', 'backup-vault']],
    [
      ['vault.backup.server.normal', '云服务器备份 | 500GB', 10_000],
      ['vault.backup.turbo.normal', 'SFS Turbo 备份 | 2TB', 41_000],
    ],
  ),
} as const satisfies Record<string, Product>

type Weights = readonly (readonly [number, readonly Product[]])[]

const P = PRODUCTS

/** What an asset of 1, 2, 3 or 4 resources is made of, main resource first. */
const BUNDLES: readonly Weights[] = [
  [
    [20, [P.rds]],
    [16, [P.redis]],
    [12, [P.ecs]],
    [9, [P.elb]],
    [8, [P.obs]],
    [6, [P.cce]],
    [6, [P.gaussdb]],
    [5, [P.kafka]],
    [4, [P.search]],
    [4, [P.apig]],
    [4, [P.vpn]],
    [3, [P.dws]],
    [3, [P.waf]],
    [5, [P.backup]],
  ],
  [
    [7, [P.ecs, P.disk]],
    [3, [P.eip, P.bandwidth]],
  ],
  [
    [6, [P.ecs, P.disk, P.disk]],
    [3, [P.ecs, P.disk, P.eip]],
    [1, [P.sharedBandwidth, P.eip, P.eip]],
  ],
  [
    [7, [P.ecs, P.disk, P.disk, P.eip]],
    [3, [P.sharedBandwidth, P.eip, P.eip, P.eip]],
  ],
]

/** Chooses what an asset of that many resources is made of. */
export function pickBundle(draw: Draw, size: number): readonly Product[] {
  return draw.weighted(BUNDLES[size - 1] as Weights)
}
