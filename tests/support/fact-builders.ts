import type { ItemFacts, PriceFacts, TagFacts } from '../../src/shared/domain/item.ts'
import type { FactBatch } from '../../src/shared/worker/frames.ts'
import { encodePrices, encodeRows, toHashedItem, toHashedTags } from '../../src/worker/sync/encode.ts'

/** One cloud server as a connector would report it; say only what the test is about. */
export function aFact(facts: Partial<ItemFacts> & Pick<ItemFacts, 'resourceId'>): ItemFacts {
  return {
    resourceName: `ecs-${facts.resourceId}`,
    serviceTypeCode: 'hws.service.type.ec2',
    serviceTypeName: '弹性云服务器',
    typeCode: 'hws.resource.type.vm',
    typeName: '云主机',
    spec: 's6.large.2.linux',
    specText: '通用计算型 2核4G',
    regionCode: 'cn-north-4',
    regionName: '华北-北京四',
    projectId: 'project-1',
    isMain: true,
    parentResourceId: null,
    enterpriseProjectId: '0',
    enterpriseProjectName: 'default',
    createdAt: Date.UTC(2025, 0, 15, 2),
    expiresAt: Date.UTC(2027, 0, 15, 15, 59, 59),
    status: 'in-use',
    rawStatus: 2,
    renewalMode: 'manual',
    rawPolicy: 0,
    paymentType: 'prepaid',
    ...facts,
  }
}

/** Packs facts the way the worker does. */
export function toBatch(what: 'items', rows: readonly ItemFacts[], pass?: number): FactBatch
export function toBatch(what: 'tags', rows: readonly TagFacts[], pass?: number): FactBatch
export function toBatch(what: 'prices', rows: readonly PriceFacts[], pass?: number): FactBatch
export function toBatch(what: FactBatch['what'], rows: readonly unknown[], pass = 1): FactBatch {
  switch (what) {
    case 'items':
      return encodeRows('items', pass, (rows as readonly ItemFacts[]).map(toHashedItem))
    case 'tags':
      return encodeRows('tags', pass, (rows as readonly TagFacts[]).map(toHashedTags))
    case 'prices':
      return encodePrices(pass, rows as readonly PriceFacts[])
  }
}
