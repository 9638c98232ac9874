import { AppError } from '../../shared/domain/app-error.ts'
import type { AccountPolicy } from '../../shared/domain/account.ts'
import { TIER_DAYS } from '../../shared/domain/phase.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { RouteParsed } from '../../shared/ipc/contract.ts'
import { withoutUndefined } from '../../shared/without-undefined.ts'
import type { ReadDb } from '../db/connection.ts'
import { getSettings } from '../db/repositories/setting.ts'
import type { Writer } from '../db/write-commands.ts'
import type { EventBus } from '../ipc/event-bus.ts'
import type { SecretStore } from '../secrets.ts'

/** Under this name the secret store keeps the proxy's `user:password`, already percent-encoded. */
const PROXY_SECRET = 'proxy'

/** Settings from which columns of the items follow. */
const MOVING_ITEMS = ['businessZone', 'tagKeys', 'bandDays'] as const

export interface SettingsService {
  get(): Settings
  /** Credentials of a proxy go into the secret store; the settings, and so the database and its backups, never hold them. */
  update(patch: RouteParsed<'settings.update'>['patch']): Promise<Settings>
  /** `system`, `none`, or the proxy's URL with its credentials. For the worker only. */
  proxyWithCredentials(): Promise<string>
}

export interface SettingsServiceDeps {
  readonly db: ReadDb
  readonly writer: Writer
  readonly events: EventBus
  readonly secrets: SecretStore
}

/** Settings of the whole app. */
export function createSettingsService({ db, writer, events, secrets }: SettingsServiceDeps): SettingsService {
  return {
    get: () => getSettings(db),
    async update(patch) {
      const proxy = patch.proxy === undefined ? null : splitProxy(patch.proxy)
      const settings = await writer.call('settings.update', {
        patch: {
          ...withoutUndefined(patch),
          ...(proxy ? { proxy: proxy.address } : {}),
          ...(patch.defaultPolicy ? { defaultPolicy: withTrueTier(patch.defaultPolicy) } : {}),
        },
      })
      if (proxy?.credentials) await secrets.set(PROXY_SECRET, proxy.credentials)
      else if (proxy) await secrets.delete(PROXY_SECRET)
      events.emit('settings.changed', {})
      if (MOVING_ITEMS.some((key) => patch[key] !== undefined)) {
        events.emit('item.changed', { accountId: null })
      }
      return settings
    },
    async proxyWithCredentials() {
      const { proxy } = getSettings(db)
      if (proxy === 'system' || proxy === 'none') return proxy
      const credentials = await secrets.get(PROXY_SECRET)
      return credentials === null ? proxy : proxy.replace('://', `://${credentials}@`)
    },
  }
}

/** The numbers are what holds; a tier that has others is none. */
function withTrueTier(policy: AccountPolicy): AccountPolicy {
  if (policy.tier === 'custom') return policy
  const { graceDays, retentionDays } = TIER_DAYS[policy.tier]
  const isTrue = policy.graceDays === graceDays && policy.retentionDays === retentionDays
  return isTrue ? policy : { ...policy, tier: 'custom' }
}

function splitProxy(proxy: string): { address: string; credentials: string | null } {
  if (proxy === 'system' || proxy === 'none') return { address: proxy, credentials: null }
  const url = URL.canParse(proxy) ? new URL(proxy) : null
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    throw new AppError('BAD_REQUEST', { field: 'proxy', problem: 'wrongForm', limit: 'http://host:port' })
  }
  const credentials = url.username === '' ? null : `${url.username}:${url.password}`
  return { address: `${url.protocol}//${url.host}`, credentials }
}
