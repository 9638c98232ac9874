import { valueOf } from './read.ts'

/**
 * Names under which TMS knows a resource, by BSS type code; the two vocabularies differ. Types that are not listed are not
 * asked for.
 * (facts: cloud-apis A6; support.huaweicloud.com/api-tms/ShowResourceTag.html names ecs, disk, eip, shared_bandwidth)
 */
const TMS_TYPES: Readonly<Record<string, string>> = {
  'hws.resource.type.vm': 'ecs',
  'hws.resource.type.volume': 'disk',
  'hws.resource.type.ip': 'eip',
  'hws.resource.type.bandwidth': 'shared_bandwidth',
  // Not in the documents; a name that TMS refuses is asked for only once.
  'hws.resource.type.obs': 'obs',
  'hws.resource.type.cce.cluster': 'cce-cluster',
  'hws.resource.type.elbv2': 'loadbalancers',
  'hws.resource.type.taurus.vm': 'gaussdbformysql',
}

/** Resources that belong to no region are asked without a project. */
const GLOBAL_TYPES: ReadonlySet<string> = new Set(['obs', 'cdn'])

/** TMS's name for a BSS type; null when it is not known to have one. */
export function toTmsType(typeCode: string | null): string | null {
  return typeCode === null ? null : (valueOf(TMS_TYPES, typeCode) ?? null)
}

/** Whether TMS wants the project of a resource of this type. */
export function isRegionalTmsType(tmsType: string): boolean {
  return !GLOBAL_TYPES.has(tmsType)
}
