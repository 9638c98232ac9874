import type { ItemFacts, PriceFacts, TagFacts } from '../../../shared/domain/item.ts'
import { toHuaweiRenewalMode, toHuaweiStatus } from '../../../shared/domain/renewal-mode.ts'
import type { Asset } from './asset.ts'
import { firstItemOf } from './layout.ts'
import { type Product, PRODUCTS } from './products.ts'
import type { Profile } from './profile.ts'
import { createDraw, type Draw, hash } from './random.ts'

/** Every generated id begins like this, so that nobody takes one for a real resource. */
export const ID_PREFIX = 'demo-'

function resourceIdOf(item: number, asset: Asset, product: Product): string {
  // The first eight digits differ for every item; the rest tells an item's successive resources apart.
  const digits = hash(item).toString(16).padStart(8, '0') + createDraw(item, ...asset.identity, 3).hex(24)
  if (product.idSuffix !== null) return `${ID_PREFIX}${digits}${product.idSuffix}`
  return ID_PREFIX + digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function iamProjectOf(regionCode: string | null): string | null {
  if (regionCode === null) return null
  return createDraw(...Array.from(regionCode, (letter) => letter.charCodeAt(0)), 4).hex(32)
}

function attachedName(draw: Draw, product: Product, place: number, mainName: string): string {
  if (product === PRODUCTS.disk) return `${mainName}-volume-${String(place).padStart(4, '0')}`
  // 203.0.113.0/24 is set aside for documentation (RFC 5737).
  return product === PRODUCTS.eip ? `203.0.113.${draw.whole(1, 254)}` : `${product.abbreviation}-${draw.hex(4)}`
}

/** The id of the asset's main resource. */
export function mainIdOf(asset: Asset, profile: Profile): string {
  return resourceIdOf(firstItemOf(asset.number), asset, (profile.members[0] as Profile['members'][number])[0])
}

/** The asset's resources as the list reports them, main one first; those numbered `size` and above do not exist. */
export function toItems(asset: Asset, profile: Profile, size: number): ItemFacts[] {
  const first = firstItemOf(asset.number)
  const { project, region } = profile
  const mainId = mainIdOf(asset, profile)
  return profile.members.slice(0, size - first).map(([product, spec], place) => {
    const draw = createDraw(first + place, ...asset.identity, 5)
    return {
      resourceId: place === 0 ? mainId : resourceIdOf(first + place, asset, product),
      resourceName: place === 0 ? profile.name : attachedName(draw, product, place, profile.name),
      serviceTypeCode: product.serviceTypeCode,
      serviceTypeName: product.serviceTypeName,
      typeCode: product.typeCode,
      typeName: product.typeName,
      spec: spec[0],
      specText: spec[1],
      regionCode: region.code,
      regionName: region.name,
      projectId: iamProjectOf(region.code),
      isMain: place === 0,
      parentResourceId: place === 0 ? null : mainId,
      enterpriseProjectId: project.id,
      enterpriseProjectName: project.name,
      createdAt: asset.createdAt,
      expiresAt: asset.expiresAt,
      status: toHuaweiStatus(asset.rawStatus),
      rawStatus: asset.rawStatus,
      renewalMode: toHuaweiRenewalMode(asset.rawPolicy),
      rawPolicy: asset.rawPolicy,
      paymentType: 'prepaid',
    }
  })
}

const PEOPLE = [
  ['张伟', 'zhang.wei'],
  ['李娜', 'li.na'],
  ['王芳', 'wang.fang'],
  ['刘洋', 'liu.yang'],
  ['陈静', 'chen.jing'],
  ['赵磊', 'zhao.lei'],
  ['黄敏', 'huang.min'],
] as const

const TAG_STYLES = [
  [64, 'english'],
  [17, 'chinese'],
  [7, 'mixed'],
  [12, 'none'],
] as const

const TAG_KEYS = {
  english: ['product_line', 'env', 'name', 'owner', 'cost_center'],
  chinese: ['产品线', '环境', '名称', '负责人', '成本中心'],
  mixed: ['Product-Line', 'Environment', 'Name', 'Owner', 'CostCenter'],
} as const

function mainTags(asset: Asset, profile: Profile): Record<string, string> {
  const draw = createDraw(asset.number, ...asset.identity, 6)
  const style = draw.weighted(TAG_STYLES)
  const person = PEOPLE[(draw.whole(0, PEOPLE.length - 1) + asset.history.retags) % PEOPLE.length] as (typeof PEOPLE)[0]
  const isRetagged = asset.history.retags > 0
  if (style === 'none') return isRetagged ? { owner: person[1] } : {}
  const [lineKey, environmentKey, nameKey, ownerKey, costKey] = TAG_KEYS[style]
  const language = style === 'chinese' ? 0 : 1
  const tags: Record<string, string> = {}
  if (draw.chance(0.95)) tags[lineKey] = profile.project.productLine[language]
  if (draw.chance(0.94)) tags[environmentKey] = profile.environment[language]
  if (draw.chance(0.72)) tags[nameKey] = `${profile.system[language]}-${profile.role[language]}`
  if (draw.chance(0.55) || isRetagged) tags[ownerKey] = person[language]
  if (draw.chance(0.3)) tags[costKey] = `CC-${draw.whole(1001, 1024)}`
  return tags
}

/** The tags of the asset's resources. Attached ones carry no name and no owner, and a third of them carries nothing. */
export function toTags(asset: Asset, profile: Profile, items: readonly ItemFacts[]): TagFacts[] {
  const main = mainTags(asset, profile)
  const shared = Object.fromEntries(
    Object.entries(main).filter(([key]) => Object.values(TAG_KEYS).some(([line, env]) => key === line || key === env)),
  )
  return items.map((item, place) => {
    if (place === 0) return { resourceId: item.resourceId, tags: main }
    const isBare = hash(asset.number, ...asset.identity, place, 7) % 3 === 0
    return { resourceId: item.resourceId, tags: isBare ? {} : shared }
  })
}

/** True when the provider can quote the asset: running out on a known day, and not one of the 8 % without a price. */
export function hasQuote(asset: Asset): boolean {
  if (asset.expiresAt === null || toHuaweiStatus(asset.rawStatus) === 'closed') return false
  return asset.history.repricedBy > 0 || !createDraw(asset.number, ...asset.identity, 8).chance(0.08)
}

const YUAN_PER_DOLLAR = 7.1
const LONGEST_QUOTE_MONTHS = 36

/** The quote for renewing the main resource with everything attached, for one more term. Not for assets without a quote. */
export function toPrice(asset: Asset, profile: Profile, resourceId: string, now: number): PriceFacts {
  const draw = createDraw(asset.number, ...asset.identity, 9)
  const discount = draw.whole(70, 100) / 100
  const isFree = draw.chance(0.005)
  const months = asset.termMonths > LONGEST_QUOTE_MONTHS ? 12 : asset.termMonths
  // Ten months are paid for twelve, as the price lists have it.
  const paidMonths = months >= 12 ? (months / 12) * 10 : months
  const monthlyCents = profile.members.reduce((sum, [, spec]) => sum + spec[2], 0)
  const perYuan = profile.region.currency === 'USD' ? 1 / YUAN_PER_DOLLAR : 1
  const listCents = monthlyCents * paidMonths * perYuan * discount
  const cents = Math.round(isFree ? 0 : listCents)
  return {
    resourceId,
    amount: toAmount(asset.history.repricedBy === 0 ? cents : repriced(listCents, asset)),
    currency: profile.region.currency,
    months,
    quotedAt: now,
  }
}

/** What is attached is paid with its main resource. `items` are the asset's, the main one first. */
export function toIncludedPrices(price: PriceFacts, items: readonly ItemFacts[]): PriceFacts[] {
  return items.slice(1).map(({ resourceId }) => ({ ...price, resourceId, amount: '0', isWithMain: true }))
}

/** Between 15 % cheaper and 20 % dearer, but never within 5 % of the list. */
function repriced(listCents: number, asset: Asset): number {
  const chance = hash(asset.number, asset.history.repricedBy, 10)
  const percent = chance % 3 === 0 ? 85 + (chance % 11) : 105 + (chance % 16)
  return Math.round((listCents * percent) / 100)
}

function toAmount(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
}
