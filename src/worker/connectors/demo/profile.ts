import type { Asset } from './asset.ts'
import { oddNameOf } from './cases.ts'
import { type EnterpriseProject, pickEnterpriseProject, pickRegion, type Region } from './company.ts'
import { assetSize } from './layout.ts'
import { pickBundle, type Product, type Spec } from './products.ts'
import { createDraw, type Draw } from './random.ts'

/** Words for an environment in names and tags. */
export type Environment = readonly [zh: string, en: string]

const PRODUCTION: Environment = ['生产', 'prod']
const STAGING: Environment = ['预发', 'staging']
const TEST: Environment = ['测试', 'test']
const DEVELOPMENT: Environment = ['开发', 'dev']

/** Everything about an asset that does not depend on time: one resource keeps it for life. */
export interface Profile {
  readonly project: EnterpriseProject
  readonly region: Region
  readonly environment: Environment
  readonly system: readonly [zh: string, en: string]
  readonly role: readonly [zh: string, en: string]
  /** What the asset is made of, main resource first, with the spec of each. */
  readonly members: readonly (readonly [product: Product, spec: Spec])[]
  readonly name: string
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}

function drawName(draw: Draw, main: Product, profile: Omit<Profile, 'name'>): string {
  const [zhSystem, enSystem] = profile.system
  const [zhRole, enRole] = profile.role
  const environment = profile.environment[1]
  const counter = pad(draw.whole(1, 12))
  const styles = [
    [46, `${environment}-${enSystem}-${enRole}-${counter}`],
    [14, `${zhSystem}-${zhRole}-${draw.pick(['主', '备', counter])}`],
    [10, `${zhSystem}${zhRole}${counter}`],
    [8, `${zhSystem} ${enRole} ${counter}`],
    [10, `${enSystem}-${enRole}-${profile.region.short}-${counter}`],
    [4, `${profile.environment[0]}_${zhSystem}_${enRole}${counter}`],
    [8, `${main.abbreviation}-${draw.hex(4)}`],
  ] as const
  return draw.weighted(styles)
}

/** Draws what an asset is; the resource that succeeds another in the same place is drawn anew. */
export function profileOf(asset: Asset): Profile {
  const draw = createDraw(asset.number, ...asset.identity, 2)
  const bundle = pickBundle(draw, assetSize(asset.number))
  const main = bundle[0] as Product
  const project = pickEnterpriseProject(draw)
  const region = pickRegion(draw, project, main)
  const environment = project.isTest
    ? draw.pick([TEST, DEVELOPMENT])
    : draw.weighted([
        [80, PRODUCTION],
        [12, STAGING],
        [8, TEST],
      ])
  const body = {
    project,
    region,
    environment,
    system: draw.pick(project.systems),
    role: draw.pick(main.roles),
    members: bundle.map((product) => [product, draw.pick(product.specs)] as const),
  }
  const drawn = drawName(draw, main, body)
  const isFirst = asset.history.successor === 0
  const name = (isFirst ? oddNameOf(asset.number) : null) ?? drawn
  const { renames } = asset.history
  return { ...body, name: renames === 0 ? name : `${name}-v${renames + 1}` }
}
