import type { ExpectedItem } from '../support/huawei-oracle.ts'
import { startHuaweiFolder, type HuaweiFolder } from '../support/huawei-folder.ts'

export const COUNT = 2_314

/** A row of `items list --json`, as far as tests look into it. */
export interface ItemJson extends Omit<ExpectedItem, 'texts' | 'phaseAt'> {
  readonly [field: string]: unknown
  readonly id: string
  readonly lastSyncedAt: string
  readonly price: string | null
  readonly currency: string | null
}

export interface Estate extends HuaweiFolder {
  /** Resource ids of main resources about which nothing is special. */
  readonly plain: readonly string[]
  /** Resource ids with a name, code or date that is easily misread. */
  readonly special: Readonly<
    Record<'percent' | 'underscore' | 'unknown' | 'unknownText' | 'undated' | 'noPolicy', string>
  >
  /** Resource ids whose enterprise project comes without its name. */
  readonly nameless: readonly string[]
}

/** An account with 2,314 resources, awkward ones among them; not synced yet. The caller closes it. */
export async function startEstate(): Promise<Estate> {
  const made = await startHuaweiFolder({ resources: COUNT, seed: 2314 })
  const { mutate, ...world } = made.simulator.world
  const mains = world.listed().filter(({ row }) => row?.['is_main_resource'] === 1)
  const at = (index: number): string => mains[index]?.id as string
  const special = {
    percent: at(10),
    underscore: at(11),
    unknown: at(20),
    unknownText: at(21),
    undated: at(22),
    noPolicy: at(23),
  }
  mutate.rename(special.percent, '100%完成_报表')
  mutate.rename(at(12), '100X完成Y报表')
  mutate.rename(special.underscore, 'a_b-x')
  mutate.rename(at(13), 'aXb-x')
  mutate.setRaw(special.unknown, { status: 7, expire_policy: 9 })
  mutate.setRaw(special.unknownText, { status: 'SUSPENDED' })
  mutate.setRaw(special.undated, { expire_time: null })
  mutate.setRaw(special.noPolicy, { expire_policy: null })
  const nameless = mains.slice(30, 70)
  for (const { id, enterpriseProjectId } of nameless) {
    mutate.setRaw(id, { enterprise_project: { id: enterpriseProjectId } })
  }
  return {
    ...made,
    special,
    nameless: nameless.map(({ id }) => id),
    plain: mains.slice(100, 110).map(({ id }) => id),
  }
}
