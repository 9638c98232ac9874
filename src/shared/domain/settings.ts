import { DEFAULT_LIMITS, DEFAULT_POLICY, type AccountLimits, type AccountPolicy } from './account.ts'
import { DEFAULT_LINK_LIMITS, type LinkLimits } from './link.ts'
import { DEFAULT_REMINDERS, type ReminderSettings } from './reminder.ts'

/** What closing the window does: ask, go on in the tray, or quit. */
export const CLOSE_ACTIONS = ['ask', 'tray', 'quit'] as const

/** How the desktop app behaves beside its window. */
export interface DesktopSettings {
  readonly closeAction: (typeof CLOSE_ACTIONS)[number]
  /** Reminders are shown by the system; they stand in the centre in any case. */
  readonly showsNotifications: boolean
}

/** Settings of the whole app; the database keeps what differs from the defaults. */
export interface Settings {
  readonly language: 'zh-CN' | 'en' | 'system'
  /** IANA zone in which people count days. */
  readonly businessZone: string
  /** Tag keys, in order of preference, that fill the three lifted columns. Compared without case. */
  readonly tagKeys: {
    readonly productLine: readonly string[]
    readonly env: readonly string[]
    readonly name: readonly string[]
  }
  /** Name written into the history of the people's layer; empty means the operating system's user name. */
  readonly userName: string
  /** `system`, `none`, or the proxy's URL. */
  readonly proxy: string
  /** The last day left of each band after "expired", ascending: [7, 15] makes 0–7, 8–15 and later. */
  readonly bandDays: readonly number[]
  /** What a new account starts with. */
  readonly defaultPolicy: AccountPolicy
  readonly defaultLimits: AccountLimits
  /** A renewal quote is asked for again when it is older, days. */
  readonly quoteMaxAgeDays: number
  readonly linkLimits: LinkLimits
  /** Runs over links ask registries when the domains of links end. */
  readonly measuresDomains: boolean
  readonly reminders: ReminderSettings
  /** ISO 4217 code into which sums are converted beside their own; null: none. */
  readonly reportCurrency: string | null
  readonly desktop: DesktopSettings
}

export const DEFAULT_SETTINGS: Settings = {
  language: 'system',
  businessZone: 'Asia/Shanghai',
  tagKeys: {
    productLine: ['product_line', 'productline', 'product-line', '产品线'],
    env: ['env', 'environment', '环境'],
    name: ['name', '名称'],
  },
  userName: '',
  proxy: 'system',
  bandDays: [7, 15, 30, 60, 90],
  defaultPolicy: DEFAULT_POLICY,
  defaultLimits: DEFAULT_LIMITS,
  quoteMaxAgeDays: 7,
  linkLimits: DEFAULT_LINK_LIMITS,
  measuresDomains: true,
  reminders: DEFAULT_REMINDERS,
  reportCurrency: null,
  desktop: { closeAction: 'ask', showsNotifications: true },
}
