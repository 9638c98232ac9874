/** One kind of thing that can be bought, under the names that each of Huawei's services has for it. */
export interface ResourceKind {
  readonly key: string
  readonly serviceTypeCode: string
  readonly serviceTypeName: string
  readonly serviceTypeNameEn: string
  readonly abbreviation: string
  readonly resourceTypeCode: string
  readonly resourceTypeName: string
  readonly resourceTypeNameEn: string
  /** Config (RMS): provider and type. */
  readonly provider: string
  readonly type: string
  /** Names that TMS takes for it as resource_type. */
  readonly tmsTypes: readonly string[]
  readonly names: readonly string[]
  readonly specs: readonly (readonly [code: string, text: string, monthlyCents: number])[]
  /** Linear size: BSS unit (15 Mbps, 17 GB) and the sizes on sale. */
  readonly size?: { readonly measureId: number; readonly choices: readonly number[]; readonly centsPerUnit: number }
}

/** Codes seen in public code (facts: cloud-apis A2); prices are invented and only have to be stable. */
export const KINDS = {
  ecs: {
    key: 'ecs',
    serviceTypeCode: 'hws.service.type.ec2',
    serviceTypeName: '弹性云服务器',
    serviceTypeNameEn: 'Elastic Cloud Server',
    abbreviation: 'ECS',
    resourceTypeCode: 'hws.resource.type.vm',
    resourceTypeName: '云主机',
    resourceTypeNameEn: 'VM',
    provider: 'ecs',
    type: 'cloudservers',
    tmsTypes: ['ecs', 'cloudservers'],
    names: ['web', 'api', '订单服务', '支付网关', 'prod-app', '数据同步', 'jenkins', '用户中心', 'kafka', '财务报表'],
    specs: [
      ['s6.large.2.linux', '通用计算型|s6.large.2|2vCPUs|4GB|linux', 15_840],
      ['s6.xlarge.2.linux', '通用计算型|s6.xlarge.2|4vCPUs|8GB|linux', 31_680],
      ['c7.xlarge.2.linux', '通用计算增强型|c7.xlarge.2|4vCPUs|8GB|linux', 43_200],
      ['c7.2xlarge.4.win', '通用计算增强型|c7.2xlarge.4|8vCPUs|32GB|windows', 118_560],
      ['m7.2xlarge.8.linux', '内存优化型|m7.2xlarge.8|8vCPUs|64GB|linux', 149_760],
    ],
  },
  ebs: {
    key: 'ebs',
    serviceTypeCode: 'hws.service.type.ebs',
    serviceTypeName: '云硬盘',
    serviceTypeNameEn: 'Elastic Volume Service',
    abbreviation: 'EVS',
    resourceTypeCode: 'hws.resource.type.volume',
    resourceTypeName: '磁盘',
    resourceTypeNameEn: 'Disk',
    provider: 'evs',
    type: 'volumes',
    tmsTypes: ['disk', 'volumes'],
    names: ['volume', '数据盘', 'data', 'backup-disk', '归档盘'],
    specs: [
      ['GPSSD', '通用型SSD', 0],
      ['SAS', '高IO', 0],
      ['SSD', '超高IO', 0],
    ],
    size: { measureId: 17, choices: [40, 100, 200, 500, 1000, 2000], centsPerUnit: 70 },
  },
  eip: {
    key: 'eip',
    serviceTypeCode: 'hws.service.type.vpc',
    serviceTypeName: '虚拟私有云',
    serviceTypeNameEn: 'Virtual Private Cloud',
    abbreviation: 'VPC',
    resourceTypeCode: 'hws.resource.type.ip',
    resourceTypeName: '弹性公网IP',
    resourceTypeNameEn: 'EIP',
    provider: 'vpc',
    type: 'publicips',
    tmsTypes: ['eip', 'publicip', 'publicips'],
    names: ['eip', '公网IP', 'eip-nat', '出口IP'],
    specs: [
      ['5_bgp', '动态BGP', 1_440],
      ['5_sbgp', '静态BGP', 1_080],
    ],
  },
  bandwidth: {
    key: 'bandwidth',
    serviceTypeCode: 'hws.service.type.vpc',
    serviceTypeName: '虚拟私有云',
    serviceTypeNameEn: 'Virtual Private Cloud',
    abbreviation: 'VPC',
    resourceTypeCode: 'hws.resource.type.bandwidth',
    resourceTypeName: '带宽',
    resourceTypeNameEn: 'Bandwidth',
    provider: 'vpc',
    type: 'bandwidths',
    tmsTypes: ['shared_bandwidth', 'bandwidth', 'bandwidths'],
    names: ['bandwidth', '共享带宽', 'bw-prod', '办公带宽'],
    specs: [
      ['19_bgp', '动态BGP独享带宽', 0],
      ['19_share', '共享带宽', 0],
      ['12_bgp', '静态BGP带宽', 0],
    ],
    size: { measureId: 15, choices: [1, 5, 10, 50, 100, 300], centsPerUnit: 2_300 },
  },
  obs: {
    key: 'obs',
    serviceTypeCode: 'hws.service.type.obs',
    serviceTypeName: '对象存储服务',
    serviceTypeNameEn: 'Object Storage Service',
    abbreviation: 'OBS',
    resourceTypeCode: 'hws.resource.type.obs',
    resourceTypeName: '对象存储',
    resourceTypeNameEn: 'OBS',
    provider: 'obs',
    type: 'buckets',
    tmsTypes: ['obs', 'buckets'],
    names: ['obs-archive', '对账单存储', 'obs-media', '日志归档'],
    specs: [['obs.standard.package', '标准存储多AZ包', 0]],
    size: { measureId: 17, choices: [100, 500, 1024, 5120, 10_240], centsPerUnit: 9 },
  },
  cce: {
    key: 'cce',
    serviceTypeCode: 'hws.service.type.cce',
    serviceTypeName: '云容器引擎',
    serviceTypeNameEn: 'Cloud Container Engine',
    abbreviation: 'CCE',
    resourceTypeCode: 'hws.resource.type.cce.cluster',
    resourceTypeName: 'CCE集群',
    resourceTypeNameEn: 'CCE Cluster',
    provider: 'cce',
    type: 'clusters',
    tmsTypes: ['cce', 'cce-cluster', 'clusters'],
    names: ['cce-prod', '容器集群', 'cce-test', '大数据集群'],
    specs: [
      ['cce.s1.small', 'CCE集群|50节点|单控制节点', 26_100],
      ['cce.s2.medium', 'CCE集群|200节点|高可用', 124_200],
    ],
  },
  elb: {
    key: 'elb',
    serviceTypeCode: 'hws.service.type.elb',
    serviceTypeName: '弹性负载均衡',
    serviceTypeNameEn: 'Elastic Load Balance',
    abbreviation: 'ELB',
    resourceTypeCode: 'hws.resource.type.elbv2',
    resourceTypeName: '独享型负载均衡',
    resourceTypeNameEn: 'Dedicated Load Balancer',
    provider: 'elb',
    type: 'loadbalancers',
    tmsTypes: ['elb', 'loadbalancers'],
    names: ['elb-web', '入口负载均衡', 'elb-internal', '支付入口'],
    specs: [
      ['L7_flavor.elb.s1.small', '应用型 小型 I', 32_400],
      ['L4_flavor.elb.s2.medium', '网络型 中型 II', 58_320],
    ],
  },
  taurus: {
    key: 'taurus',
    serviceTypeCode: 'hws.service.type.taurus',
    serviceTypeName: '云数据库TaurusDB',
    serviceTypeNameEn: 'TaurusDB',
    abbreviation: 'TaurusDB',
    resourceTypeCode: 'hws.resource.type.taurus.vm',
    resourceTypeName: 'TaurusDB实例',
    resourceTypeNameEn: 'TaurusDB Instance',
    provider: 'gaussdbformysql',
    type: 'instance',
    tmsTypes: ['gaussdbformysql', 'taurus', 'gaussdb'],
    names: ['mysql-order', '订单库', 'mysql-user', '财务库', '报表只读库'],
    specs: [
      ['gaussdb.mysql.xlarge.x86.4', '独享型|4vCPUs|16GB|主备', 158_400],
      ['gaussdb.mysql.2xlarge.x86.4', '独享型|8vCPUs|32GB|主备', 316_800],
    ],
  },
} as const satisfies Record<string, ResourceKind>

export type KindKey = keyof typeof KINDS

/** Regions of the world, with the weight that the picking gives them. */
export const REGIONS = [
  'cn-north-4',
  'cn-north-4',
  'cn-north-4',
  'cn-east-3',
  'cn-east-3',
  'cn-south-1',
  'cn-southwest-2',
  'ap-southeast-1',
] as const

/** Enterprise projects; "0" is Huawei's default project. */
export const ENTERPRISE_PROJECTS = [
  { id: '0', name: 'default', description: '' },
  { id: 'prod', name: '生产环境', description: '线上业务' },
  { id: 'test', name: '测试环境', description: '' },
  { id: 'data', name: '数据平台', description: '数仓与报表' },
  { id: 'fin', name: '财务系统', description: 'ERP' },
  { id: 'sea', name: 'overseas', description: 'Singapore and Hong Kong' },
] as const

export const PRODUCT_LINES = ['电商', '支付', '会员', '物流', '数据平台', '基础设施'] as const
export const ENVIRONMENTS = ['prod', 'staging', 'test', 'dev'] as const
export const OWNERS = ['zhang.wei', 'li.na', 'wang.fang', 'chen.jie', '运维组'] as const
